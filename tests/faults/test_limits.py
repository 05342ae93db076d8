"""A thousand credentials through a platform that is busy all the time: no duplicate, no growth, nothing left."""

from __future__ import annotations

import contextlib
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from gpucreds.core.errors import PlatformError
from gpucreds_emulator import Fault
from tests.faults.ledger import FAULTS, LEDGER, holds, ran
from tests.lifecycle.cases import CASES, Case
from tests.lifecycle.doors import Door, HubDoor, Properties
from tests.lifecycle.stack import Stack
from tests.world import World

MANY = 1000
RUNS = 3
THREADS = 4
"""As many as the SDK's server of dynamic providers has."""
SOME = 60
ENDLESS = 10**9
LARGEST = 8_000
"""Bytes that gpucreds may keep in memory for a credential: its secret for the redactor, its name, what a list says."""
KEYS_OF_AN_OWNER = 8


def _program(case: Case, world: World, number: int) -> Properties:
    """One of many."""
    owner = {"ownerId": f"owner-{number // KEYS_OF_AN_OWNER}"} if case.token == "nvcf:ScopedKey" else {}
    name = {"name": f"many-{number}"} if case.token != "nvcf:ScopedKey" else {}
    return case.program(world) | name | owner


@pytest.fixture(params=["egs:ApiToken", "runai:Application", "nvcf:ScopedKey"])
def case(request: pytest.FixtureRequest) -> Case:
    return next(case for case in CASES if case.token == request.param)


@pytest.fixture(params=["status-before", "status-after"], ids=["503 before the commit", "503 after the commit"])
def busy(request: pytest.FixtureRequest, world: World, case: Case) -> Iterator[World]:
    """Every third call is answered 429, every fifth 503."""
    faults = [
        Fault("status-before", platform=case.platform, status=429, every=3, after=2, count=ENDLESS),
        Fault(request.param, platform=case.platform, status=503, every=5, after=4, count=ENDLESS),
    ]
    world.emulator.inject(*faults)
    yield world
    LEDGER[FAULTS] += sum(ENDLESS - fault.count for fault in world.emulator.faults())
    ran("hub")


def _in_runs(
    world: World, act: Callable[[Stack, Door], object], stacks: list[Stack], done: Callable[[Stack], object]
) -> None:
    """Act on all stacks in one run, and in one or two more on those that the platform was too busy for."""
    for _ in range(RUNS):
        door = HubDoor(world, pytest.MonkeyPatch())
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(partial(_unless_busy, act, door), stacks))
        stacks = [stack for stack in stacks if not done(stack)]
    holds("a few runs are enough", not stacks)


def _unless_busy(act: Callable[[Stack, Door], object], door: Door, stack: Stack) -> None:
    with contextlib.suppress(PlatformError):
        act(stack, door)


def test_a_thousand_credentials_are_made_once_each_and_all_go_again(
    busy: World, case: Case, monkeypatch: pytest.MonkeyPatch
):
    stacks = [Stack(busy, monkeypatch, "hub", case.token, _program(case, busy, number)) for number in range(MANY)]
    _in_runs(busy, lambda stack, door: stack.apply(door), stacks, lambda stack: stack.kept)
    live = busy.emulator.live()
    holds("there is one for each resource", len(live) == len({live.id for live in live}) == MANY)
    secrets = {secret for stack in stacks for secret in case.secrets(stack.kept.state)}
    holds("every state has a secret of its own", len(secrets) == MANY)
    _in_runs(busy, lambda stack, door: stack.remove(door), stacks, lambda stack: not stack.kept)
    holds("nothing is left", busy.emulator.live() == [])


def _kept_by_gpucreds() -> int:
    ours = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, "*/provider/gpucreds/*")])
    return sum(statistic.size for statistic in ours.statistics("filename"))


def test_memory_grows_by_no_more_than_what_is_made(busy: World, case: Case):
    door = HubDoor(busy, pytest.MonkeyPatch())
    tracemalloc.start()
    try:
        before = _kept_by_gpucreds()
        for number in range(SOME):
            door.create(case.token, door.check(case.token, _program(case, busy, number), None))
        holds("memory is bounded", _kept_by_gpucreds() - before < LARGEST * SOME)
    finally:
        tracemalloc.stop()
