"""Which values are secret, kept for the rules: pulumi-policy drops the engine's marks before it calls one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_policy import policy
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY, deserialize_properties


class SecretText(str):
    """A text that the engine marks as secret: to every other policy of the pack a text like all others."""

    __slots__ = ()


def keep_marks() -> None:
    """Let the texts of secrets be `SecretText` in whatever pulumi-policy hands out from now on.

    It reads properties with one function of one of its modules, and has no other way to see the marks.
    """
    vars(policy)["deserialize_properties"] = _with_marks


def _with_marks(properties: Mapping[str, Any], proxy_secrets: bool = False) -> Any:  # noqa: ANN401 - as it was
    if proxy_secrets:  # a remediation sees marks of pulumi-policy's own
        return deserialize_properties(dict(properties), proxy_secrets)
    return deserialize_properties({name: _marked(value) for name, value in properties.items()})


def _marked(value: Any, secret: bool = False) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict) and value.get(SPECIAL_SIG_KEY) == SPECIAL_SECRET_SIG:
        return _marked(value.get("value"), secret=True)
    if isinstance(value, dict):
        return {name: _marked(item, secret) for name, item in value.items()}
    if isinstance(value, list):
        return [_marked(item, secret) for item in value]
    return SecretText(value) if secret and isinstance(value, str) else value
