"""`gpucreds rotate`: the `pulumi up` that rotates certain credentials, and nothing else of the program."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from gpucreds.core.errors import Refused, one_line
from gpucreds_cli import rotation, stacks
from gpucreds_cli.console import FAILED, err, fail, json_option, out, refused, say, show
from gpucreds_cli.looking import folder_option, new_run
from gpucreds_cli.rotation import Asked, choice
from gpucreds_cli.rotation.records import Plan, Rotation
from gpucreds_cli.rotation.text import of_plan, of_result
from gpucreds_cli.stacks import Stack

NOTHING = {True: "Nothing is due.", False: "There is nothing that can rotate."}


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("-s", "--stack", "stack_name", required=True, help="The stack, of the project in the folder.")
@click.option("--due", "by_clock", is_flag=True, help="What the next update rotates or revokes by the clock.")
@click.option("--all", "everything", is_flag=True, help="Every credential of the stack.")
@click.option("--incident", is_flag=True, help="Revoke the old ones at once, and look whether they are gone.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing.")
@folder_option
@json_option
def command(
    *,
    names: Sequence[str],
    stack_name: str,
    by_clock: bool,
    everything: bool,
    incident: bool,
    yes: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """Rotate credentials of a stack, by name or URN, or all of them, or those that are due.

    It shows what will happen, asks, and runs `pulumi up` on these resources and on whatever uses them. Other changes of
    the program stay pending.
    """
    if bool(names) + by_clock + everything != 1:
        raise click.UsageError("write --due, or --all, or the names of resources")
    if incident and by_clock:
        raise click.UsageError("--incident is for --all or for names: --due forces nothing")
    stack = _read(folder, stack_name)
    targets = choice.named(stack, names) if names else _many(stack, _now() if by_clock else None)
    asked = Asked(stack, targets, by_clock=by_clock, incident=incident)
    planned = rotation.plan(asked) if targets else Rotation(stack=stack.short, incident=incident, planned=Plan())
    _end(_done(asked, planned, yes=yes, as_json=as_json), by_clock=by_clock, as_json=as_json)


def _read(folder: Path, name: str) -> Stack:
    whole = stacks.full_name(folder, name)
    if whole not in stacks.names(folder, everywhere=False):
        raise Refused(f"{whole} is not of the project in this folder", "Say with -C where its program is")
    (stack,) = stacks.read(folder, [whole])
    return stack


def _now() -> datetime:
    return new_run().clock.now()


def _many(stack: Stack, now: datetime | None) -> list[str]:
    return choice.due(stack, now) if now else list(choice.credentials(stack))


def _done(asked: Asked, planned: Rotation, *, yes: bool, as_json: bool) -> Rotation:
    """The rotation after the update; as it was planned where none is to run."""
    _tell(of_plan(planned.planned), as_json=as_json)
    if not planned.planned.acted_on:
        return planned
    if not yes and not sys.stdin.isatty():
        show(planned, lambda _: None, as_json=as_json)
        raise refused("nothing was done, because nobody can be asked here", "Run it again with --yes")
    if not yes:
        click.confirm("Run this update?", abort=True, err=True)
    return rotation.carry_out(asked, planned)


def _end(done: Rotation, *, by_clock: bool, as_json: bool) -> None:
    show(done, lambda _: _tell(of_result(done), as_json=False), as_json=as_json)
    if not done.planned.credentials and not as_json:
        say(NOTHING[by_clock])
    if done.error:
        fail(refused(done.error, done.advice or ""))
    if done.failed:
        raise SystemExit(FAILED)


def _tell(lines: Iterable[str], *, as_json: bool) -> None:
    # A program reads one document; who is asked reads the plan all the same.
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()))
        (err if as_json else out).print(Text(indent + one_line(line)), soft_wrap=True)
