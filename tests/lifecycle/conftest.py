"""A stack for every row of the life-cycle table, at every door."""

import pytest

from tests.lifecycle.cases import CASES, Case
from tests.lifecycle.doors import DOORS
from tests.lifecycle.stack import Stack
from tests.world import World


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=CASES, ids=lambda case: case.token)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def stack(world: World, monkeypatch: pytest.MonkeyPatch, door: str, case: Case) -> Stack:
    return Stack(world, monkeypatch, door, case.token, case.program(world))
