"""The least that a plugin in Python can do: it takes what it is given for made."""

from __future__ import annotations

import os
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2_grpc
from pulumi.runtime.proto import provider_pb2 as rpc
from pulumi.runtime.rpc import _special_secret_sig, _special_sig_key

Call = Any


class Nothing(provider_pb2_grpc.ResourceProviderServicer):
    """The verbs that a life asks for."""

    def GetPluginInfo(self, _: Call, __: Call) -> Call:  # noqa: N802
        """Some version."""
        return plugin_pb2.PluginInfo(version="0.0.1")

    def CheckConfig(self, request: Call, _: Call) -> Call:  # noqa: N802
        """Any settings do."""
        return rpc.CheckResponse(inputs=request.news)

    def DiffConfig(self, _: Call, __: Call) -> Call:  # noqa: N802
        """They never change."""
        return rpc.DiffResponse(changes=rpc.DiffResponse.DIFF_NONE)

    def Configure(self, _: Call, __: Call) -> Call:  # noqa: N802
        """As any plugin of today."""
        return rpc.ConfigureResponse(acceptSecrets=True, acceptResources=True, acceptOutputs=True, supportsPreview=True)

    def Check(self, request: Call, _: Call) -> Call:  # noqa: N802
        """Any inputs do."""
        return rpc.CheckResponse(inputs=request.news)

    def Diff(self, _: Call, __: Call) -> Call:  # noqa: N802
        """They never change."""
        return rpc.DiffResponse(changes=rpc.DiffResponse.DIFF_NONE)

    def Create(self, request: Call, _: Call) -> Call:  # noqa: N802
        """Make nothing. Where the program plans properties, say as much of what was made as ours does."""
        made = rpc.CreateResponse(id="nothing", properties=request.properties)
        if "BENCH_PLANNED" in os.environ:
            made.properties.update({f"made{number}": "x" * 10 for number in range(3)})
            made.properties["token"] = {_special_sig_key: _special_secret_sig, "value": str(uuid.uuid4())}
        return made

    def Read(self, request: Call, _: Call) -> Call:  # noqa: N802
        """It is as it was."""
        return rpc.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Delete(self, _: Call, __: Call) -> Call:  # noqa: N802
        """It is gone."""
        return Empty()

    def Cancel(self, _: Call, __: Call) -> Call:  # noqa: N802
        """There is nothing under way."""
        return Empty()


server = grpc.server(ThreadPoolExecutor(16))
provider_pb2_grpc.add_ResourceProviderServicer_to_server(Nothing(), server)
print(server.add_insecure_port("127.0.0.1:0"), flush=True)  # noqa: T201 - how an engine learns it
server.start()
while True:  # the engine kills it
    time.sleep(60)
