"""The plugin's servicer, through the messages that an engine sends."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Sequence
from typing import Any

import pytest
from google.protobuf import struct_pb2
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2 as messages
from pulumi.runtime.proto.status_pb2 import Status

from gpucreds.core.unknown import UNKNOWN
from gpucreds.doors.plugin import Plugin
from tests.lifecycle.doors.door import SECRETS, Aborted, CheckFailed, Compared, PartlyMade, Properties
from tests.world import STACK, World

LOOP = asyncio.new_event_loop()
atexit.register(LOOP.close)
SECRET = {rpc._special_sig_key: rpc._special_secret_sig}


class Listener:
    """An engine that hears the plugin's warnings."""

    def __init__(self, world: World) -> None:
        self.address = "127.0.0.1:0"
        self.warn = world.warnings.append


class Call:
    """What gRPC hands to a servicer."""

    async def abort(self, _code: object, details: str, metadata: Sequence[tuple[str, bytes]] = ()) -> None:
        for _, packed in metadata:
            made = messages.ErrorResourceInitFailed()
            assert Status.FromString(packed).details[0].Unpack(made)
            raise PartlyMade(details, made.id, _plain(made.properties))
        raise Aborted(details)


class PluginDoor:
    """One process of it."""

    def __init__(self, world: World, _patch: pytest.MonkeyPatch) -> None:
        self._servicer = Plugin(Listener(world), lambda _configuration, _tell: world.open())
        kept = sent({"identity": STACK})
        inputs = self.ask("CheckConfig", messages.CheckRequest(olds=kept, news=kept)).inputs
        self.ask("Configure", messages.ConfigureRequest(args=inputs))

    def check(self, token: str, news: Properties, olds: Properties | None) -> Properties:
        given = {name: value for name, value in news.items() if name != "address"}
        urn = _urn(token, news.get("address", "it"))
        answer = self.ask("Check", messages.CheckRequest(urn=urn, news=sent(given), olds=sent(olds or {})))
        if answer.failures:
            raise CheckFailed({failure.property: failure.reason for failure in answer.failures})
        return _plain(answer.inputs)

    def diff(self, token: str, object_id: str, state: Properties, news: Properties) -> Compared:
        request = messages.DiffRequest(id=object_id, urn=_urn(token), olds=sent(state), news=sent(news))
        answer = self.ask("Diff", request)
        assert answer.hasDetailedDiff
        changes = answer.changes == messages.DiffResponse.DIFF_SOME
        assert changes == bool(answer.detailedDiff)
        return Compared(list(answer.replaces), answer.deleteBeforeReplace, changes)

    def create(self, token: str, inputs: Properties) -> tuple[str, Properties]:
        answer = self.ask("Create", messages.CreateRequest(urn=_urn(token), properties=sent(inputs)))
        return answer.id, _state(token, answer.properties)

    def import_(self, token: str, object_id: str, address: str) -> tuple[str, Properties, Properties] | None:
        answer = self.ask("Read", messages.ReadRequest(urn=_urn(token, address or "it"), id=object_id))
        return (answer.id, _state(token, answer.properties), _plain(answer.inputs)) if answer.id else None

    def read(self, token: str, object_id: str, state: Properties) -> tuple[Properties, Properties] | None:
        request = messages.ReadRequest(urn=_urn(token), id=object_id, properties=sent(state))
        answer = self.ask("Read", request)
        return (_state(token, answer.properties), _plain(answer.inputs)) if answer.id else None

    def update(self, token: str, object_id: str, state: Properties, news: Properties) -> Properties:
        request = messages.UpdateRequest(urn=_urn(token), id=object_id, olds=sent(state), news=sent(news))
        return _state(token, self.ask("Update", request).properties)

    def delete(self, token: str, object_id: str, state: Properties) -> None:
        request = messages.DeleteRequest(urn=_urn(token), id=object_id, properties=sent(state))
        assert self.ask("Delete", request) == Empty()

    def ask(self, verb: str, request: Message) -> Any:
        """What the servicer answers."""
        return LOOP.run_until_complete(getattr(self._servicer, verb)(request, Call()))

    def known(self, message: struct_pb2.Struct) -> Properties:
        """Properties as the engine has them, with marks of secrets taken away."""
        return _plain(message)


def sent(properties: Properties) -> struct_pb2.Struct:
    """A message as an engine sends it to a provider that takes no secrets."""
    message = struct_pb2.Struct()
    message.update(_unknowns(properties))
    return message


def _unknowns(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unknowns(item) for key, item in value.items()}
    return rpc.UNKNOWN if value is UNKNOWN else value


def _urn(token: str, name: str = "it") -> str:
    return f"urn:pulumi:dev::project::gpucreds:{token}::{name}"


def _state(token: str, message: struct_pb2.Struct) -> Properties:
    """What the engine keeps, once it is seen that every secret is marked, and nothing else."""
    marked = {
        name
        for name, value in MessageToDict(message).items()
        if isinstance(value, dict) and SECRET.items() <= value.items()
    }
    state = _plain(message)
    assert marked == set(SECRETS[token]) & state.keys()
    return state


def _plain(message: struct_pb2.Struct) -> Properties:
    return {name: _without_mark(value) for name, value in MessageToDict(message).items()}


def _without_mark(value: Any) -> Any:
    if isinstance(value, dict) and SECRET.items() <= value.items():
        value = value["value"]
    return UNKNOWN if value == rpc.UNKNOWN else value
