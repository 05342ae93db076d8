"""A whole life under Python's audit hooks: `python -m` this module prints what of the system it touched.

With an argument the life also does what it must not, to show that it would be seen.
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import sys
import tempfile
from pathlib import Path

import pytest

from tests.faults.canary.lives import Remembered, live

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
STARTING = ("subprocess.Popen", "os.posix_spawn", "os.fork", "os.forkpty", "os.exec", "os.system", "os.startfile")
CHANGING = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod")
LEAVING = ("tempfile.mkstemp", "tempfile.mkdtemp", "resource.setrlimit", "os.putenv", "syslog.syslog")
WATCHED = {*STARTING, *CHANGING, *LEAVING}

touched: list[str] = []


def _notice(event: str, arguments: tuple[object, ...]) -> None:
    if event in WATCHED or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING):
        touched.append(event)


def _misbehave() -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "dump").write_text("whatever")
    os.system("true")  # noqa: S605 - it does nothing
    resource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE))


def main() -> None:
    """Live, and tell."""
    with pytest.MonkeyPatch.context() as patch:
        world = Remembered()
        sys.addaudithook(_notice)
        for door in ("hub", "dynamic"):
            live(world, patch, door)
        if sys.argv[1:]:
            _misbehave()
    told = {"touched": touched, "faulthandler": faulthandler.is_enabled(), "requests": len(world.requests())}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
