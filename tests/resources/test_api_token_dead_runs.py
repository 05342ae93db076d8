"""A run died after EGS had acted and before the engine had written its state: the next one leaves no trace of it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from tests.lifecycle.stack import Stack
from tests.resources.portal import MINT, Portal
from tests.world import World

TRIGGER = {"before": "14d", "overlap": "2d", "trigger": "now"}
LEFT = "revoked what a run that died, or --replace, had left at its address (1)."


def forgotten(stack: Stack, command: Callable[[], object]) -> None:
    """Run a command whose effect never reaches the state."""
    kept = deepcopy(stack.kept)
    command()
    stack.kept = kept


def never_buried(stack: Stack, command: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, and the run died before it revoked what it had replaced."""
    with monkeypatch.context() as patch:
        patch.setattr(stack, "bury", lambda _: None)
        forgotten(stack, command)
    stack.condemned.clear()


def test_after_a_create_one_token_is_left_and_the_warning_says_what_was_revoked(
    token: Stack, world: World, portal: Portal
):
    forgotten(token, token.up)
    state = token.up()
    assert portal.secrets() == [state["token"]]
    assert world.warnings == [f"{state['platformName']}: {LEFT}"]


def test_after_several_creates_too(token: Stack, world: World, portal: Portal):
    forgotten(token, lambda: portal.add_key(f"ci-gc-{token.program['address']}-0000-1"))
    forgotten(token, lambda: portal.add_key(f"ci-gc-{token.program['address']}-ffff-7"))
    state = token.up()
    assert portal.secrets() == [state["token"]]
    assert "(2)" in world.warnings[0]


def test_after_a_rotation_each_generation_has_one_token(token: Stack, world: World, portal: Portal):
    first = token.up()["token"]
    forgotten(token, lambda: token.up(rotation=TRIGGER))
    assert portal.generations() == [1, 2]
    state = token.up()
    assert portal.generations() == [1, 2]
    assert portal.secrets() == [first, state["token"]] == [state["previousToken"], state["token"]]
    assert world.warnings == [f"{state['platformName']}: {LEFT}"]


def test_after_a_rotation_without_overlap_too(token: Stack, portal: Portal):
    token.up()
    forgotten(token, lambda: token.up(rotation=TRIGGER | {"overlap": "0s"}))
    state = token.up()
    assert portal.secrets() == [state["token"]]
    assert portal.generations() == [2]


def test_after_the_end_of_an_overlap_too(token: Stack, world: World, portal: Portal):
    token.up()
    token.up(rotation=TRIGGER)
    world.advance(days=3)
    forgotten(token, token.up)
    state = token.up()
    assert portal.secrets() == [state["token"]]
    assert world.warnings == []


def test_after_a_replacement_the_old_one_is_replaced_again(token: Stack, portal: Portal):
    token.up()
    forgotten(token, lambda: token.up(description="other"))
    state = token.up()
    assert portal.secrets() == [state["token"]]


def test_after_a_replacement_that_had_revoked_nothing_yet_too(
    token: Stack, portal: Portal, monkeypatch: pytest.MonkeyPatch
):
    token.up()
    never_buried(token, lambda: token.up(description="other"), monkeypatch)
    assert len(portal.api_keys()) == 2
    state = token.up()
    assert portal.secrets() == [state["token"]]


def test_a_replacement_leaves_the_old_token_alone_until_its_dependents_have_moved(
    token: Stack, portal: Portal, monkeypatch: pytest.MonkeyPatch
):
    old = token.up()["token"]
    monkeypatch.setattr(token, "bury", lambda _: None)
    state = token.up(description="other")
    assert portal.secrets() == [old, state["token"]]


def test_destroy_right_after_a_dead_rotation_leaves_nothing(token: Stack, portal: Portal):
    token.up()
    forgotten(token, lambda: token.up(rotation=TRIGGER))
    token.destroy()
    assert portal.api_keys() == []


def test_destroy_right_after_a_dead_replacement_leaves_nothing(
    token: Stack, portal: Portal, monkeypatch: pytest.MonkeyPatch
):
    token.up()
    never_buried(token, lambda: token.up(description="other"), monkeypatch)
    token.destroy()
    assert portal.api_keys() == []


def test_the_new_token_is_there_before_anything_is_revoked(token: Stack, world: World):
    forgotten(token, token.up)
    token.up()
    writes = world.writes()
    assert writes[-2] == MINT
    assert writes[-1].startswith("DELETE ")


@pytest.mark.parametrize(
    "name",
    [
        "ci",
        "gc",
        "ci-gc-{address}",
        "ci-gc-{address}-0000",
        "ci-gc-{address}-0000-1-copy",
        "ci-gc-{address}-0000-0",
        "cigc-{address}-0000-1",
        "ci-gc-0ddba115-{place}-0000-1",  # of another stack
        "ci-gc-{identity}-0ddba115-0000-1",  # of another resource of this stack
    ],
)
def test_a_key_that_is_not_of_this_address_is_never_touched(token: Stack, portal: Portal, name: str):
    address = token.program["address"]
    identity, place = address.split("-")
    theirs = portal.add_key(name.format(address=address, identity=identity, place=place))
    forgotten(token, token.up)
    for command in (token.up, lambda: token.up(rotation=TRIGGER), lambda: token.up(description="x"), token.destroy):
        command()
        assert theirs in portal.secrets()
    assert portal.secrets() == [theirs]


def test_two_tokens_of_one_stack_never_touch_each_other(
    token: Stack, world: World, portal: Portal, monkeypatch: pytest.MonkeyPatch
):
    other = Stack(world, monkeypatch, "hub", "egs:ApiToken", {**token.program, "address": world.address()})
    other.up()
    forgotten(token, token.up)
    token.up()
    token.up(rotation=TRIGGER)
    token.destroy()
    assert portal.secrets() == [other.kept.state["token"]]


def test_an_incarnation_that_was_kept_on_purpose_survives_the_rotations_of_its_successor(token: Stack, portal: Portal):
    """As `retain_on_delete` keeps it: the engine replaces, and forgets the old one without a delete."""
    kept = token.up()["token"]
    token.kept = None
    key = portal.key()
    portal.revoke(kept)  # out of the way of the create, which would take it for a left-over
    token.up()
    portal._store.add_key(key)
    token.up(rotation={"before": "14d", "trigger": "now"})
    assert kept in portal.secrets()
