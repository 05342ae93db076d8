"""What an update of a team was made of, as a few short digests in the message of the update.

The message is kept by every backend and goes with it, so a runner that is thrown away afterwards loses nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import yaml

from gpucreds.doors.package import VERSION

_OURS = "gpucreds fleet up: "
_LENGTH = 12
"""How many hexadecimal digits tell one version of a thing from the next."""


@dataclass(frozen=True)
class Fingerprint:
    """Four things that make a new update worth while when one of them changes."""

    team: str
    """The entry in the file of teams."""
    program: str
    """The files of the project."""
    settings: str
    """The settings of the stack."""
    gpucreds: str = VERSION

    @property
    def message(self) -> str:
        """How it stands in the history of a stack."""
        return _OURS + " ".join(f"{name.name}={getattr(self, name.name)}" for name in fields(self))

    @classmethod
    def told(cls, message: str) -> Fingerprint | None:
        """The one that a message tells; None for what is not ours."""
        if not message.startswith(_OURS):
            return None
        found = dict(re.findall(r"(\w+)=(\S+)", message))
        wanted = [field.name for field in fields(cls)]
        return cls(**{name: found[name] for name in wanted}) if all(name in found for name in wanted) else None

    def since(self, then: Fingerprint) -> Iterator[str]:
        """What has changed since, in words."""
        if self.team != then.team:
            yield "its entry changed"
        if self.program != then.program:
            yield "the program changed"
        if self.settings != then.settings:
            yield "its settings changed"
        if self.gpucreds != then.gpucreds:
            yield f"gpucreds {then.gpucreds} -> {self.gpucreds}"


def of_value(value: Any) -> str:  # noqa: ANN401 - YAML
    """The digest of what a YAML file says, whatever the order of its keys."""
    return short(hashlib.sha256(yaml.safe_dump(value, sort_keys=True).encode()).hexdigest())


def short(digest: str) -> str:
    """As much of a digest as a message needs."""
    return digest[:_LENGTH]
