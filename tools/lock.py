"""Keep `requirements-dev.txt`, the pinned set that `make` installs, in step with `pyproject.toml`.

    python -m tools.lock           pin anew, at the newest versions that pyproject.toml allows
    python -m tools.lock --check   fail when pyproject.toml asks for something that the pins do not give

The check resolves again with the present pins preferred and compares the outcome, so a new release of some dependency
does not fail it. It leaves the hashes out, because a project may add files to an old release at any time.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.environment import ROOT

PINS = ROOT / "requirements-dev.txt"
ALWAYS = (
    "--quiet",
    "--universal",
    "--python-version=3.10",
    "--no-python-downloads",
    "--extra=dev",
    "--no-emit-index-url",
    "--no-emit-find-links",
)
"""The oldest Python that pyproject.toml allows bounds the versions; uv needs no interpreter of that age for it."""


def main(arguments: list[str]) -> int:
    """Run `python -m tools.lock`."""
    if arguments != ["--check"]:
        return resolve(PINS, "--upgrade", "--generate-hashes", "--custom-compile-command=make lock")
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / PINS.name
        shutil.copyfile(PINS, again)
        failed = resolve(again, "--no-annotate", "--no-header")
        wanted, present = pins(again.read_text()), pins(PINS.read_text())
    for pin in sorted(wanted ^ present):
        print(f"{PINS.name}: {'lacks' if pin in wanted else 'should not have'} {pin}; run `make lock`")
    return failed or int(wanted != present)


def resolve(output: Path, *options: str) -> int:
    """Let uv write to `output` what pyproject.toml asks for, without a word on where packages come from."""
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        *ALWAYS,
        *options,
        f"--output-file={output}",
        "pyproject.toml",
    ]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode


def pins(text: str) -> set[str]:
    """Read the requirements in a pinned file, without their hashes and comments."""
    lines = (line.removesuffix("\\").strip() for line in text.splitlines())
    return {line for line in lines if line and not line.startswith(("#", "--hash"))}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
