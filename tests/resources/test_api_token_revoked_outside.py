"""Somebody revokes a token in the portal: a refresh notices, and the next update repairs what is broken, no more."""

from __future__ import annotations

import pytest

from tests.lifecycle.stack import Stack
from tests.resources.portal import MINT, Portal
from tests.world import World


@pytest.fixture(params=[True, False], ids=["shown", "hidden"])
def rotated(request: pytest.FixtureRequest, token: Stack, world: World) -> Stack:
    """A token of generation 2, with generation 1 still valid for two days; the list shows the keys or does not."""
    world.emulator.egs.knobs.key_list_shows_keys = request.param
    token.up()
    token.up(rotation={"before": "14d", "overlap": "2d", "trigger": "now"})
    return token


def test_a_dead_token_is_rotated_and_its_living_predecessor_keeps_its_time(
    rotated: Stack, world: World, portal: Portal
):
    dead, previous, retiring = (rotated.kept.state[name] for name in ("token", "previousToken", "retiring"))
    portal.revoke(dead)
    assert rotated.refresh()["dead"] == "generation 2 was revoked outside gpucreds"
    assert rotated.kept.state["status"] == "unusable"
    assert set(rotated.preview()) >= {"generation", "rotationReason", "dead"}
    state = rotated.up()
    assert state["generation"] == 3
    assert state["rotationReason"] == "generation 2 was revoked outside gpucreds"
    assert (state["previousToken"], state["retiring"]) == (previous, retiring)
    assert portal.secrets() == [previous, state["token"]]
    assert "dead" not in state
    assert rotated.preview() == {}
    world.advance(days=3)
    rotated.up()
    assert portal.secrets() == [state["token"]]
    assert world.warnings == []


def test_a_dead_token_is_replaced_even_where_nothing_else_rotates(rotated: Stack, portal: Portal):
    rotated.up(rotation=None)
    portal.revoke(rotated.kept.state["token"])
    rotated.refresh()
    assert rotated.up()["generation"] == 3


def test_a_dead_token_whose_predecessor_has_retired_meanwhile_leaves_one_token(
    rotated: Stack, world: World, portal: Portal
):
    portal.revoke(rotated.kept.state["token"])
    rotated.refresh()
    world.advance(days=3)
    state = rotated.up()
    assert "retiring" not in state
    assert portal.secrets() == [state["token"]]


def test_a_predecessor_that_is_gone_is_dropped_and_nothing_else_changes(rotated: Stack, world: World, portal: Portal):
    before, writes = dict(rotated.kept.state), world.writes()
    portal.revoke(before["previousToken"])
    without = {name: value for name, value in before.items() if name not in ("previousToken", "retiring")}
    assert rotated.refresh() == without
    assert rotated.preview() == {}
    assert rotated.up() == without
    assert world.writes() == writes


def test_both_gone_is_gone_and_the_next_up_begins_anew(rotated: Stack, portal: Portal):
    for secret in portal.secrets():
        portal.revoke(secret)
    assert rotated.refresh() is None
    state = rotated.up()
    assert state["generation"] == 1
    assert portal.secrets() == [state["token"]]


def test_destroy_after_a_dead_token_was_found_leaves_nothing(rotated: Stack, portal: Portal):
    portal.revoke(rotated.kept.state["token"])
    rotated.refresh()
    rotated.destroy()
    assert portal.api_keys() == []


def test_without_a_refresh_nothing_is_noticed_and_nothing_is_sent(rotated: Stack, world: World, portal: Portal):
    portal.revoke(rotated.kept.state["token"])
    assert rotated.preview() == {}
    rotated.up()
    assert world.requests().count(MINT) == 2
