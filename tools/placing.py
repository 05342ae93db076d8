"""Put a tool in place as a whole: beside the old one, then swapped, so that an interrupted run leaves the old one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from tools.engine import alone


def place(folder: Path, key: str, fill: Callable[[Path], str]) -> str:
    """See to it that `folder` has what `fill` puts there for `key`, and return what it is.

    `fill` gets an empty folder and returns one line about what it has put there; what it raises is raised.
    """
    with alone(folder.name):
        if stamp(folder)[0] != key:
            _install(folder, key, fill)
        return stamp(folder)[1]


def stamp(folder: Path) -> list[str]:
    """The key that the contents of a folder were put there for, and what they are; empty texts when there are none."""
    file = folder / "stamp"
    return file.read_text().splitlines() if file.exists() else ["", ""]


def _install(folder: Path, key: str, fill: Callable[[Path], str]) -> None:
    for left_by_a_killed_run in folder.parent.glob(f"scratch-{folder.name}.*"):
        shutil.rmtree(left_by_a_killed_run)
    with tempfile.TemporaryDirectory(prefix=f"scratch-{folder.name}.", dir=folder.parent) as scratch:
        new = Path(scratch) / "new"
        new.mkdir()
        (new / "stamp").write_text(f"{key}\n{fill(new)}\n")
        if folder.exists():
            folder.rename(Path(scratch) / "old")
        new.rename(folder)
