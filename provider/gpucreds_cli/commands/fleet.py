"""`gpucreds fleet`: one stack for each team of a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar

import click
import yaml

from gpucreds.core.spelling import did_you_mean
from gpucreds_cli.console import FAILED, json_option, out, say, show
from gpucreds_cli.fleet import Run
from gpucreds_cli.fleet.choosing import Roll
from gpucreds_cli.fleet.engines import Engines
from gpucreds_cli.fleet.manifests import filled
from gpucreds_cli.fleet.records import Fleet, Outcome, Surveyed
from gpucreds_cli.fleet.shares import Share
from gpucreds_cli.fleet.teams import TEMPLATE, Team, read
from gpucreds_cli.fleet.text import of_fleet, of_stacks, of_survey
from gpucreds_cli.fleet.update import Taken, Updates
from gpucreds_cli.looking import folder_option, new_run

F = TypeVar("F", bound=Callable[..., Any])


class _ShareType(click.ParamType[Share]):
    name = "k/n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Share:  # noqa: ANN401 - click's
        try:
            return value if isinstance(value, Share) else Share.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


_TEAMS = click.option(
    "--teams",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file of teams, a key for each; teams.yaml in the folder where none is given.",
)
_STACK_NAME = click.option(
    "--stack-name", "template", default="{team}", show_default=True, help="How a stack is named."
)
_OPTIONS = (
    _TEAMS,
    click.option(
        "-p", "--parallel", type=click.IntRange(min=1), help="How many engines run at once; one for each core."
    ),
    click.option("--only", "wanted", multiple=True, metavar="TEAM", help="These teams and no others, again for more."),
    click.option("--share", type=_ShareType(), help="The teams of one share of several, as 1/16; for many machines."),
    _STACK_NAME,
    click.option(
        "--config-key", "key", default="team", show_default=True, help="The setting that has the team's name."
    ),
    folder_option,
    json_option,
)


def _fleet_options(command: F) -> F:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group()
def command() -> None:
    """Run a project once for each team of a file, in a stack of its own. What finds something knows --json."""


@command.command()
@_fleet_options
@click.option("--all", "everyone", is_flag=True, help="Also teams of which nothing has changed and nothing is due.")
@click.option("--preview", is_flag=True, help="Say which teams would be taken and why, and start no update.")
@click.option("--secrets-provider", help="What encrypts the secrets of new stacks, as pulumi stack init takes it.")
@click.option(
    "--logs",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep there what every update prints; without it, what failed ones print in a new folder.",
)
def up(
    *,
    file: Path | None,
    parallel: int | None,
    wanted: Sequence[str],
    share: Share | None,
    everyone: bool,
    preview: bool,
    template: str,
    key: str,
    secrets_provider: str | None,
    logs: Path | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Run pulumi up for each team that has changed or is due, several at once.

    A team is taken when its entry, the program, the settings of its stack or gpucreds have changed since its last
    update, when that failed or was cut off, and when the clock demands something. What fails is told at the end, and
    ends nobody else's update. Run it again after whatever went wrong.
    """
    roll = _roll(folder, file, template, key, [logs] if logs else [])
    teams = chosen(roll.teams, wanted, share)
    now = None if everyone else new_run().clock.now()
    engines = Engines()
    with engines.heeding(), _logs(logs) as place:
        run = Run(roll, engines, parallel or os.cpu_count() or 1)
        left = [] if wanted or share else run.without_team()
        judged = run.choose(teams, now)
        updates = Updates(folder, engines, place, keep=logs is not None, secrets_provider=secrets_provider)
        outcomes = _planned(judged) if preview else run.update(judged, updates)
    _end(_fleet(roll, outcomes, left, engines), engines, as_json=as_json)


@command.command()
@_fleet_options
def status(
    *,
    file: Path | None,
    parallel: int | None,
    wanted: Sequence[str],
    share: Share | None,
    template: str,
    key: str,
    folder: Path,
    as_json: bool,
) -> None:
    """Tell of each team when it was updated, why fleet up would take it, and when its next rotation is.

    It reads histories and states, asks no platform, and changes nothing.
    """
    roll = _roll(folder, file, template, key, [])
    teams = chosen(roll.teams, wanted, share)
    now = new_run().clock.now()
    run = Run(roll, Engines(), parallel or os.cpu_count() or 1)
    left = [] if wanted or share else run.without_team()
    told = Surveyed(project=roll.project.name, teams=run.survey(teams, now), without_team=left)
    show(told, _render_survey, as_json=as_json)
    if any(one.problem for one in told.teams):
        raise SystemExit(FAILED)


@command.command()
@_TEAMS
@_STACK_NAME
@click.option(
    "--template",
    "model",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="A file of objects with {team} and {stack} in them.",
)
@folder_option
def manifests(*, file: Path | None, template: str, model: Path, folder: Path) -> None:
    """Print the objects of Kubernetes that run a fleet: those of a template, filled in for each team."""
    _named(template)
    teams = read(file or folder / "teams.yaml", template)
    click.echo(yaml.safe_dump_all(filled(model, teams), sort_keys=False), nl=False)


def _roll(folder: Path, file: Path | None, template: str, key: str, apart: Sequence[Path]) -> Roll:
    _named(template)
    return Roll(folder, file or folder / "teams.yaml", template, key, apart)


def _named(template: str) -> None:
    if not TEMPLATE.fullmatch(template):
        raise click.UsageError("--stack-name needs {team} in it, and no more than a stack's name may have")


def chosen(teams: Sequence[Team], wanted: Sequence[str], share: Share | None) -> list[Team]:
    """The teams that somebody names, or all; of a share those that are in it. Raises UsageError."""
    known = [team.name for team in teams]
    for name in wanted:
        if name not in known:
            raise click.UsageError(f"there is no team {name!r}: {did_you_mean(name, known)}")
    asked = [team for team in teams if not wanted or team.name in wanted]
    return [team for team in asked if share is None or share.has(team.name)]


def _planned(judged: Sequence[Taken | Outcome]) -> list[Outcome]:
    return [one.outcome("planned") if isinstance(one, Taken) else one for one in judged]


@contextmanager
def _logs(given: Path | None) -> Iterator[Path]:
    """The folder for what updates print; one that nobody named goes where nothing is left in it."""
    if given:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    place = Path(mkdtemp(prefix="gpucreds-fleet-"))
    try:
        yield place
    finally:
        with suppress(OSError):
            place.rmdir()


def _fleet(roll: Roll, outcomes: Sequence[Outcome], left: Sequence[str], engines: Engines) -> Fleet:
    by = engines.signals[0].name if engines.signals else None
    return Fleet(project=roll.project.name, teams=outcomes, without_team=left, interrupted_by=by)


def _end(fleet: Fleet, engines: Engines, *, as_json: bool) -> None:
    show(fleet, _render, as_json=as_json)
    if engines.signals:
        raise SystemExit(engines.exit_code)
    if fleet.failed:
        raise SystemExit(FAILED)


def _render(fleet: Fleet) -> None:
    for line in of_fleet(fleet):
        say(line)


def _render_survey(told: Surveyed) -> None:
    out.print(of_survey(told))
    for line in of_stacks(told.without_team):
        say(line)
