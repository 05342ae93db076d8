"""Put the Node packages that the tests need under `.tools/node`, and compile with them.

The versions are pinned in `tools/node`. A TypeScript program runs on the real engine when its folder has a link
`node_modules` to what `ensure` returns: Pulumi's own package brings what runs TypeScript, and nothing is fetched then.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.engine import alone
from tools.environment import ROOT
from tools.progress import say

NODE = ROOT / ".tools" / "node"
PINS = ROOT / "tools" / "node"
PINNED = (".npmrc", "package.json", "package-lock.json")


class NodeError(Exception):
    """Something of Node's could not be done; the text says what, and what helps."""


def ensure() -> Path:
    """See to it that the packages are in place, and return their `node_modules`."""
    if not shutil.which("npm"):
        raise NodeError("There is no `npm` on PATH. Install Node 20 or newer with npm.")
    key = digest(*(PINS / name for name in PINNED))
    with alone("node"):
        if stamp_of(NODE) != key:
            install(key)
    return NODE / "node_modules"


def install(key: str) -> None:
    """Let npm put the pinned packages together beside the old ones, and swap them when they are whole."""
    for left_by_a_killed_run in NODE.parent.glob("scratch-node.*"):
        shutil.rmtree(left_by_a_killed_run)
    say("fetching the packages that tools/node pins", "node")
    with tempfile.TemporaryDirectory(prefix="scratch-node.", dir=NODE.parent) as scratch:
        new = Path(scratch) / "new"
        new.mkdir()
        for name in PINNED:
            shutil.copyfile(PINS / name, new / name)
        # No package needs its install script here, and a script could do anything.
        run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], new)
        (new / "stamp").write_text(key)
        if NODE.exists():
            NODE.rename(Path(scratch) / "old")
        new.rename(NODE)


def install_sdk(source: Path) -> Path:
    """Put the SDK in `source` among the packages, compiled, as `npm install` would for a user; return its folder.

    Once for every state of `source`, so that many tests may ask for it.
    """
    node_modules = ensure()
    place = node_modules / "@gpucreds" / "gpucreds"
    key = digest(*(file for file in sorted(source.rglob("*")) if file.is_file() and "bin" not in file.parts))
    with alone("node"):
        if stamp_of(place) != key:
            with tempfile.TemporaryDirectory(prefix="scratch.", dir=NODE) as scratch:
                new = Path(scratch) / "new"
                compile_sdk(source, new)
                (new / "stamp").write_text(key)
                place.parent.mkdir(exist_ok=True)
                if place.exists():
                    place.rename(Path(scratch) / "old")
                new.rename(place)
    return place


def compile_sdk(source: Path, target: Path) -> None:
    """Copy an SDK to `target`, somewhere below a folder with a `node_modules`, and compile it there."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("bin", "node_modules"))
    run(tsc(), target)
    shutil.copyfile(target / "package.json", target / "bin" / "package.json")  # the SDK reads its version beside itself


def tsc(*options: str) -> list[str]:
    """The command that runs the pinned TypeScript compiler."""
    return ["node", str(NODE / "node_modules" / "typescript" / "bin" / "tsc"), *options]


def run(command: list[str], folder: Path) -> None:
    """Run a program of Node's in `folder`. Raises NodeError with what it printed when it fails."""
    ended = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False
    )
    if ended.returncode != 0:
        raise NodeError(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stdout.decode(errors='replace')}")


def digest(*files: Path) -> str:
    """Digest the names and contents of `files`."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.name} {file.stat().st_size}\n".encode() + file.read_bytes())
    return whole.hexdigest()


def stamp_of(folder: Path) -> str | None:
    """What the contents of `folder` were made from; None when nobody says."""
    stamp = folder / "stamp"
    return stamp.read_text() if stamp.exists() else None
