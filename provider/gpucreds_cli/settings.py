"""How stacks reach platforms: by their own configuration, and by their explicit providers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gpucreds.core.errors import Refused
from gpucreds.platforms.configuration import Configuration
from gpucreds_cli import engine
from gpucreds_cli.stacks import Held, Stack, held, is_secret
from gpucreds_policy.subject import PROVIDER

_UNDECRYPTED = "ERROR_UNABLE_TO_DECRYPT"
"""What the engine writes instead of a value whose key it does not have."""


def configurations(stack: Stack, *, here: bool) -> Iterator[Configuration]:
    """Every way that a stack leads to platforms; what it does not say comes from the environment, as in an update.

    `here`: whether it is of the project in its folder. Raises Refused, ConfigurationError.
    """
    told = _written(stack) if here else _remembered(stack)
    yield Configuration.load({name.partition(":")[2]: value for name, value in told.items()}.get)
    for provider in _providers(stack):
        yield Configuration.load(provider.get)


def _written(stack: Stack) -> Mapping[str, str]:
    return _ours(engine.read(stack.folder, "config", "--show-secrets", "--json", "--stack", stack.name))


def _remembered(stack: Stack) -> Mapping[str, str]:
    """The settings of the last update of a stack of another project, whose folder nobody knows.

    In the folder of this project the engine would read the settings of its own stack of that name, and would even write
    a key for them.
    """
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        about = {"name": stack.project, "runtime": "yaml", **_backend(stack.folder)}
        (folder / "Pulumi.yaml").write_text(json.dumps(about))
        (folder / f"Pulumi.{stack.name.rpartition('/')[2]}.yaml").write_text(json.dumps(_key(stack)))
        arguments = ("stack", "history", "--show-secrets", "--json", "--page-size", "1", "--stack", stack.name)
        updates = engine.read(folder, *arguments)
    return _ours(updates[0].get("config") or {}) if updates else {}


def _backend(folder: Path) -> Mapping[str, Any]:
    url = engine.backend(folder)
    return {} if url.startswith("http") else {"backend": {"url": url}}


def _key(stack: Stack) -> Mapping[str, str]:
    """What the engine needs to decrypt the settings, as a state has it and in the words of a stack's file."""
    provider = stack.deployment.get("secrets_providers") or {}
    names = {"salt": "encryptionsalt", "url": "secretsprovider", "encryptedkey": "encryptedkey"}
    return {names[name]: value for name, value in (provider.get("state") or {}).items() if name in names}


def _ours(told: Mapping[str, Any]) -> dict[str, str]:
    ours = {name: one["value"] for name, one in told.items() if name.startswith("gpucreds:")}
    if _UNDECRYPTED in ours.values():
        raise Refused("its configuration cannot be decrypted", engine.ADVICE)
    return ours


def _providers(stack: Stack) -> list[Mapping[str, Any]]:
    """What explicit providers are given. Their secrets are decrypted in memory only, and only where there are any."""
    given = [one.inputs for one in stack.resources if one.type == PROVIDER]
    if not any(is_secret(value) for one in given for value in one.values()):
        return given
    shown = engine.read(stack.folder, "stack", "export", "--show-secrets", "--stack", stack.name)
    revealed: list[Held] = [held(one) for one in shown["deployment"].get("resources") or []]
    return [{name: _plain(value) for name, value in one.inputs.items()} for one in revealed if one.type == PROVIDER]


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    # The engine writes a decrypted value as JSON inside of the mark.
    return json.loads(value["plaintext"]) if is_secret(value) and "plaintext" in value else value
