"""What every command does before it judges: choose stacks, read them, and ask the platforms that they lead to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from gpucreds.core.errors import GpucredsError, Refused
from gpucreds.core.resource import Run
from gpucreds.doors.run import provider_clock
from gpucreds.platforms.configuration import Configuration
from gpucreds_cli import inventory, stacks
from gpucreds_cli.console import err
from gpucreds_cli.found import Holding
from gpucreds_cli.settings import configurations
from gpucreds_cli.stacks import Stack, Tell

folder_option = click.option(
    "-C",
    "--cwd",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The folder of the project, instead of this one.",
)


@dataclass(frozen=True)
class Sight:
    """Stacks, and what the platforms hold that they lead to."""

    run: Run
    stacks: Sequence[Stack]
    holdings: Sequence[Holding]
    troubles: Sequence[str]
    """Why settings could not be read, and so platforms not asked."""


def new_run() -> Run:
    """A run of the provider's clients, with their clock; warnings go to standard error. Raises ConfigurationError."""

    def tell(text: str) -> None:
        click.echo(click.style("warning: ", fg="yellow") + text, err=True)

    return Run(provider_clock(tell), tell)


def chosen(folder: Path, names: Sequence[str], *, everywhere: bool) -> list[str]:
    """The whole names of the stacks that the user means: those named, or all of the project or of the backend."""
    if names:
        return [stacks.full_name(folder, name) for name in names]
    known = stacks.names(folder, everywhere=everywhere)
    if not known:
        if everywhere:
            raise Refused("the backend has no stack", "Check with pulumi whoami --verbose that it is the right one")
        raise Refused("this project has no stack", "Name one with --stack, or write --all for all of the backend")
    return known


def look(folder: Path, names: Sequence[str]) -> Sight:
    """Read these stacks and ask their platforms. Raises Refused where a stack cannot be read."""
    run = new_run()
    with progress("reading stacks", len(names)) as tell:
        read = stacks.read(folder, names, tell)
    troubles: list[str] = []
    ways = [*ways_to_platforms(read, troubles.append), Configuration.load(lambda _: None, os.environ)]
    with progress("asking platforms", None):
        holdings = inventory.take(ways, run, lambda endpoints: owners(read, endpoints))
    return Sight(run, read, holdings, troubles)


def ways_to_platforms(read: Sequence[Stack], trouble: Tell | None = None) -> Iterator[Configuration]:
    """Every configuration of these stacks. `trouble` hears of those that cannot be read, which else are raised."""
    here = set(_of_the_project(read[0].folder)) if read else set()

    def configured(stack: Stack) -> list[Configuration]:
        try:
            return list(configurations(stack, here=stack.name in here))
        except GpucredsError as error:
            if trouble is None:
                raise
            trouble(f"{stack.short}: {error}")
            return []

    with ThreadPoolExecutor(stacks.AT_ONCE) as threads:
        for found in threads.map(configured, read):
            yield from found


def _of_the_project(folder: Path) -> list[str]:
    try:
        return stacks.names(folder, everywhere=False)
    except Refused:  # there is no project
        return []


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Tell]:
    """Show on a terminal how far it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as shown:
        task = shown.add_task(what, total=total)
        yield lambda _: shown.advance(task)


def owners(read: Iterable[Stack], endpoints: Sequence[str]) -> set[str]:
    """Whose keys of NVCF these stacks hold, at a platform of these base URLs."""
    held = (one.outputs for stack in read for one in stack.resources if one.type == "nvcf:ScopedKey")
    return {str(values["ownerId"]) for values in held if values.get("endpoint") in endpoints and values.get("ownerId")}
