"""Whole lives in process: every resource of the life-cycle table, from its create to its end, at a chosen door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from gpucreds.core.hub import Hub
from gpucreds.core.resource import Run
from gpucreds.doors.run import Opened
from gpucreds.platforms import Platforms
from gpucreds.platforms._api import Api
from gpucreds.platforms.configuration import Configuration
from gpucreds.resources import RESOURCES
from tests.connections import hang_up
from tests.faults.canary.echo import Echo
from tests.lifecycle.cases import CASES, Case
from tests.lifecycle.stack import Stack
from tests.world import World

STEPS: dict[str, Callable[[Stack, Case], object]] = {
    "create": lambda stack, _: stack.up(),
    "preview": lambda stack, _: stack.preview(),
    "rotate": lambda stack, case: stack.up(**case.rotating),
    "end of overlap": lambda stack, _: (stack.world.advance(days=4), stack.up()),
    "change": lambda stack, case: stack.up(**case.in_place),
    "refresh": lambda stack, _: stack.refresh(),
    "replace": lambda stack, case: stack.up(**case.replacing),
    "destroy": lambda stack, _: stack.destroy(),
}


class Remembered(World):
    """A world that remembers the hubs of all its runs, and can quote in errors what it was sent."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.hubs: list[Hub] = []
        self._hosts: dict[str, Echo] = {host: Echo(app) for host, app in self._hosts.items()}

    def open(self) -> Opened:
        opened = super().open()
        self.hubs.append(opened.hub)
        return opened

    def quote(self, *, log_ins: bool) -> None:
        """From now on."""
        for echo in self._hosts.values():
            echo.on, echo.log_ins = True, log_ins


class Wired(World):
    """A world whose platforms are reached over sockets."""

    urls: dict[str, str]

    def __post_init__(self) -> None:
        super().__post_init__()
        self.hubs: list[Hub] = []

    def open(self) -> Opened:
        run = Run(self.clock, self.warnings.append)
        settings = self.settings | self.emulator.environment(self.urls)
        platforms = Platforms(Configuration.load(lambda _: None, settings), run)
        self.hubs.append(Hub(run, [resource(run, platforms) for resource in RESOURCES]))
        return Opened(run, platforms, self.hubs[-1])

    def hang_up(self) -> None:
        """Close the connections that the end of each process would."""
        apis = [thing for hub in self.hubs for thing in ours(hub, {}) if isinstance(thing, Api)]
        assert apis
        for api in apis:
            hang_up(api)

    def call(self, platform: str, method: str, path: str, **what: object) -> httpx.Response:
        return httpx.request(method, self.urls[platform] + path, **what)


def ours(thing: object, seen: dict[int, object]) -> Iterator[object]:
    """Every object of the package that can be reached, by attributes and through containers."""
    if id(thing) in seen or isinstance(thing, (str, bytes, type)):
        return
    seen[id(thing)] = thing
    mine = type(thing).__module__.partition(".")[0] == "gpucreds"
    yield from [thing] if mine else []
    for part in _parts(thing) if mine or isinstance(thing, (dict, list, tuple, set)) else ():
        yield from ours(part, seen)


def _parts(thing: Any) -> list[object]:
    if isinstance(thing, dict):
        return [*thing, *thing.values()]
    return list(vars(thing).values()) if hasattr(thing, "__dict__") else list(thing)


def stacks(world: World, patch: pytest.MonkeyPatch, door: str) -> Iterator[tuple[Stack, Case]]:
    """A stack for each resource."""
    for case in CASES:
        yield Stack(world, patch, door, case.token, case.program(world)), case


def live(world: World, patch: pytest.MonkeyPatch, door: str, *, until: str = "destroy") -> None:
    """The lives of all resources, one step after the other."""
    lives = list(stacks(world, patch, door))
    for name, step in STEPS.items():
        for stack, case in lives:
            step(stack, case)
        if name == until:
            return
