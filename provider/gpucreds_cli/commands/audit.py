"""`gpucreds audit`: every credential of stacks and platforms, and what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.table import Column, Table
from rich.text import Text

from gpucreds.core.durations import format_duration, parse_duration
from gpucreds.core.errors import ConfigurationError, one_line
from gpucreds_cli.audit import Terms, audit
from gpucreds_cli.console import FOUND, json_option, out, refused, say, show
from gpucreds_cli.findings import CONDITIONS, Audit, Condition, Credential
from gpucreds_cli.looking import chosen, folder_option, look
from gpucreds_policy import configured

_COLUMNS = ("Condition", "Platform", "Kind", "Name", "Stack", "Made", "Ends", "Last used")
_COLOURS = {"leftover": "red", "expired": "red", "missing": "red", "over-privileged": "magenta"}


class Length(click.ParamType[timedelta]):
    """A duration on the command line."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:  # noqa: ANN401
        """`14d` as a length."""
        try:
            return parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Settings(click.ParamType[Mapping[str, Any]]):
    """A configuration of the policy pack, by the name of its file."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Mapping[str, Any]:  # noqa: ANN401
        """The JSON in it, which the rules know how to read."""
        if not isinstance(value, str):
            return dict(value)
        try:
            settings = json.loads(Path(value).read_bytes())
            if not isinstance(settings, dict):
                self.fail(f"{value} does not hold an object by rule", param, ctx)
            configured(settings)
        except (OSError, ValueError) as error:
            self.fail(f"{value} cannot be read as JSON: {error}", param, ctx)
        except ConfigurationError as error:
            self.fail(str(error), param, ctx)
        return settings


class Conditions(click.ParamType[Sequence[Condition]]):
    """Conditions on the command line, joined by commas."""

    name = "conditions"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Sequence[Condition]:
        """`leftover,expired` as conditions; `any` is all of them."""
        given = value.split(",") if isinstance(value, str) else value
        wanted = list(CONDITIONS) if given == ["any"] else given
        unknown = [one for one in wanted if one not in CONDITIONS]
        if unknown:
            self.fail(f"{', '.join(unknown)}: write any, or some of {', '.join(CONDITIONS)}", param, ctx)
        return list(wanted)


@click.command()
@click.option("-s", "--stack", "names", multiple=True, help="A stack, again for more. Default: all of the project.")
@click.option("--all", "everywhere", is_flag=True, help="All stacks of the backend.")
@folder_option
@json_option
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page to look at, too.")
@click.option("--fail-on", type=Conditions(), default=(), help="End with 3 where one is in these: leftover,expired.")
@click.option("--within", type=Length(), default="14d", show_default=True, help="How near an end is near.")
@click.option("--old", type=Length(), default="90d", show_default=True, help="How old a first secret may get.")
@click.option("--known", multiple=True, metavar="GLOB", help="A name that nobody manages on purpose, again for more.")
@click.option(
    "--policy-config",
    "settings",
    type=Settings(),
    default={},
    help="A configuration of the policy pack, for its rules.",
)
def command(
    *,
    names: Sequence[str],
    everywhere: bool,
    folder: Path,
    as_json: bool,
    html: Path | None,
    fail_on: Sequence[Condition],
    within: timedelta,
    old: timedelta,
    known: Sequence[str],
    settings: Mapping[str, Any],
) -> None:
    """Tell of every credential that stacks and platforms hold, and what is wrong with it.

    It reads states without decrypting what they hold, sends one list call for each collection, and changes nothing.
    """
    if names and everywhere:
        raise click.UsageError("--all reads all stacks: leave --stack out")
    sight = look(folder, chosen(folder, names, everywhere=everywhere))
    terms = Terms(sight.run.clock.now(), within, old, known, settings)
    found = audit(sight.stacks, sight.holdings, terms, sight.troubles)
    if html:
        _write(html, found)
    show(found, _render, as_json=as_json)
    if any(found.summary.conditions[condition] for condition in fail_on):
        raise SystemExit(FOUND)
    if fail_on and not found.complete:
        raise refused("not everything could be read, so nobody can tell", "The notes say what could not")


def _write(path: Path, found: Audit) -> None:
    from gpucreds_cli.report import page  # noqa: PLC0415 - a template engine, for those who want the page

    try:
        path.write_text(page(found), encoding="utf-8")
    except OSError as error:
        raise refused(f"{path} cannot be written: {error.strerror}", "Name a file in a folder that is there") from None


def _render(found: Audit) -> None:
    table = Table(*(Column(title, overflow="fold") for title in _COLUMNS), box=None)
    for one in found.credentials:
        table.add_row(*_row(one, found.at))
    out.print(table)
    for one in found.credentials:
        for told in (*one.reasons, *(f"{violation.rule}: {violation.message}" for violation in one.violations)):
            say(f"{one.name}: {told}")
    for note in found.notes:
        say(f"note: {note}", "yellow")
    counts = [f"{count} {condition}" for condition, count in found.summary.conditions.items() if count]
    told = ", ".join(counts) or "nothing to do"
    say(f"{found.summary.credentials} credentials, {found.summary.managed} managed: {told}")


def _row(one: Credential, now: datetime) -> Sequence[Any]:
    words: Sequence[str] = one.conditions or ["login" if one.login else "in order" if one.urn else "known"]
    badge = Text(", ".join(words), style=next((_COLOURS.get(word, "yellow") for word in one.conditions), "green"))
    ends, used = _from_now(one.expires_at, now), _from_now(one.last_used, now)
    cells = (one.platform, one.kind, one.name, one.stack or "", _from_now(one.created_at, now), ends, used)
    return badge, *(Text(one_line(cell)) for cell in cells)


def _from_now(instant: datetime | None, now: datetime) -> str:
    """In whole days or hours: `3d ago`, `in 12d`, `now`."""
    if instant is None:
        return ""
    length = abs(instant - now)
    unit = timedelta(days=1) if length >= timedelta(days=1) else timedelta(hours=1)
    rounded = length // unit * unit
    if not rounded:
        return "now"
    return f"{format_duration(rounded)} ago" if instant < now else f"in {format_duration(rounded)}"
