"""Rotations: never more than one retiring token, the answer to a leak, and the token that gpucreds itself lives by."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import Refused
from tests.lifecycle.stack import Stack
from tests.resources.portal import LOG_IN, MINT, REVOKE, Portal
from tests.world import World


def rotation(trigger: str, overlap: str = "2d") -> dict:
    return {"before": "14d", "overlap": overlap, "trigger": trigger}


def test_a_rotation_while_one_retires_revokes_the_oldest_after_the_mint(token: Stack, world: World, portal: Portal):
    token.up()
    second = token.up(rotation=rotation("a"))["token"]
    before = len(world.writes())
    third = token.up(rotation=rotation("b"))
    assert world.writes()[before:] == [MINT, REVOKE]
    assert portal.secrets() == [second, third["token"]] == [third["previousToken"], third["token"]]
    assert portal.generations() == [2, 3]
    assert third["retiring"] == {"generation": 2, "revokeAfter": "2026-03-13T00:00:00Z"}


def test_without_overlap_the_old_token_is_revoked_in_the_same_update_after_the_mint(
    token: Stack, world: World, portal: Portal
):
    leaked = token.up()["token"]
    before = len(world.writes())
    state = token.up(rotation=rotation("leak", "0s"))
    assert world.writes()[before:] == [MINT, REVOKE]
    assert portal.secrets() == [state["token"]]
    assert not world.logs_in(leaked)
    assert not {"previousToken", "retiring"} & state.keys()


def test_a_leak_while_one_retires_revokes_both(token: Stack, portal: Portal):
    token.up()
    token.up(rotation=rotation("a"))
    state = token.up(rotation=rotation("leak", "0s"))
    assert portal.secrets() == [state["token"]]


def test_both_tokens_work_through_the_overlap_and_the_old_one_no_longer_after_it(token: Stack, world: World):
    token.up()
    world.advance(days=80)
    state = token.up()
    assert world.logs_in(state["token"])
    assert world.logs_in(state["previousToken"])
    world.advance(days=3)
    token.up()
    assert world.logs_in(state["token"])
    assert not world.logs_in(state["previousToken"])


def test_an_overlap_edited_while_one_retires_counts_from_the_next_rotation(token: Stack, world: World):
    token.up()
    before = token.up(rotation=rotation("a"))
    sent = world.requests()
    after = token.up(rotation=rotation("a", "0s"))
    assert after["retiring"] == before["retiring"]
    assert world.requests() == sent


def test_tokens_outlive_many_rotations_by_the_clock(token: Stack, world: World, portal: Portal):
    for _ in range(20):
        world.advance(days=30)
        token.up()
        assert world.logs_in(token.kept.state["token"])
        assert len(portal.api_keys()) <= 2
    assert token.kept.state["generation"] == 7


@pytest.fixture
def own(token: Stack, world: World) -> Stack:
    """The token that gpucreds logs in with, as a resource of a stack."""
    world.settings["EGS_API_KEY"] = token.up()["token"]
    return token


def test_gpucreds_never_deletes_the_token_that_it_logs_in_with(own: Stack, world: World, portal: Portal):
    with pytest.raises(Refused, match=r"the one that gpucreds itself logs in with\. Configure another one"):
        own.destroy()
    assert portal.secrets() == [own.kept.state["token"]]
    assert REVOKE not in world.requests()


def test_a_rotation_of_that_token_waits_with_the_revocation_until_another_one_is_configured(
    own: Stack, world: World, portal: Portal
):
    old = own.kept.state["token"]
    state = own.up(rotation=rotation("leak", "0s"))
    assert state["status"] == "pending"
    assert portal.secrets() == [old, state["token"]]
    assert "Configure another one before you remove it" in world.warnings[0]
    with pytest.raises(Refused, match="Configure another one"):
        own.up()
    world.settings["EGS_API_KEY"] = state["token"]
    assert own.up()["status"] == "active"
    assert portal.secrets() == [state["token"]]


def test_nor_is_it_revoked_when_its_overlap_ends(own: Stack, world: World, portal: Portal):
    old = own.kept.state["token"]
    state = own.up(rotation=rotation("now"))
    world.advance(days=3)
    with pytest.raises(Refused, match="Configure another one"):
        own.up()
    assert own.kept.state == state
    assert portal.secrets() == [old, state["token"]]
    world.settings["EGS_API_KEY"] = state["token"]
    own.up()
    assert portal.secrets() == [state["token"]]


def test_a_rotation_logs_in_once(token: Stack, world: World):
    token.up()
    before = len(world.requests())
    token.up(rotation=rotation("now"))
    assert world.requests()[before:].count(LOG_IN) == 1
