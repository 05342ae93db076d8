"""What a program marks as secret stays marked, wherever it stands, known or not."""

import pytest
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2 as messages

from gpucreds.core.unknown import UNKNOWN
from gpucreds.doors.messages import received, sent
from tests.lifecycle.doors import PluginDoor
from tests.lifecycle.doors.plugin import SECRET

URN = "urn:pulumi:dev::project::gpucreds:egs:ApiToken::ci"


def message(properties: dict) -> Struct:
    struct = Struct()
    struct.update(properties)
    return struct


def secret(value: object) -> dict:
    return {**SECRET, "value": value}


@pytest.mark.parametrize(
    ("properties", "values", "paths"),
    [
        ({"a": secret("x"), "b": "y"}, {"a": "x", "b": "y"}, {("a",)}),
        ({"a": {"b": secret("x"), "c": 1}}, {"a": {"b": "x", "c": 1}}, {("a", "b")}),
        ({"a": [secret("x"), "y"]}, {"a": ["x", "y"]}, {("a",)}),
        ({"a": secret({"b": secret("x")})}, {"a": {"b": "x"}}, {("a",), ("a", "b")}),
        ({"a": {"b": [{"c": secret(True)}]}}, {"a": {"b": [{"c": True}]}}, {("a", "b")}),
        ({"a": None, "b": 1.5, "__defaults": []}, {"a": None, "b": 1.5}, set()),
    ],
)
def test_a_message_is_its_values_and_where_its_secrets_are(properties: dict, values: dict, paths: set):
    read = received(message(properties))
    assert (read.values, read.secret) == (values, paths)


def test_what_is_secret_and_not_known_yet_is_both():
    read = received(message({"a": secret(rpc.UNKNOWN), "b": {"c": rpc.UNKNOWN}}))
    assert read.values["a"] is UNKNOWN
    assert read.values["b"]["c"] is UNKNOWN
    assert MessageToDict(sent(read.values, read.secret)) == {"a": secret(rpc.UNKNOWN), "b": {"c": rpc.UNKNOWN}}


@pytest.mark.parametrize(
    "properties", [{"a": secret("x")}, {"a": {"b": secret("x"), "c": "y"}}, {"a": secret([1, {}])}]
)
def test_what_is_read_is_written_as_it_was(properties: dict):
    read = received(message(properties))
    assert MessageToDict(sent(read.values, read.secret)) == properties


def test_a_secret_input_is_secret_in_the_plan_the_state_and_after_a_refresh(plugin: PluginDoor):
    program = message(
        {"role": "Owner", "description": secret("for the auditors"), "rotation": {"trigger": secret("a")}}
    )
    checked = plugin.ask("Check", messages.CheckRequest(urn=URN, news=program)).inputs
    made = plugin.ask("Create", messages.CreateRequest(urn=URN, properties=checked))
    read = plugin.ask("Read", messages.ReadRequest(urn=URN, id=made.id, properties=made.properties, inputs=checked))
    for struct in (checked, made.properties, read.properties, read.inputs):
        properties = MessageToDict(struct)
        assert properties["description"] == secret("for the auditors")
        assert properties["rotation"] == {"trigger": secret("a")}
        assert properties["role"] == "Owner"
    updated = plugin.ask("Update", messages.UpdateRequest(urn=URN, olds=made.properties, news=checked, preview=True))
    assert MessageToDict(updated.properties)["description"] == secret("for the auditors")
