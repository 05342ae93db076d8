"""`gpucreds reclaim`: revoke what a stack made and no state has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from gpucreds_cli.console import FAILED, json_option, out, show
from gpucreds_cli.looking import folder_option, look
from gpucreds_cli.reclaiming import Reclaimed, reclaim, settled
from gpucreds_cli.stacks import full_name, names


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
    settled(folder, whole)
    sight = look(folder, _with_all_others(folder, whole))
    stack = next(stack for stack in sight.stacks if stack.name == whole)
    done = reclaim(stack, sight.stacks, sight.holdings, revoke=yes)
    show(done, _render, as_json=as_json)
    if done.notes or done.kept:
        raise SystemExit(FAILED)


def _with_all_others(folder: Path, whole: str) -> Sequence[str]:
    return sorted({whole, *names(folder, everywhere=True)})


def _render(done: Reclaimed) -> None:
    for name in done.revoked:
        out.print(f"{'would revoke' if done.dry_run else 'revoked'}: {name}", markup=False)
    for one in done.kept:
        out.print(f"kept: {one.name}: {one.reason}", markup=False, style="yellow")
    for note in done.notes:
        out.print(f"note: {note}", markup=False, style="yellow")
    if not done.revoked and not done.kept:
        out.print(f"{done.stack} has left nothing behind.")
    elif done.dry_run and done.revoked:
        out.print("Nothing was written. Run it again with --yes.")
