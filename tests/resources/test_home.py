"""A credential lives on one platform: another one that does not know it says nothing about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gpucreds.core.errors import Refused
from tests.lifecycle.cases import CASES, Case
from tests.lifecycle.stack import Stack
from tests.world import World

ELSEWHERE = "https://egs.elsewhere.test"


@pytest.fixture(params=[case for case in CASES if "Identity" not in case.token], ids=lambda case: case.token)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def stack(world: World, monkeypatch: pytest.MonkeyPatch, case: Case) -> Stack:
    stack = Stack(world, monkeypatch, "hub", case.token, case.program(world))
    stack.up()
    return stack


@pytest.mark.parametrize(
    "command",
    [
        lambda stack, _: stack.refresh(),
        lambda stack, _: stack.destroy(),
        lambda stack, case: stack.up(**case.in_place),
        lambda stack, case: stack.up(**case.rotating or case.in_place),
    ],
    ids=["refresh", "destroy", "update", "rotate"],
)
def test_with_another_platform_configured_nothing_is_sent_and_nothing_is_lost(
    stack: Stack, case: Case, world: World, command: Callable[[Stack, Case], object]
):
    kept, before = stack.kept, world.requests()
    world.settings["EGS_ENDPOINT"] = ELSEWHERE
    with pytest.raises(Refused, match=f"lives at http://egs.test, and the configuration names {ELSEWHERE}"):
        command(stack, case)
    assert stack.kept == kept
    assert world.requests() == before


def test_a_platform_that_got_another_address_is_followed_by_the_next_refresh(stack: Stack, world: World):
    world.settings |= {"EGS_ENDPOINT": ELSEWHERE, "EGS_FORMER_ENDPOINT": "http://egs.test/"}
    assert stack.refresh()["endpoint"] == ELSEWHERE
    del world.settings["EGS_FORMER_ENDPOINT"]
    stack.destroy()
    assert world.emulator.live() == []


@pytest.mark.parametrize("spelling", ["http://egs.test/", "HTTP://EGS.test", "http://egs.test:80"])
def test_another_spelling_is_no_other_platform(stack: Stack, world: World, spelling: str):
    world.settings["EGS_ENDPOINT"] = spelling
    assert stack.refresh()


def test_a_state_of_before_this_was_kept_is_taken_as_it_is(stack: Stack):
    del stack.kept.state["endpoint"]
    assert stack.refresh()["endpoint"] == "http://egs.test"
