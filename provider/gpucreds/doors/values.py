"""Property values as an engine writes them, and as the hub does: they differ in what is not known yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from google.protobuf.struct_pb2 import Struct
from pulumi.output import Unknown
from pulumi.runtime import rpc
from pydantic import SecretStr

from gpucreds.core.declaration import UNKNOWN

_SECRET = {rpc._special_sig_key: rpc._special_secret_sig}  # noqa: SLF001 - the protocol's own words have no other home


def from_engine(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What the SDK has read from a message; its own bookkeeping begins with two underscores, and stays out."""
    return {name: _known(value) for name, value in properties.items() if not name.startswith("__")}


def to_engine(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What the SDK writes into a message."""
    return {name: _sendable(value) for name, value in properties.items()}


def received(message: Struct) -> dict[str, Any]:
    """The properties in a message."""
    return from_engine(rpc.deserialize_properties(message, keep_unknowns=True))


def sent(properties: Mapping[str, Any], secrets: Collection[str] = ()) -> Struct:
    """A message with these properties, of which some are secret."""
    message = Struct()
    plain = to_engine(properties)
    message.update({name: {**_SECRET, "value": value} if name in secrets else value for name, value in plain.items()})
    return message


def _known(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return UNKNOWN if isinstance(value, Unknown) else value


def _sendable(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return to_engine(value)
    if isinstance(value, list):
        return [_sendable(item) for item in value]
    if isinstance(value, SecretStr):
        return {**_SECRET, "value": value.get_secret_value()}
    return rpc.UNKNOWN if value is UNKNOWN else value
