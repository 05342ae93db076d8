"""`gpucreds reclaim`: revoke what a stack made and no state has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from gpucreds_cli.console import FAILED, json_option, say, show
from gpucreds_cli.looking import folder_option, look
from gpucreds_cli.reclaiming import Reclaimed, reclaim, settled
from gpucreds_cli.stacks import Stack, full_name, names, read


@click.command()
@click.option("-s", "--stack", "name", required=True, help="The stack whose left-overs go.")
@click.option("-y", "--yes", is_flag=True, help="Revoke them. Without it nothing is written.")
@folder_option
@json_option
def command(*, name: str, yes: bool, folder: Path, as_json: bool) -> None:
    """Revoke what carries the mark of a stack and is in no state.

    Without --yes it only shows what it would do. All stacks of the backend are read, because a resource may have moved
    to another one. What carries no mark, or another stack's, is never touched.
    """
    whole = full_name(folder, name)
    everyone = sorted({whole, *names(folder, everywhere=True)})
    sight = look(folder, everyone)
    # In this order: what a command makes after the list is not in the list, and what one made before is in a state.
    settled(_called(whole, sight.stacks), sight.stacks)
    stacks = read(folder, everyone)
    done = reclaim(_called(whole, stacks), stacks, sight.holdings, sight.troubles, revoke=yes)
    show(done, _render, as_json=as_json)
    if done.notes or done.kept:
        raise SystemExit(FAILED)


def _called(name: str, stacks: Sequence[Stack]) -> Stack:
    return next(stack for stack in stacks if stack.name == name)


def _render(done: Reclaimed) -> None:
    for name in done.revoked:
        say(f"{'would revoke' if done.dry_run else 'revoked'}: {name}")
    for one in done.kept:
        say(f"kept: {one.name}: {one.reason}", "yellow")
    for note in done.notes:
        say(f"note: {note}", "yellow")
    if not done.revoked and not done.kept:
        say(f"{done.stack} has left nothing behind" + (" where anybody could look." if done.notes else "."))
    elif done.dry_run and done.revoked:
        say("Nothing was written. Run it again with --yes.")
