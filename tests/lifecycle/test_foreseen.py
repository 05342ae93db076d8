"""What a preview can know of an update: everything but what the update itself makes anew."""

from __future__ import annotations

import pytest

from gpucreds.core.unknown import UNKNOWN
from tests.lifecycle.cases import CASES, Case
from tests.lifecycle.doors import SECRETS, Properties
from tests.lifecycle.stack import Stack
from tests.world import World

STAYS = {
    "egs:ApiToken": {"endpoint"},
    "runai:Application": {"applicationId", "clientId", "kind", "endpoint"},
    "runai:LocalUser": {"userId", "username", "endpoint"},
    "nvcf:ScopedKey": {"serviceId", "endpoint"},
}
ROTATING = [case for case in CASES if case.rotating]


@pytest.fixture(params=CASES, ids=lambda case: case.token)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def stack(world: World, monkeypatch: pytest.MonkeyPatch, case: Case) -> Stack:
    return Stack(world, monkeypatch, "hub", case.token, case.program(world))


def unknown(properties: Properties) -> set[str]:
    return {name for name, value in properties.items() if value is UNKNOWN}


def foreseen(stack: Stack) -> Properties:
    """What a preview says of the program as it is now."""
    hub, kept = stack.world.run(), stack.kept
    inputs = hub.check(stack.token, stack.program, kept and kept.inputs).inputs
    return hub.foresee(stack.token, inputs, kept and kept.state)


def test_of_what_does_not_exist_yet_only_the_inputs_are_known(stack: Stack):
    seen = foreseen(stack)
    state = stack.up()
    assert unknown(seen) >= state.keys() - stack.kept.inputs.keys()
    drawn = {"nonce": seen.get("nonce")} if "nonce" in seen else {}  # by each check anew
    assert {**stack.kept.inputs, **drawn}.items() <= seen.items()


@pytest.mark.parametrize("edit", ["nothing", "in place", "rotating"])
def test_what_a_preview_says_is_what_the_update_gives(stack: Stack, case: Case, edit: str):
    stack.up()
    stack.edit(**{"nothing": {}, "in place": case.in_place, "rotating": case.rotating}[edit])
    seen = foreseen(stack)
    state = stack.up()
    known = {name: value for name, value in seen.items() if value is not UNKNOWN}
    assert {name: state.get(name) for name in known} == known


@pytest.mark.parametrize("case", [case for case in CASES if case.minted], ids=lambda case: case.token)
def test_the_end_of_an_overlap_changes_the_old_secret_alone(stack: Stack, case: Case, world: World):
    stack.up()
    stack.up(**case.rotating)
    world.advance(days=4)
    seen = foreseen(stack)
    assert "retiring" not in seen
    secrets = set(SECRETS[case.token]) - {"leftovers"}
    assert secrets & unknown(seen) == {name for name in secrets if name.startswith("previous")}


@pytest.mark.parametrize("case", ROTATING, ids=lambda case: case.token)
def test_a_rotation_hides_the_secrets_and_shows_what_stays(stack: Stack, case: Case):
    stack.up()
    stack.edit(**case.rotating)
    seen = foreseen(stack)
    assert set(SECRETS[case.token]) <= unknown(seen)
    assert not STAYS[case.token] & unknown(seen)


def test_what_is_pending_may_be_anything_afterwards(stack: Stack):
    stack.up()
    stack.kept.state["pending"] = "something"
    seen = foreseen(stack)
    assert set(SECRETS[stack.token]) <= unknown(seen)
