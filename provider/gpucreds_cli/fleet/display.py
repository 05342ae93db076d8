"""How far a fleet is, on standard error: what is under way on a terminal, and a line for each team that is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from gpucreds.core.errors import one_line
from gpucreds_cli.console import err
from gpucreds_cli.fleet.records import Outcome
from gpucreds_cli.fleet.text import COLOURS, of_outcome


class Display:
    """The teams that are under way, and those that are done."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        self._whole = progress.add_task(f"0/{total} teams", total=total)
        self._running: dict[str, TaskID] = {}

    def begin(self, team: str) -> None:
        """It is under way."""
        self._running[team] = self._progress.add_task(team, total=None)

    def end(self, outcome: Outcome) -> None:
        """It is done."""
        self._done += 1
        running = self._running.pop(outcome.team, None)
        if running is not None:
            self._progress.remove_task(running)
        self._progress.update(self._whole, advance=1, description=f"{self._done}/{self._total} teams")
        line = f"[{self._done}/{self._total}] {one_line(of_outcome(outcome))}"
        self._progress.console.print(Text(line, COLOURS.get(outcome.fate, "")), soft_wrap=True)


@contextmanager
def display(total: int) -> Iterator[Display]:
    """Show it as long as this lasts."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    quiet = not err.is_terminal
    with Progress(*columns, console=err, transient=True, refresh_per_second=2, disable=quiet) as progress:
        yield Display(progress, total)
