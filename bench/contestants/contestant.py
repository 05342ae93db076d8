"""What every contestant is: a way to have N API tokens of EGS, and the commands of its life."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench.emulated import Emulated
from bench.metered import Cost

OPERATIONS = ("up", "no-op up", "preview", "refresh", "destroy")
"""A life, in order."""


@dataclass(frozen=True)
class Stored:
    """Bytes for each credential: of a resource's own properties, as JSON, and of the whole state."""

    own: float | None
    whole: float


class Life(Protocol):
    """One stack of a contestant, from nothing to nothing."""

    def run(self, operation: str) -> Cost:
        """Run a command of the life. Raises CommandFailed."""

    def stored(self) -> Stored:
        """What the state takes now."""


class Contestant(Protocol):
    """One way to have the tokens."""

    @property
    def name(self) -> str:
        """What the page calls it."""

    def begin(self, folder: Path, emulated: Emulated, credentials: int) -> Life:
        """Lay out a program in an empty folder, with an empty stack."""
