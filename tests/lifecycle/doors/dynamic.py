"""The SDK's own dynamic provider servicer, through the messages that an engine sends."""

from __future__ import annotations

import ast
import functools
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest
from google.protobuf import struct_pb2
from google.protobuf.json_format import MessageToDict
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

from gpucreds.core.unknown import UNKNOWN
from gpucreds.doors import dynamic
from tests.lifecycle.doors.door import Aborted, CheckFailed, Compared, Properties
from tests.world import World


class Call:
    """What gRPC hands to a servicer."""

    def abort(self, _code: object, details: str) -> None:
        raise Aborted(details)


class DynamicDoor:
    """One process of it."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch) -> None:
        hub = world.run()
        patch.setattr(dynamic, "open_hub", lambda _: hub)
        server = _fresh_server()
        # The engine runs it as a program of its own; the door counts on that.
        patch.setitem(sys.modules, "__main__", server)
        self._servicer = server.DynamicResourceProviderServicer()

    def check(self, token: str, news: Properties, olds: Properties | None) -> Properties:
        request = provider_pb2.CheckRequest(news=sent(token, news), olds=sent(token, olds))
        answer = self._ask(self._servicer.Check, request)
        if answer.failures:
            raise CheckFailed({failure.property: failure.reason for failure in answer.failures})
        return _received(answer.inputs)

    def diff(self, token: str, object_id: str, state: Properties, news: Properties) -> Compared:
        request = provider_pb2.DiffRequest(id=object_id, olds=sent(token, state), news=sent(token, news))
        answer = self._ask(self._servicer.Diff, request)
        forced = answer.changes == provider_pb2.DiffResponse.DIFF_SOME
        return Compared(list(answer.replaces), answer.deleteBeforeReplace, forced)

    def create(self, token: str, inputs: Properties) -> tuple[str, Properties]:
        answer = self._ask(self._servicer.Create, provider_pb2.CreateRequest(properties=sent(token, inputs)))
        return answer.id, _received(answer.properties)

    def read(self, token: str, object_id: str, state: Properties) -> tuple[Properties, Properties] | None:
        answer = self._ask(self._servicer.Read, provider_pb2.ReadRequest(id=object_id, properties=sent(token, state)))
        return (_received(answer.properties), _received(answer.inputs)) if answer.id else None

    def update(self, token: str, object_id: str, state: Properties, news: Properties) -> Properties:
        request = provider_pb2.UpdateRequest(id=object_id, olds=sent(token, state), news=sent(token, news))
        return _received(self._ask(self._servicer.Update, request).properties)

    def delete(self, token: str, object_id: str, state: Properties) -> None:
        request = provider_pb2.DeleteRequest(id=object_id, properties=sent(token, state))
        self._ask(self._servicer.Delete, request)

    def _ask(self, verb: Callable[[Any, Any], Any], request: object) -> Any:
        return verb(request, Call())


def sent(token: str, properties: Properties | None) -> struct_pb2.Struct:
    message = struct_pb2.Struct()
    if properties is not None:
        message.update({**_unknowns(properties), "__provider": _reference(token)})
    return message


def _unknowns(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unknowns(item) for key, item in value.items()}
    return rpc.UNKNOWN if value is UNKNOWN else value


def _received(message: struct_pb2.Struct) -> Properties:
    return {
        name: UNKNOWN if value == rpc.UNKNOWN else value
        for name, value in MessageToDict(message).items()
        if name != "__provider"
    }


@functools.cache
def _reference(token: str) -> str:
    return serialize_provider(dynamic.PROVIDERS[token]())


@functools.cache
def server_code() -> CodeType:
    """The SDK's server module without its last line, which would serve for ever."""
    spec = importlib.util.find_spec("pulumi.dynamic.__main__")
    tree = ast.parse(Path(spec.origin).read_text())
    tree.body = tree.body[:-1]
    return compile(tree, spec.origin, "exec")


def _fresh_server() -> Any:
    module = ModuleType("__main__")
    exec(server_code(), module.__dict__)  # noqa: S102
    return module
