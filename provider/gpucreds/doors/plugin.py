"""The door for every language of Pulumi: a provider plugin, which an engine starts and asks over gRPC.

The verbs are the hub's. Of the SDK's own servicer the part for components is kept; the rest answers errors with
tracebacks, works in one thread, and knows no object that is made but not ready.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Callable
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.provider.server import ProviderServicer
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import plugin_pb2, provider_pb2_grpc
from pulumi.runtime.proto import provider_pb2 as rpc

from gpucreds.core.declaration import Kept, marked, property_name, secrets
from gpucreds.core.loading import LOADING
from gpucreds.core.ownership import address, new_identity
from gpucreds.doors.calls import Calls, verb
from gpucreds.doors.components import Components
from gpucreds.doors.detailed import compared, differ, differences
from gpucreds.doors.engine import Engine
from gpucreds.doors.messages import received, sent
from gpucreds.doors.package import VERSION
from gpucreds.doors.run import Opened, Tell, open_run
from gpucreds.doors.urn import Urn, of_package
from gpucreds.platforms.configuration import Configuration

IDENTITY = "identity"
"""Beside the settings in the provider's own inputs: whose marks are ours. Drawn once, and kept by the engine."""
_OF_THE_ENGINE = ("version", "pluginDownloadURL")
_SETTINGS = {(property_name(name),) for name in secrets(Configuration)}


