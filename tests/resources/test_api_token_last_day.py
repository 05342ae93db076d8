"""A token with a fixed last day: nothing but another day, or a trigger, rotates it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.lifecycle.doors import CheckFailed
from tests.lifecycle.stack import Stack
from tests.resources.portal import MINT, Portal
from tests.world import World


@pytest.fixture
def fixed(token: Stack) -> Stack:
    """A token to the end of April, without rotation."""
    token.program |= {"expiresOn": "2026-04-30"}
    del token.program["rotation"]
    return token


def test_the_day_goes_to_egs_as_it_is_written(fixed: Stack, portal: Portal):
    state = fixed.up()
    assert portal.key().validity == date(2026, 4, 30)
    assert state["expiresAt"] == "2026-04-30T23:59:59Z"


def test_today_is_a_day_that_a_token_may_end_with(fixed: Stack, portal: Portal):
    fixed.up(expiresOn="2026-03-10")
    assert portal.key().validity == date(2026, 3, 10)


@pytest.mark.parametrize("day", ["2026-05-31", "2026-04-01"])
def test_another_day_rotates_and_the_old_token_retires(fixed: Stack, portal: Portal, day: str):
    first = fixed.up()["token"]
    state = fixed.up(expiresOn=day)
    assert state["rotationReason"] == f"the end moved from 2026-04-30T23:59:59Z to {day}T23:59:59Z"
    assert state["previousToken"] == first
    assert [key.validity for key in portal.api_keys()] == [date(2026, 4, 30), date.fromisoformat(day)]


def test_a_day_in_the_past_is_refused_when_a_token_would_be_minted(fixed: Stack, world: World):
    with pytest.raises(CheckFailed) as failed:
        fixed.up(expiresOn="2026-03-09")
    assert failed.value.failures == {"expiresOn": "is in the past: write a date from today on"}
    fixed.up(expiresOn="2026-04-30")
    before = world.requests()
    with pytest.raises(CheckFailed):
        fixed.up(expiresOn="2026-03-09")
    assert world.requests() == before


def test_a_token_whose_day_has_passed_is_reported_expired_and_not_rotated(fixed: Stack, world: World):
    fixed.up()
    world.advance(days=60)
    assert fixed.preview() == {}
    assert fixed.refresh()["status"] == "expired"
    assert fixed.preview() == {}
    fixed.up()
    assert world.requests().count(MINT) == 1


def test_a_token_whose_day_has_passed_lives_on_with_a_later_day_and_nothing_retires(
    fixed: Stack, world: World, portal: Portal
):
    fixed.up()
    world.advance(days=60)
    state = fixed.up(expiresOn="2026-12-31")
    assert state["status"] == "active"
    assert "retiring" not in state
    assert portal.secrets() == [state["token"]]


def test_a_trigger_rotates_within_the_day_that_is_fixed(fixed: Stack, portal: Portal):
    first = fixed.up()["token"]
    state = fixed.up(rotation={"trigger": "leak"})
    assert state["rotationReason"] == "the trigger changed"
    assert portal.secrets() == [first, state["token"]]
    assert {key.validity for key in portal.api_keys()} == {date(2026, 4, 30)}


def test_a_trigger_after_the_day_asks_for_a_later_one(fixed: Stack, world: World):
    fixed.up()
    world.advance(days=60)
    with pytest.raises(CheckFailed) as failed:
        fixed.up(rotation={"trigger": "leak"})
    assert set(failed.value.failures) == {"expiresOn"}


def test_a_lifetime_in_place_of_the_day_counts_from_the_next_rotation(fixed: Stack, world: World):
    before = fixed.up()
    sent = world.requests()
    after = fixed.up(expiresOn=None, ttl="180d")
    assert (after["token"], after["expiresAt"]) == (before["token"], before["expiresAt"])
    assert world.requests() == sent


def test_an_overlap_has_no_lifetime_to_fit_into(token: Stack):
    token.program = token.program | {"expiresOn": "2026-12-31", "rotation": {"overlap": "100d", "trigger": "a"}}
    assert token.up()["status"] == "active"
