"""Put the Node packages that the tests need under `.tools/node`, and compile with them.

The versions are pinned in `tools/node`. A TypeScript program runs on the real engine when its folder has a link
`node_modules` to what `ensure` returns: Pulumi's own package brings what runs TypeScript, and nothing is fetched then.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from tools.environment import ROOT
from tools.placing import place
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
    place(NODE, digest(*(PINS / name for name in PINNED)), fetch)
    return NODE / "node_modules"


def fetch(target: Path) -> str:
    """Let npm put the pinned packages into `target`, and return what they are."""
    say("fetching the packages that tools/node pins", "node")
    for name in PINNED:
        shutil.copyfile(PINS / name, target / name)
    # No package needs its install script here, and a script could do anything.
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], target)
    return "the packages that tools/node pins"


def install_sdk(source: Path) -> Path:
    """Put the SDK in `source` among the packages, compiled, as `npm install` would for a user; return its folder.

    Once for every state of `source`, so that many tests may ask for it.
    """
    folder = ensure() / "@gpucreds" / "gpucreds"
    key = digest(*(file for file in sorted(source.rglob("*")) if file.is_file() and "bin" not in file.parts))
    place(folder, key, lambda target: compile_sdk(source, target))
    return folder


def compile_sdk(source: Path, target: Path) -> str:
    """Copy an SDK to `target`, somewhere below a folder with a `node_modules`, compile it, and return what it is."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("bin", "node_modules"), dirs_exist_ok=True)
    run(tsc(), target)
    shutil.copyfile(target / "package.json", target / "bin" / "package.json")  # the SDK reads its version beside itself
    return "the SDK for Node"


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
