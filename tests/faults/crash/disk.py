"""A disk for the state that a test can fill.

It is one in memory, of a few megabytes, seen by the command alone: a mount in a namespace of its own, for which nobody
has to be root. Where a machine allows no such namespace, the engine's own limit for the size of files takes its place:
the same write fails, with another word for why.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from tests.faults.crash.processes import EngineRun
from tests.faults.crash.stage import Stage

_MOUNT = """
mount -t tmpfs -o size=4m tmpfs "$1"
cp -a "$2"/. "$1"
echo ready
exec cat
"""
_PAGE = b"." * 4096


class Disk(Protocol):
    """What holds the state."""

    within: tuple[str, ...]
    """What to put before a command that shall keep its state there."""
    says: str
    """What the system calls it when there is no room."""

    def fill(self, run: EngineRun) -> None:
        """Leave no room."""

    def filled(self) -> tuple[str, ...]:
        """Leave no room from the start; gives what to put before the command."""


class Mounted:
    """A small disk over the folder of the state, in a namespace that lives as long as a process of ours."""

    says = "no space left on device"

    def __init__(self, holder: int, stage: Stage) -> None:
        enter = ("nsenter", "--preserve-credentials", "-U", "-m", "-t", str(holder))
        # From outside the namespace no working directory leads into it.
        self.within = (*enter, "sh", "-ec", 'cd "$0"; exec "$@"', str(stage.program.folder))
        self.inside = Path(f"/proc/{holder}/root{stage.state}")

    def fill(self, run: EngineRun) -> None:  # noqa: ARG002 - it is full for everybody
        """Leave no room."""
        self.filled()

    def filled(self) -> tuple[str, ...]:
        """Write until nothing goes in any more."""
        with suppress(OSError), (self.inside / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(_PAGE)
        return self.within

    def empty(self, to: Path) -> None:
        """Make room again, and take the state out."""
        (self.inside / "ballast").unlink(missing_ok=True)
        shutil.copytree(self.inside, to)


class Limited:
    """The usual disk; the engine may write no file that is longer than the state is now."""

    says = "file too large"
    within = ()

    def __init__(self, stage: Stage) -> None:
        self._file = stage.checkpoint

    def fill(self, run: EngineRun) -> None:
        """Let the next state be too long."""
        limit = self._file.stat().st_size // 2
        resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def filled(self) -> tuple[str, ...]:
        """Let the engine write nothing at all."""
        return ("sh", "-ec", 'ulimit -f 0; exec "$@"', "sh")


@contextmanager
def small_disk(stage: Stage, scratch: Path) -> Iterator[Disk]:
    """A disk with the state as it is now; at the end the state is back where it was, as the command has left it."""
    shutil.copytree(stage.state, scratch / "before")
    # By way of a shell, which says no where there is no unshare at all.
    unshare = ["sh", "-c", 'exec unshare -rm sh -ec "$@" 2> /dev/null', "sh", _MOUNT, "sh"]
    arguments = [*unshare, str(stage.state), str(scratch / "before")]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        if holder.stdout.readline() != "ready\n":
            yield Limited(stage)
            return
        disk = Mounted(holder.pid, stage)
        try:
            yield disk
            disk.empty(to=scratch / "after")
        finally:
            holder.stdin.close()
    shutil.rmtree(stage.state)
    shutil.copytree(scratch / "after", stage.state)
