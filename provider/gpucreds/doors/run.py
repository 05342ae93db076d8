"""What every door does alike: it opens one hub for a configuration, knows the time, and puts an error into a line."""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from gpucreds.core.clock import SystemClock
from gpucreds.core.durations import parse_instant
from gpucreds.core.errors import ConfigurationError, GpucredsError
from gpucreds.core.hub import Hub
from gpucreds.core.planning import Ask
from gpucreds.core.resource import Resource, Run
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from gpucreds.resources import DECLARED

NOW = "GPUCREDS_NOW"
"""For tests and rehearsals: the instant that plans count from, instead of the machine's date."""
ROTATE = "GPUCREDS_ROTATE"
"""What rotates in this command though nothing in the program changed: what `resources.called` says, with commas."""
INCIDENT = "GPUCREDS_INCIDENT"
"""Set: what is rotated by GPUCREDS_ROTATE retires nothing."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Opened:
    """A run with the platforms of a configuration, and all resources on them."""

    run: Run
    platforms: Platforms
    hub: Hub


class Served(Mapping[str, Resource[Any, Any, Platforms]]):
    """All resources by their types, one of each for the whole run, made when it is first asked for."""

    def __init__(self, run: Run, platforms: Platforms) -> None:
        self._run, self._platforms = run, platforms
        self._made: dict[str, Resource[Any, Any, Platforms]] = {}
        self._making = threading.Lock()

    def __getitem__(self, resource_type: str) -> Resource[Any, Any, Platforms]:
        with self._making:  # it remembers what the run has met, so there is never a second one
            if resource_type not in self._made:
                self._made[resource_type] = DECLARED[resource_type](self._run, self._platforms)
            return self._made[resource_type]

    def __iter__(self) -> Iterator[str]:
        return iter(DECLARED)

    def __len__(self) -> int:
        return len(DECLARED)


def open_run(configuration: Configuration, tell: Tell) -> Opened:
    """Begin a run. `tell` shows a warning. Nothing is sent yet. Raises ConfigurationError."""
    run = Run(provider_clock(tell), tell, asks=asked_rotations(tell))
    platforms = Platforms(configuration, run)
    return Opened(run, platforms, Hub(run, Served(run, platforms)))


def provider_clock(tell: Tell) -> SystemClock:
    """The machine's clock, or the instant of GPUCREDS_NOW. Raises ConfigurationError."""
    now = os.environ.get(NOW)
    if not now:
        return SystemClock()
    tell(f"{NOW} is set: gpucreds plans as if it were {now}.")
    try:
        return SystemClock(parse_instant(now))
    except ValueError as error:
        raise ConfigurationError(f"{NOW}: {error}") from None


def asked_rotations(tell: Tell) -> dict[str, Ask]:
    """The rotations that the environment asks for, by the names of the resources."""
    names = [name.strip() for name in os.environ.get(ROTATE, "").split(",") if name.strip()]
    ask = Ask.INCIDENT if os.environ.get(INCIDENT) else Ask.ROTATION
    if names:
        end = f", and with {INCIDENT} the old one is revoked in the same update" if ask is Ask.INCIDENT else ""
        tell(f"{ROTATE} is set: what it names rotates in each command that is run with it{end}.")
    elif ask is Ask.INCIDENT:
        tell(f"{INCIDENT} is set without {ROTATE}: alone it means nothing.")
    return dict.fromkeys(names, ask)


def line_of(error: Exception) -> str:
    """An error in one line, without a traceback or a chained cause.

    Of a mistake of ours only its type and its place: its text, its causes and its locals may hold values.
    """
    if isinstance(error, (GpucredsError, pulumi.RunError)):
        return str(error)
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"gpucreds made a mistake, please report it: {type(error).__name__} in {where.name}:{where.lineno}"
