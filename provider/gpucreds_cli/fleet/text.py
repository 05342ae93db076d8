"""A fleet for people to read, line by line."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from rich.table import Column, Table
from rich.text import Text

from gpucreds.core.durations import format_instant
from gpucreds.core.errors import one_line
from gpucreds_cli.fleet.records import Fate, Fleet, Outcome, Survey, Surveyed

COLOURS: Mapping[Fate, str] = {"updated": "green", "failed": "bold red", "interrupted": "yellow"}
_WORDS = {"create": "created", "update": "updated", "delete": "deleted", "replace": "replaced"}
_MORE: Mapping[str, str] = {"planned": "would be taken", "not-begun": "not begun"}


def of_outcome(one: Outcome) -> str:
    """What became of one team, in a line."""
    changes = ", ".join(f"{count} {_WORDS.get(step, step)}" for step, count in one.changes.items())
    told = "; ".join(one.reasons) if one.fate == "planned" else one.problem or changes
    took = f" ({one.seconds:.1f} s)" if one.seconds is not None else ""
    return f"{one.team} {_MORE.get(one.fate, one.fate)}{': ' if told else ''}{told}{took}"


def of_fleet(fleet: Fleet) -> Iterator[str]:
    """All of it: who needs somebody's eye, and how many met which fate."""
    for one in fleet.teams:
        if one.fate in ("planned", "failed", "interrupted"):
            yield of_outcome(one)
        if one.log and one.fate == "failed":
            yield f"{one.team}: its log is {one.log}"
    waiting = [one.team for one in fleet.teams if one.fate == "not-begun"]
    if waiting:
        yield f"not begun: {', '.join(waiting)}"
    yield from of_stacks(fleet.without_team)
    counted = len(fleet.teams)
    yield f"{counted} {'team' if counted == 1 else 'teams'}: {', '.join(_counts(fleet))}"


def of_stacks(without_team: Iterable[str]) -> Iterator[str]:
    """The stacks whose team is gone, and how to end them."""
    for stack in without_team:
        remedy = f"pulumi destroy --remove --stack {shlex.quote(stack)}"
        yield f"{stack} has no team any more and was left alone; to end all that it holds: {remedy}"


def of_survey(told: Surveyed) -> Table:
    """How all teams stand, a line each."""
    titles = ("Team", "Credentials", "Last command", "Next by the clock", "fleet up")
    table = Table(*(Column(title, overflow="fold") for title in titles), box=None)
    for one in told.teams:
        table.add_row(*(Text(one_line(cell)) for cell in _row(one)))
    return table


def _row(one: Survey) -> Iterator[str]:
    yield one.team
    yield str(one.credentials) if one.problem is None else "?"
    yield f"{_instant(one.updated_at)} {one.result or ''}"
    yield f"{_instant(one.next_at)} {one.next_of or ''}"
    yield one.problem or "; ".join(one.reasons) or "nothing to do"


def _instant(instant: datetime | None) -> str:
    return format_instant(instant) if instant else "never"


def _counts(fleet: Fleet) -> Iterator[str]:
    for fate, count in fleet.summary.items():
        yield f"{count} {_MORE.get(fate, fate)}"
