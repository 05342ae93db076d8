"""`gpucreds doctor`: whether the configured platforms can be used, and what to do where not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from gpucreds.platforms.configuration import Configuration
from gpucreds_cli import stacks
from gpucreds_cli.console import FAILED, json_option, out, show
from gpucreds_cli.doctor import Examination, Finding, examine
from gpucreds_cli.looking import chosen, folder_option, new_run, progress, ways_to_platforms

_COLOURS = {"ok": "green", "warning": "yellow", "failed": "bold red", "skipped": "dim"}


@click.command()
@click.option("-s", "--stack", "names", multiple=True, help="A stack whose settings count, again for more.")
@folder_option
@json_option
def command(*, names: Sequence[str], folder: Path, as_json: bool) -> None:
    """Check each configured platform: reach, TLS, log-in, version, rights and clock.

    The settings are those of the stack and of the environment; without --stack, of the environment alone. It logs in
    and reads, and changes nothing. It ends with 1 where something failed.
    """
    run = new_run()
    with progress("asking platforms", None):
        found = examine(_configurations(folder, names), run)
    show(found, _render, as_json=as_json)
    if found.failed:
        raise SystemExit(FAILED)


def _configurations(folder: Path, names: Sequence[str]) -> Iterable[Configuration]:
    if not names:
        return [Configuration.load(lambda _: None)]
    return ways_to_platforms(stacks.read(folder, chosen(folder, names, everywhere=False)))


def _render(found: Examination) -> None:
    table = Table("Platform", "Check", "Outcome", "What was found", box=None)
    for (title, _), group in groupby(found.findings, key=lambda one: (one.title, one.endpoint)):
        alike = [list(same) for _, same in groupby(group, key=lambda one: (one.outcome, one.sentence))]
        for place, same in enumerate(alike):
            table.add_row("" if place else title, *_cells(same))
    out.print(table)
    if found.is_about_nothing:
        out.print("Nothing is configured: name a stack with --stack, or set the variables of a platform.")
    for one in found.findings:
        if one.advice:
            out.print(Text(f"{one.title}, {one.check}: {one.advice}."))


def _cells(same: Sequence[Finding]) -> tuple[Text, Text, Text]:
    first = same[0]
    checks = ", ".join(one.check for one in same)
    return Text(checks), Text(first.outcome, style=_COLOURS[first.outcome]), Text(first.sentence)