class Plugin(Calls, ProviderServicer):
    """Answers an engine. One process is one provider of a stack, with settings, log-ins and marks of its own."""

    def __init__(self, engine: Engine, begin: Callable[[Configuration, Tell], Opened] = open_run) -> None:
        super().__init__(Components(), [], engine.address)
        self._engine = engine
        self._begin = begin
        self._opened: Opened | None = None
        self._identity = ""

    @property
    def opened(self) -> Opened:
        """The run of this process."""
        if self._opened is None:
            raise RuntimeError("asked before it was configured")
        return self._opened

    def scrub(self, text: str) -> str:
        """`text` without any secret of this run."""
        return self._opened.run.redact(text) if self._opened else text

    def cancel(self) -> None:
        """End all waiting. What is being made is made to its end."""
        if self._opened:
            self._opened.run.clock.cancel()

    @verb
    def Handshake(self, _: rpc.ProviderHandshakeRequest) -> rpc.ProviderHandshakeResponse:  # noqa: N802
        """Say what the engine may send."""
        return rpc.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    @verb
    def GetPluginInfo(self, _: Empty) -> plugin_pb2.PluginInfo:  # noqa: N802
        """The version."""
        return plugin_pb2.PluginInfo(version=VERSION)

    @verb
    def GetSchema(self, _: rpc.GetSchemaRequest) -> rpc.GetSchemaResponse:  # noqa: N802
        """The package, derived from the declarations."""
        with LOADING:  # an SDK is made by it, a stack needs none
            from gpucreds.doors.schema import package_schema  # noqa: PLC0415
        return rpc.GetSchemaResponse(schema=json.dumps(package_schema()))

    @verb
    def CheckConfig(self, request: rpc.CheckRequest) -> rpc.CheckResponse:  # noqa: N802
        """Validate settings, those that the program or the stack gives."""
        olds, news = received(request.olds).values, received(request.news)
        settings = {name: value for name, value in news.values.items() if name not in {IDENTITY, *_OF_THE_ENGINE}}
        _, failures = Configuration.read(settings)
        inputs = news.values | {IDENTITY: olds.get(IDENTITY) or new_identity()}
        return rpc.CheckResponse(inputs=sent(inputs, news.secret | _SETTINGS), failures=_failures(failures))

    @verb
    def DiffConfig(self, request: rpc.DiffRequest) -> rpc.DiffResponse:  # noqa: N802
        """Another platform means other objects; another log-in or another way there does not."""
        olds, news = received(request.olds).values, received(request.news).values
        changed = [name for name in {**olds, **news} if differ(olds.get(name), news.get(name))]
        return compared(differences(olds, news, changed, Configuration.moves(olds, news)), request.ignoreChanges)

    @verb
    def Configure(self, request: rpc.ConfigureRequest) -> rpc.ConfigureResponse:  # noqa: N802
        """Begin a run. Nothing is sent before something is asked of a platform."""
        inputs = received(request.args).values
        configuration = Configuration.load(inputs.get)
        # `pulumi import` makes a provider without what its check has added.
        self._identity = inputs.get(IDENTITY) or new_identity()
        self._opened = self._begin(configuration, self._engine.warn)
        return rpc.ConfigureResponse(acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True)

    @verb
    def Invoke(self, request: rpc.InvokeRequest) -> rpc.InvokeResponse:  # noqa: N802
        """Ask a platform something."""
        with LOADING:  # few programs ask
            from gpucreds.resources.lookups import LOOKUPS, answer  # noqa: PLC0415
        known = {lookup.token: lookup for lookup in LOOKUPS}
        found = answer(of_package(known, request.tok), self.opened.platforms)
        response = rpc.InvokeResponse()
        getattr(response, "return").CopyFrom(sent(found))  # a word of Python's
        return response

    @verb
    def Check(self, request: rpc.CheckRequest) -> rpc.CheckResponse:  # noqa: N802
        """Validate and plan."""
        urn = Urn(request.urn)
        news, olds = received(request.news), received(request.olds).values
        kept = {"address": self._address(urn)} if marked(urn.declared.inputs, Kept) else {}
        checked = self.opened.hub.check(urn.resource_type, news.values | kept, olds or None, _name(request, urn))
        return rpc.CheckResponse(inputs=sent(checked.inputs, news.secret), failures=_failures(checked.failures))

    @verb
    def Diff(self, request: rpc.DiffRequest) -> rpc.DiffResponse:  # noqa: N802
        """Say what differs, what of that replaces, and whether work is left over."""
        urn, olds, news = Urn(request.urn), received(request.olds).values, received(request.news).values
        found = self.opened.hub.diff(urn.resource_type, olds, news)
        detailed = differences(olds, news, found.changed, found.replaces)
        if found.pending:
            detailed["pending"] = rpc.PropertyDiff(kind=rpc.PropertyDiff.DELETE)
        return compared(detailed, request.ignoreChanges, delete_before_replace=found.delete_before_replace)

    @verb
    def Create(self, request: rpc.CreateRequest) -> rpc.CreateResponse:  # noqa: N802
        """Make the object, or say what it would be."""
        urn, inputs = Urn(request.urn), received(request.properties)
        if request.preview:
            foreseen = self.opened.hub.foresee(urn.resource_type, inputs.values)
            return rpc.CreateResponse(properties=urn.sent(foreseen, inputs))
        made = urn.finished(self.opened.hub.create(urn.resource_type, inputs.values), inputs)
        return rpc.CreateResponse(id=made.id, properties=urn.sent(made.state, inputs))

    @verb
    def Read(self, request: rpc.ReadRequest) -> rpc.ReadResponse:  # noqa: N802
        """Look at the object, or for one that is in no state yet; no id tells the engine that there is none."""
        urn, state, inputs = Urn(request.urn), received(request.properties), received(request.inputs)
        if state.values:
            found = self.opened.hub.read(urn.resource_type, request.id, state.values)
        else:
            found = self.opened.hub.import_(urn.resource_type, request.id, self._address(urn))
        if found is None:
            return rpc.ReadResponse()
        properties = urn.sent(found.state, state)
        return rpc.ReadResponse(id=found.id, properties=properties, inputs=sent(found.inputs, inputs.secret))

    @verb
    def Update(self, request: rpc.UpdateRequest) -> rpc.UpdateResponse:  # noqa: N802
        """Bring the object to what the inputs say, or say what that would make of it."""
        urn, olds, news = Urn(request.urn), received(request.olds).values, received(request.news)
        if request.preview:
            foreseen = self.opened.hub.foresee(urn.resource_type, news.values, olds)
            return rpc.UpdateResponse(properties=urn.sent(foreseen, news))
        updated = urn.finished(self.opened.hub.update(urn.resource_type, request.id, olds, news.values), news)
        return rpc.UpdateResponse(properties=urn.sent(updated.state, news))

    @verb
    def Delete(self, request: rpc.DeleteRequest) -> Empty:  # noqa: N802
        """Remove the object."""
        self.opened.hub.delete(Urn(request.urn).resource_type, received(request.properties).values)
        return Empty()

    @verb
    def Cancel(self, _: Empty) -> Empty:  # noqa: N802
        """The user stops the command."""
        self.cancel()
        return Empty()

    async def Construct(self, request: rpc.ConstructRequest, context: Any) -> rpc.ConstructResponse:  # noqa: N802, ANN401
        """Make a component of the package."""
        try:
            return await self._construct(request, context)
        except Exception as error:  # noqa: BLE001 - as for every call
            failure = error
        await self.fail(context, failure)
        raise failure

    def _address(self, urn: Urn) -> str:
        return address(self._identity, urn.resource_type, urn.name, urn.parents)


def _name(request: rpc.CheckRequest, urn: Urn) -> str | None:
    """The name for what the program leaves unnamed: the resource's own, unless the stack has another rule."""
    if not request.HasField("autonaming"):
        return urn.name
    mode = request.autonaming.mode
    if mode == rpc.CheckRequest.AutonamingOptions.DISABLE:
        return None
    return request.autonaming.proposed_name if mode == rpc.CheckRequest.AutonamingOptions.ENFORCE else urn.name


def _failures(failures: Any) -> list[rpc.CheckFailure]:  # noqa: ANN401
    return [rpc.CheckFailure(property=failure.property, reason=failure.reason) for failure in failures]


def main() -> None:
    """Serve an engine until it ends."""
    parser = argparse.ArgumentParser(description="The provider plugin of gpucreds. The Pulumi engine starts it.")
    parser.add_argument("engine", help="the address of the engine, as host:port")
    known, _ = parser.parse_known_args()  # an engine may add flags for its own logs
    asyncio.run(_serve(Engine(known.engine)))


async def _serve(engine: Engine) -> None:
    plugin, server = Plugin(engine), grpc.aio.server(options=_GRPC_CHANNEL_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(plugin, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)  # noqa: T201 - how an engine learns it
    await engine.gone()
    plugin.cancel()
    await server.stop(None)
