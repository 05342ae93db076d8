"""Property values as Pulumi's SDK has them, and as the hub does: they differ in what is not known yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.output import Unknown
from pulumi.runtime import rpc

from gpucreds.core.unknown import UNKNOWN


def from_engine(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What the SDK has read; its own bookkeeping begins with two underscores, and stays out."""
    return {name: _known(value) for name, value in properties.items() if not name.startswith("__")}


def to_engine(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What the SDK writes."""
    return {name: _sendable(value) for name, value in properties.items()}


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
    return rpc.UNKNOWN if value is UNKNOWN else value
