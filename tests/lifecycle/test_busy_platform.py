"""A hundred credentials at once, at every door, on a platform that takes eight requests at a time."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from gpucreds_emulator import Fault, Limits
from tests.lifecycle.cases import CASES, Case
from tests.lifecycle.doors import DOORS, Door, PluginDoor, Properties
from tests.lifecycle.doors.plugin import LOOP, Call, messages, sent
from tests.world import World

MANY = 100
THREADS = 64
CAPACITY = 8
KEYS_OF_AN_OWNER = 8


@pytest.fixture(params=["egs:ApiToken", "runai:Application", "nvcf:ScopedKey"])
def case(request: pytest.FixtureRequest) -> Case:
    return next(case for case in CASES if case.token == request.param)


def _inputs(case: Case, world: World, door: Door, number: int) -> Properties:
    own = {"ownerId": f"owner-{number // KEYS_OF_AN_OWNER}"} if case.platform == "nvcf" else {"name": f"it-{number}"}
    return door.check(case.token, case.program(world) | own, None)


def _create_all(door: Door, token: str, programs: list[Properties]) -> None:
    if isinstance(door, PluginDoor):
        requests = [
            messages.CreateRequest(urn=f"urn:pulumi:dev::project::gpucreds:{token}::it", properties=sent(inputs))
            for inputs in programs
        ]
        LOOP.run_until_complete(_together(door, requests))
    else:
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(lambda inputs: door.create(token, inputs), programs))


async def _together(door: PluginDoor, requests: list[messages.CreateRequest]) -> None:
    await asyncio.gather(*(door._servicer.Create(request, Call()) for request in requests))


@pytest.mark.parametrize("limits", [Limits(capacity=CAPACITY), Limits(capacity=CAPACITY, retry_after=1, page=True)])
@pytest.mark.parametrize("at", DOORS)
def test_a_hundred_at_once_are_made_once_each_in_one_run_by_a_platform_that_takes_eight_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch, at: str, case: Case, limits: Limits
):
    platform = world.emulator.platforms[case.platform]
    platform.admission.turn(limits)
    world.emulator.inject(Fault("delay", platform=case.platform, method="POST", seconds=0.002, count=10**6))
    door = DOORS[at](world, monkeypatch)
    _create_all(door, case.token, [_inputs(case, world, door, number) for number in range(MANY)])
    live = world.emulator.live()
    assert len(live) == len({one.id for one in live}) == MANY
