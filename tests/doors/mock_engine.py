"""An engine that takes every registration, for tests of what a program declares."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from google.protobuf.json_format import MessageToDict
from pulumi.runtime import mocks
from pulumi.runtime.proto import resource_pb2

IDENTITY = "5747ac00"
STACK_IDENTITY = "pulumi-python:dynamic/gpucreds:StackIdentity"

Heard = resource_pb2.RegisterResourceRequest


class Engine(mocks.MockMonitor):
    """Takes every registration, gives an identity to who asks for one, and gives everybody else their inputs back."""

    def __init__(self, *, unknown: bool) -> None:
        super().__init__(mocks=None)
        self.heard: list[Heard] = []
        self._identity = {} if unknown else {"identity": IDENTITY}

    def RegisterResource(self, request: Heard) -> resource_pb2.RegisterResourceResponse:  # noqa: N802 - gRPC's name
        urn = self.make_urn(request.parent, request.type, request.name)
        answer = resource_pb2.RegisterResourceResponse(urn=urn, id=request.name, object=request.object)
        if request.type == STACK_IDENTITY:
            answer.object.update(self._identity)
        self.heard.append(request)
        return answer


def engine_of(program: Callable[[], object], *, preview: bool) -> Engine:
    engine = Engine(unknown=preview)
    asyncio.set_event_loop(loop := asyncio.new_event_loop())
    try:
        mocks.set_mocks(None, monitor=engine, preview=preview)
        mocks.test(program)()
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return engine


def registrations(program: Callable[[], object], *, preview: bool = False) -> list[Heard]:
    """The registrations of a program. A thread of its own keeps the SDK's settings away from other tests."""
    with ThreadPoolExecutor(1) as thread:
        engine = thread.submit(engine_of, program, preview=preview).result()
    return [request for request in engine.heard if request.type != "pulumi:pulumi:Stack"]


def heard(program: Callable[[], object], *, preview: bool = False) -> dict[str, Heard]:
    """The registrations of a program whose resources all have names of their own, by name."""
    registered = registrations(program, preview=preview)
    by_name = {request.name: request for request in registered}
    assert len(by_name) == len(registered)
    return by_name


def inputs(request: Heard) -> Mapping[str, Any]:
    return MessageToDict(request.object)
