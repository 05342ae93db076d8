"""A place for the states of stacks, as the engine and a test see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.fleet.backends.relay import Relay


@dataclass(frozen=True)
class Backend:
    """One that nobody else has; it begins empty."""

    environment: dict[str, str] = field(repr=False)
    """What leads the engine there, and logs in to it."""
    contents: Callable[[], Mapping[str, bytes]]
    """All that is kept there, by its key."""
    relay: Relay | None = None
    """What is between the engine and the server; None where there is none."""


def files_in(folder: Path) -> dict[str, bytes]:
    """The files below a folder, by their paths in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def file_backend(folder: Path) -> Backend:
    """A folder as the backend: it is made here."""
    folder.mkdir()
    return Backend({"PULUMI_BACKEND_URL": folder.as_uri()}, lambda: files_in(folder))
