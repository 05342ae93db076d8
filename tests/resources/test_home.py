"""A credential lives on one platform: another one that does not know it says nothing about it."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import Refused
from tests.lifecycle.cases import ON_PLATFORMS, Case
from tests.lifecycle.stack import Stack
from tests.world import World

ELSEWHERE = "https://elsewhere.test"
SETTINGS = {
    "egs": ("EGS_ENDPOINT", "EGS_FORMER_ENDPOINT"),
    "runai": ("RUNAI_ENDPOINT", "RUNAI_FORMER_ENDPOINT"),
    "nvcf": ("NVCF_API_KEYS_URL", "NVCF_FORMER_API_KEYS_URL"),
}
COMMANDS = {
    "refresh": lambda stack, _: stack.refresh(),
    "destroy": lambda stack, _: stack.destroy(),
    "update": lambda stack, case: stack.up(**case.in_place),
    "rotate": lambda stack, case: stack.up(**case.rotating),
}


@pytest.fixture(params=ON_PLATFORMS, ids=lambda case: case.token)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def stack(world: World, monkeypatch: pytest.MonkeyPatch, case: Case) -> Stack:
    stack = Stack(world, monkeypatch, "hub", case.token, case.program(world))
    stack.up()
    return stack


def _known_to(case: Case) -> list[str]:
    unknown = {"update": not case.in_place, "rotate": not case.rotating}
    return [command for command in COMMANDS if not unknown.get(command)]


@pytest.mark.parametrize(
    ("case", "command"),
    [pytest.param(case, name, id=f"{case.token}-{name}") for case in ON_PLATFORMS for name in _known_to(case)],
)
def test_with_another_platform_configured_nothing_is_sent_and_nothing_is_lost(
    stack: Stack, case: Case, world: World, command: str
):
    kept, before = stack.kept, world.requests()
    world.settings[SETTINGS[case.platform][0]] = ELSEWHERE
    with pytest.raises(Refused, match=f"lives at http://{case.platform}.test, and the configuration names {ELSEWHERE}"):
        COMMANDS[command](stack, case)
    assert stack.kept == kept
    assert world.requests() == before


def test_a_platform_that_got_another_address_is_followed_by_the_next_refresh(stack: Stack, case: Case, world: World):
    now, former = SETTINGS[case.platform]
    world.move(case.platform, ELSEWHERE)
    world.settings |= {now: ELSEWHERE, former: f"http://{case.platform}.test/"}
    assert stack.refresh()["endpoint"] == ELSEWHERE
    del world.settings[former]
    stack.destroy()
    assert world.emulator.live() == []


@pytest.mark.parametrize("spelling", ["http://{}.test/", "HTTP://{}.test", "http://{}.test:80"])
def test_another_spelling_is_no_other_platform(stack: Stack, case: Case, world: World, spelling: str):
    world.settings[SETTINGS[case.platform][0]] = spelling.format(case.platform)
    assert stack.refresh()


def test_a_state_of_before_this_was_kept_is_taken_as_it_is(stack: Stack, case: Case):
    del stack.kept.state["endpoint"]
    assert stack.refresh()["endpoint"] == f"http://{case.platform}.test"
