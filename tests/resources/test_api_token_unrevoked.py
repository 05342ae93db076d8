"""EGS refuses a revocation after the new token exists: nothing raises, and the state knows what is still to be done."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import GpucredsError
from gpucreds_emulator import Fault
from tests.lifecycle.stack import Stack
from tests.resources.portal import KEY, MINT, REVOKE, Portal
from tests.world import World

LEAK = {"before": "14d", "overlap": "0s", "trigger": "leak"}
LASTING = Fault("status-before", method="DELETE", path=KEY, count=1000)


@pytest.fixture(params=[True, False], ids=["shown", "hidden"])
def unrevoked(request: pytest.FixtureRequest, token: Stack, world: World) -> Stack:
    """Generation 2 lives and generation 1 was to be revoked; the list shows the keys, or the state alone has to do."""
    world.emulator.egs.knobs.key_list_shows_keys = request.param
    token.up()
    world.emulator.inject(LASTING)
    token.up(rotation=LEAK)
    return token


def test_the_update_succeeds_and_says_what_is_left(unrevoked: Stack, world: World, portal: Portal):
    state = unrevoked.kept.state
    old, new = portal.secrets()
    assert state["token"] == new
    assert state["leftovers"] == [old]
    assert (state["status"], state["pending"]) == ("pending", "old credentials still to be revoked: 1")
    (warning,) = world.warnings
    assert warning.startswith(f"{state['platformName']}: an old credential is not revoked yet. EGS: DELETE ")


def test_the_next_preview_plans_an_update_and_nothing_else(unrevoked: Stack):
    assert unrevoked.preview() == {"pending": True}
    unrevoked.refresh()
    assert unrevoked.preview() == {"pending": True}


def test_the_next_up_finishes(unrevoked: Stack, world: World, portal: Portal):
    world.emulator.clear_faults()
    state = unrevoked.up()
    assert portal.secrets() == [state["token"]]
    assert state["status"] == "active"
    assert not {"leftovers", "pending"} & state.keys()
    assert unrevoked.preview() == {}
    assert world.requests().count(MINT) == 2


def test_as_long_as_egs_refuses_the_state_stays_as_it_is(unrevoked: Stack, portal: Portal):
    before = dict(unrevoked.kept.state)
    with pytest.raises(GpucredsError):
        unrevoked.up()
    assert unrevoked.kept.state == before
    assert len(portal.api_keys()) == 2


def test_destroy_finishes_too(unrevoked: Stack, world: World, portal: Portal):
    world.emulator.clear_faults()
    unrevoked.destroy()
    assert portal.api_keys() == []


def test_a_replacement_finishes_too(unrevoked: Stack, world: World, portal: Portal):
    world.emulator.clear_faults()
    state = unrevoked.up(description="other")
    assert portal.secrets() == [state["token"]]


def test_a_rotation_finishes_too_and_takes_what_the_state_knows_for_no_dead_runs_work(
    unrevoked: Stack, world: World, portal: Portal
):
    world.emulator.clear_faults()
    world.warnings.clear()
    before = len(world.requests())
    state = unrevoked.up(rotation=LEAK | {"trigger": "again"})
    assert portal.secrets() == [state["token"]]
    assert state["status"] == "active"
    assert world.requests()[before:].count(REVOKE) == 2  # the left-over, and the generation that leaked
    assert world.warnings == []


def test_what_cannot_be_revoked_twice_is_counted_once(unrevoked: Stack):
    state = unrevoked.up(rotation=LEAK | {"trigger": "again"})
    assert state["pending"] == "old credentials still to be revoked: 2"
    assert len(state["leftovers"]) == 2


def test_a_left_over_that_somebody_else_has_revoked_is_done(unrevoked: Stack, world: World, portal: Portal):
    portal.revoke(unrevoked.kept.state["leftovers"][0])
    world.emulator.clear_faults()
    assert unrevoked.up()["status"] == "active"
    assert portal.secrets() == [unrevoked.kept.state["token"]]


def test_what_a_dead_run_left_and_egs_does_not_let_go_becomes_a_left_over(token: Stack, world: World, portal: Portal):
    stray = portal.add_key(f"ci-gc-{token.program['address']}-0000-1")
    world.emulator.inject(LASTING)
    assert token.up()["leftovers"] == [stray]
    world.emulator.clear_faults()
    assert portal.secrets()[0] == stray
    token.up()
    assert portal.secrets() == [token.kept.state["token"]]
