"""Put a tool in place as a whole: beside the old one, then swapped, so that an interrupted run leaves the old one."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.environment import ENGINE
from tools.progress import say


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Keep two runs of `make` in one checkout from making the same thing at once: the second finds the first's work."""
    ENGINE.parent.mkdir(exist_ok=True)
    with (ENGINE.parent / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another run is at it; waiting for that")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def place(folder: Path, key: str, fill: Callable[[Path], str]) -> str:
    """See to it that `folder` has what `fill` puts there for `key`, and return what it is.

    `fill` gets an empty folder and returns one line about what it has put there; what it raises is raised.
    """
    with alone(folder.name):
        if stamp(folder)[0] != key:
            _install(folder, key, fill)
        return stamp(folder)[1]


def stamp(folder: Path) -> tuple[str, str]:
    """The key that the contents of a folder were put there for, and what they are; empty texts when there are none."""
    file = folder / "stamp"
    key, _, summary = file.read_text().partition("\n") if file.exists() else ("", "", "")
    return key, summary.rstrip()


def _install(folder: Path, key: str, fill: Callable[[Path], str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left_by_a_killed_run in folder.parent.glob(f"scratch-{folder.name}.*"):
        shutil.rmtree(left_by_a_killed_run)
    with tempfile.TemporaryDirectory(prefix=f"scratch-{folder.name}.", dir=folder.parent) as scratch:
        new = Path(scratch) / "new"
        new.mkdir()
        (new / "stamp").write_text(f"{key}\n{fill(new)}\n")
        if folder.exists():
            folder.rename(Path(scratch) / "old")
        new.rename(folder)
