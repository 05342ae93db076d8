"""Property values in the messages of a plugin, and which of them are secret.

The hub knows no such marks but those of its own declarations. What a program marks comes back marked: the engine leaves
that to a provider that has components.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.struct_pb2 import Struct, Value
from pulumi.runtime import rpc
from pydantic import SecretStr

from gpucreds.core.unknown import UNKNOWN
from gpucreds.doors.values import to_engine

Path = tuple[str, ...]
_SIGNATURE = rpc._special_sig_key  # noqa: SLF001 - the protocol's own words have no other home
_SECRET = rpc._special_secret_sig  # noqa: SLF001


@dataclass(frozen=True)
class Received:
    """The properties in a message, and the paths of those that are secret. A list is secret as a whole."""

    values: dict[str, Any]
    secret: frozenset[Path]


def received(message: Struct) -> Received:
    """Read a message. What the engine keeps for itself begins with two underscores, and stays out."""
    secret: set[Path] = set()
    fields = {name: value for name, value in message.fields.items() if not name.startswith("__")}
    values = {name: _read(value, (name,), secret) for name, value in fields.items()}
    return Received(values, frozenset(secret))


def sent(properties: Mapping[str, Any], secret: Collection[Path] = ()) -> Struct:
    """Write a message, in which the properties at some paths are secret, and every SecretStr."""
    message = Struct()
    message.update({name: _written(value, (name,), secret) for name, value in properties.items()})
    return message


def _read(value: Value, path: Path, secret: set[Path]) -> Any:  # noqa: ANN401 - JSON
    kind = value.WhichOneof("kind")
    if kind == "list_value":
        inside: set[Path] = set()
        items = [_read(item, path, inside) for item in value.list_value.values]
        secret |= {path} if inside else set()
        return items
    if kind == "struct_value":
        fields = value.struct_value.fields
        if _SIGNATURE in fields and fields[_SIGNATURE].string_value == _SECRET:
            secret.add(path)
            return _read(fields["value"], path, secret)
        return {key: _read(item, (*path, key), secret) for key, item in fields.items()}
    return _scalar(value, kind)


def _scalar(value: Value, kind: str | None) -> Any:  # noqa: ANN401 - JSON
    if kind == "number_value":
        whole = value.number_value.is_integer()
        return int(value.number_value) if whole else value.number_value
    if kind == "string_value" and value.string_value == rpc.UNKNOWN:
        return UNKNOWN
    return None if kind in (None, "null_value") else getattr(value, kind)


def _written(value: Any, path: Path, secret: Collection[Path]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, SecretStr):
        return _marked(value.get_secret_value())
    if path in secret:
        return _marked(to_engine({"": value})[""])
    if isinstance(value, Mapping):
        return {key: _written(item, (*path, key), secret) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(item, (*path, ""), secret) for item in value]
    return rpc.UNKNOWN if value is UNKNOWN else value


def _marked(value: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {_SIGNATURE: _SECRET, "value": value}
