"""The Pulumi CLI, through the Automation API: what it prints stays in memory, and of its errors only the last line."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pulumi.automation import CommandError, PulumiCommand

from gpucreds.core.errors import Refused, one_line
from gpucreds.core.redaction import Redactor

ADVICE = "Check that pulumi is on PATH, logged in to the backend, and has the passphrase or the key of the stack"

_LISTS = {"GOMAXPROCS": str(max(os.cpu_count() or 1, 8))}
"""For `stack ls`: on PostgreSQL it reads ten stacks at once, each of which wants a second connection while it holds
one, and it has two for each core. With five cores or fewer it may wait for itself, for ever (seen with 3.259)."""


@cache
def command() -> PulumiCommand:
    """The `pulumi` on PATH. Raises Refused where there is none."""
    try:
        return PulumiCommand()
    except Exception as error:  # noqa: BLE001 - the SDK has several, and of a missing program the operating system's
        problem = f"there is no Pulumi that can be used: {error}"
    raise Refused(problem, "Install Pulumi 3.230 or newer, and put it on PATH")


def version() -> tuple[int, int]:
    """Major and minor of the CLI."""
    found = command().version
    return (found.major, found.minor) if found else (0, 0)


def run(folder: Path, *arguments: str) -> str:
    """What `pulumi` prints there. Raises Refused with its error in one line."""
    try:
        return command().run([*arguments, "--color=never"], str(folder), _settings(arguments)).stdout
    except CommandError as error:
        problem = problem_of(error)
    raise Refused(f"pulumi {' '.join(arguments[:2])}: {problem}", ADVICE)


def _settings(arguments: Sequence[str]) -> Mapping[str, str]:
    return _LISTS if tuple(arguments[:2]) == ("stack", "ls") else {}


def read(folder: Path, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    """The JSON that `pulumi` prints there. Raises Refused."""
    return json.loads(run(folder, *arguments))


@cache
def backend(folder: Path) -> str:
    """The URL of the backend. Raises Refused."""
    return str(read(folder, "whoami", "--json").get("url") or "")


def problem_of(error: CommandError) -> str:
    """Why a command failed: its last line that is an error."""
    # The SDK's error quotes all that was printed, which may hold what was decrypted before it failed.
    told = str(error).rpartition("\n stderr: ")[2].splitlines()
    last = next((line for line in reversed(told) if line.startswith("error: ")), "it failed without a word")
    return one_line(Redactor()(last.removeprefix("error: ")))
