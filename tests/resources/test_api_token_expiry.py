"""Expired is a fact and no failure: without a rotation it is reported, with one a new token comes."""

from __future__ import annotations

import pytest

from tests.lifecycle.stack import Stack
from tests.resources.portal import Portal
from tests.world import World


@pytest.fixture(params=["shown", "hidden"])
def expired(request: pytest.FixtureRequest, token: Stack, world: World) -> Stack:
    """A token beyond its end, on a server whose list shows it and on one whose list hides its value."""
    token.up()
    world.advance(days=100)
    world.emulator.egs.knobs.key_list_shows_keys = request.param == "shown"
    return token


def test_without_rotation_refresh_reports_it_and_nothing_changes(expired: Stack, world: World):
    expired.up(rotation=None)
    before, writes = dict(expired.kept.state), world.writes()
    assert expired.refresh() == before | {"status": "expired"}
    assert expired.preview() == {}
    expired.up()
    assert world.writes() == writes


def test_with_rotation_a_new_token_comes_and_the_old_one_need_not_retire(expired: Stack, world: World, portal: Portal):
    expired.refresh()
    state = expired.up()
    assert state["rotationReason"] == "expired at 2026-06-08T23:59:59Z"
    assert state["status"] == "active"
    assert "retiring" not in state
    assert "previousToken" not in state
    assert portal.secrets() == [state["token"]]
    assert world.logs_in(state["token"])
    assert world.warnings == []


def test_a_token_is_active_to_its_last_second(token: Stack, world: World):
    token.up(rotation=None)
    world.advance(days=90)
    world.emulator.clock.set(world.clock.now().replace(hour=23, minute=59, second=59))
    assert token.refresh()["status"] == "active"
    world.advance(seconds=1)
    assert token.refresh()["status"] == "expired"


def test_a_rotation_after_an_expiry_that_nobody_looked_at_is_planned_all_the_same(token: Stack, world: World):
    token.up()
    world.advance(days=1000)
    planned = token.preview()
    assert planned["generation"] == 2
    assert "retiring" not in planned


def test_a_key_that_egs_knows_but_does_not_take_is_reported_unusable(token: Stack, world: World):
    state = token.up()
    world.emulator.egs.knobs.key_list_shows_keys = False
    world.emulator.egs.knobs.incomplete_keys = (state["platformName"],)
    assert token.refresh()["status"] == "unusable"
    assert token.preview() == {}
