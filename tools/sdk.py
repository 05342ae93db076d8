"""Write `schema.json` from the declarations, and from it the SDKs for Python, Node and Go, by Pulumi's own generators.

    python -m tools.sdk            write schema.json and sdk/ anew
    python -m tools.sdk --check    fail when one of them is not what the declarations say
    python -m tools.sdk --ready    put what that and the tests of the SDKs need under .tools, as far as it can be had

The generators come from Pulumi's Go modules: `tools/engine/sdk-generator` is a program of our own that calls them. So
the SDKs are the same on every machine, whichever `pulumi` that has.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tools import go_build, node
from tools.environment import ROOT
from tools.go_build import EngineError
from tools.placing import alone
from tools.progress import say

LANGUAGES = ("python", "nodejs", "go")
SCHEMA = ROOT / "schema.json"
SDKS = ROOT / "sdk"

SCRATCH = ROOT / ".tools"
GENERATOR = ROOT / ".tools" / "sdk-generator"
SOURCE = ROOT / "tools" / "engine" / "sdk-generator"
GENERATORS = "github.com/pulumi/pulumi/pkg/v3"


class RefusedError(Exception):
    """The schema cannot be taken: one line per mistake."""


def main(arguments: list[str]) -> int:
    """Run `python -m tools.sdk`."""
    steps = {"--check": check, "--ready": make_ready}
    try:
        return steps.get("".join(arguments), write)()
    except (EngineError, RefusedError) as error:
        print(error)
        return 1


def write() -> int:
    """Write everything anew. What is no longer generated is gone then."""
    text = read_declarations()
    with tempfile.TemporaryDirectory(prefix="scratch-sdk.", dir=made(SCRATCH)) as scratch:
        new, old = Path(scratch) / "new", Path(scratch) / "old"
        write_all(text, new)
        made(SDKS)
        made(old)
        for language in LANGUAGES:
            if (SDKS / language).exists():
                (SDKS / language).rename(old / language)
            (new / "sdk" / language).rename(SDKS / language)
        (new / SCHEMA.name).replace(SCHEMA)
    return 0


def check() -> int:
    """Tell what differs from what would be written."""
    with tempfile.TemporaryDirectory() as scratch:
        write_all(read_declarations(), Path(scratch))
        stale = [] if same(Path(scratch) / SCHEMA.name, SCHEMA) else [SCHEMA.name]
        for language in LANGUAGES:
            stale += (f"sdk/{language}/{path}" for path in differing(Path(scratch) / "sdk" / language, SDKS / language))
    print(*(f"{path}: not what the declarations say; run `make sdk`\n" for path in stale), sep="", end="")
    return int(bool(stale))


def make_ready() -> int:
    """Put the tools in place; a machine without Go or npm goes without, and the tests that need it say so."""
    steps: list[Callable[[], object]] = [rehearse, node.ensure]
    for step in steps:
        try:
            step()
        except (EngineError, RefusedError, node.NodeError) as error:
            say(f"{step.__name__}: not done. {error}")
    return 0


# What is written.


def read_declarations() -> str:
    """The schema as the declarations have it."""
    command = [sys.executable, "-m", "gpucreds.doors.schema"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise RefusedError(f"The declarations gave no schema:\n{ended.stderr.rstrip()}")
    return ended.stdout


def write_all(text: str, target: Path) -> None:
    """Write the schema and the SDKs into `target`, laid out as in the checkout."""
    (made(target) / SCHEMA.name).write_text(text)
    generate(target / SCHEMA.name, target / "sdk")


def generate(schema: Path, target: Path) -> None:
    """Write the SDKs of `schema` into a folder each under `target`, which has none."""
    run_generator(schema, *(f"-{language}={target / language}" for language in LANGUAGES))
    tidy(target / "go")


def validate(schema: Path) -> None:
    """Let the engine's own reader bind `schema`. Raises RefusedError with its mistakes."""
    run_generator(schema)


def tidy(module: Path) -> None:
    """Complete the generated `go.mod`, which names Pulumi's SDK only, and write `go.sum`."""
    go(module, "mod", "tidy")


def differing(new: Path, old: Path) -> list[Path]:
    """The files that a new SDK and the one in the checkout do not share. What Git ignores there does not count."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = (
        subprocess.run(listing, cwd=old, stdout=subprocess.PIPE, text=True, check=True).stdout if old.exists() else ""
    )
    files = {file.relative_to(new) for file in new.rglob("*") if file.is_file()} | {*map(Path, listed.split("\0")[:-1])}
    return [file for file in sorted(files) if not same(new / file, old / file)]


def same(one: Path, other: Path) -> bool:
    """Whether two files are there and alike."""
    return one.exists() and other.exists() and filecmp.cmp(one, other, shallow=False)


# With what it is written.


def run_generator(schema: Path, *options: str) -> None:
    """Run the generator, and tell its warnings. Raises RefusedError with what it says when it fails."""
    command = [str(ensure_generator()), *options, str(schema)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise RefusedError(ended.stderr.rstrip())
    print(ended.stderr, end="")


@cache
def ensure_generator() -> Path:
    """Build the generator, which Go does not do again when nothing changed, and return its program."""
    pin = go_build.read_own(SOURCE, GENERATORS)
    go_build.require_go({SOURCE.name: pin})
    with alone(GENERATOR.name):
        go_build.build_program(pin, GENERATOR)
    return GENERATOR / "bin" / SOURCE.name


def rehearse() -> None:
    """Build the generator, and generate once what is thrown away: Go has fetched all that it needs then."""
    ensure_generator()
    if SCHEMA.exists():
        with tempfile.TemporaryDirectory() as scratch:
            generate(SCHEMA, Path(scratch))


def go(folder: Path, *arguments: str) -> None:
    """Run Go in a module's folder, away from the user's workspace. Raises RefusedError with what it says."""
    if not shutil.which("go"):
        raise RefusedError("There is no `go` on PATH. Install Go.")
    environment = {**os.environ, "GOWORK": "off", "GOFLAGS": ""}
    ended = subprocess.run(["go", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise RefusedError(f"go {' '.join(arguments)} failed:\n{ended.stderr.rstrip()}")


def made(folder: Path) -> Path:
    """A folder, made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
