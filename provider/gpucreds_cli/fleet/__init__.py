"""A stack for each team of a file: which are worth an update, their updates side by side, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from gpucreds.core.errors import GpucredsError
from gpucreds.doors.run import line_of
from gpucreds_cli.fleet.choosing import ASKED, Roll
from gpucreds_cli.fleet.display import display
from gpucreds_cli.fleet.engines import Engines
from gpucreds_cli.fleet.records import Outcome, Survey
from gpucreds_cli.fleet.teams import Team
from gpucreds_cli.fleet.update import Taken, Updates
from gpucreds_cli.looking import progress

T = TypeVar("T")
R = TypeVar("R")


class Run:
    """One run over a fleet.

    Args:
        roll: the file of teams, the project and the backend.
        engines: the commands of the engine, which may be told to end.
        parallel: how many of them are under way at most.
    """

    def __init__(self, roll: Roll, engines: Engines, parallel: int) -> None:
        self._roll, self._engines, self._parallel = roll, engines, parallel

    def choose(self, teams: Sequence[Team], now: datetime | None) -> list[Taken | Outcome]:
        """Each team as it is taken, or what became of it already. `now`: None takes all. Raises Refused."""
        taken = [self._roll.taken(team) for team in teams]
        found: dict[str, Taken | Outcome] = {}
        with progress("reading stacks", len(taken)) as tell:
            for one in self._side_by_side(lambda one: self._judged(one, now), taken):
                found[one.team] = one
                tell(one.team)
        return [found[one.team] for one in taken]

    def survey(self, teams: Sequence[Team], now: datetime) -> list[Survey]:
        """How each team stands. Raises Refused."""
        taken = [self._roll.taken(team) for team in teams]
        found: dict[str, Survey] = {}
        with progress("reading stacks", len(taken)) as tell:
            for one in self._side_by_side(lambda one: self._surveyed(one, now), taken):
                found[one.team] = one
                tell(one.team)
        return [found[one.team] for one in taken]

    def without_team(self) -> list[str]:
        """Stacks of ours whose team is no longer in the file. Raises Refused."""
        others = self._roll.others()
        had = dict(self._side_by_side(lambda name: (name, self._roll.had_a_team(name)), others))
        return [name for name in others if had[name]]

    def update(self, chosen: Sequence[Taken | Outcome], updates: Updates) -> list[Outcome]:
        """Update those that are taken, side by side; gives the outcomes of all, in their order."""
        taken = [one for one in chosen if isinstance(one, Taken)]
        done = {one.team: one for one in chosen if isinstance(one, Outcome)}
        with display(len(taken)) as shown:

            def one_update(one: Taken) -> Outcome:
                if self._engines.ending:
                    return one.outcome("not-begun")
                shown.begin(one.team)
                return updates.run(one)

            for outcome in self._side_by_side(one_update, taken):
                shown.end(outcome)
                done[outcome.team] = outcome
        return [done[one.team] for one in chosen]

    def _surveyed(self, taken: Taken, now: datetime) -> Survey:
        try:
            return self._roll.survey(taken, now)
        except GpucredsError as error:
            return Survey(team=taken.team, stack=taken.stack, problem=line_of(error))

    def _judged(self, taken: Taken, now: datetime | None) -> Taken | Outcome:
        if self._engines.ending:
            return taken.outcome("not-begun")
        try:
            reasons = [ASKED] if now is None else self._roll.reasons(taken, now)
        except GpucredsError as error:
            # Ctrl-C on a terminal ends those that read, too.
            return (
                taken.outcome("not-begun") if self._engines.ending else taken.outcome("failed", problem=line_of(error))
            )
        return replace(taken, reasons=reasons) if reasons else taken.outcome("skipped")

    def _side_by_side(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        with ThreadPoolExecutor(self._parallel) as threads:
            for future in as_completed([threads.submit(work, item) for item in items]):
                yield future.result()
