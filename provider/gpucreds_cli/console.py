"""How the command speaks: JSON for programs, tables and colour for people, one line for an error, and its exit codes.

What a program reads goes to standard output alone; progress and questions go to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import click
from pydantic import BaseModel
from rich.console import Console
from rich.text import Text

from gpucreds.core.errors import GpucredsError, one_line
from gpucreds.doors.run import line_of

FAILED = 1
"""The command could not do its work."""
FOUND = 3
"""It did, and found what it was asked to fail for. 2 is a wrong way to call it."""

M = TypeVar("M", bound=BaseModel)
F = TypeVar("F", bound=Callable[..., Any])

out = Console(soft_wrap=False, highlight=False, width=None if sys.stdout.isatty() else 200)
"""A pipe has no width of its own, and a log may be as wide as its lines."""
err = Console(stderr=True, highlight=False)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def show(found: M, render: Callable[[M], None], *, as_json: bool) -> None:
    """Print what was found: for a program, or as `render` shows it to people."""
    if as_json:
        click.echo(found.model_dump_json(by_alias=True, indent=2))
    else:
        render(found)


def say(text: str, style: str = "") -> None:
    """Print one line to people; what a platform calls its things moves no cursor."""
    out.print(Text(one_line(text), style), soft_wrap=True)


def fail(error: Exception) -> NoReturn:
    """End the command with the one line of an error."""
    err.print(Text.assemble(("error: ", "bold red"), one_line(line_of(error))), soft_wrap=True)
    raise SystemExit(FAILED)


def refused(problem: str, advice: str) -> GpucredsError:
    """What the command will not or cannot do, with the way out."""
    return GpucredsError(problem, advice)
