"""Servers differ in their list of keys: where the items are, what the fields are called, whether the keys are shown."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from gpucreds.core.errors import AnswerLost
from gpucreds_emulator import Fault
from gpucreds_emulator.egs.call import Call
from gpucreds_emulator.egs.errors import no_such_key
from tests.lifecycle.stack import Stack
from tests.resources.portal import KEY, KEYS, MINT, Portal, refusal
from tests.world import World

FORMS = list(itertools.product(["data.data", "data", "data.items"], ["create", "documented"], [True, False]))
TRIGGER = {"before": "14d", "overlap": "2d", "trigger": "now"}


@pytest.mark.parametrize(("form", "names", "shows"), FORMS)
def test_every_form_carries_a_token_through_its_life(
    token: Stack, world: World, portal: Portal, form: str, names: str, *, shows: bool
):
    knobs = world.emulator.egs.knobs
    knobs.key_list_form, knobs.key_list_names, knobs.key_list_shows_keys = form, names, shows
    portal.add_workspace("red")
    token.program |= {"role": "Editor", "workspaceName": "red"}
    first = token.up()
    assert token.refresh() == first
    second = token.up(rotation=TRIGGER)
    assert portal.secrets() == [first["token"], second["token"]]
    assert token.refresh() == second
    world.advance(days=3)
    third = token.up()
    assert portal.secrets() == [third["token"]] == [second["token"]]
    token.destroy()
    assert portal.api_keys() == []
    assert world.warnings == []


@pytest.fixture
def hidden(token: Stack, world: World) -> Stack:
    """A token on a server that lists names without keys."""
    world.emulator.egs.knobs.key_list_shows_keys = False
    return token


@pytest.mark.parametrize("command", ["create", "rotate", "destroy"])
def test_a_hidden_stray_is_left_alone_with_a_warning_that_names_its_mark(
    hidden: Stack, world: World, portal: Portal, command: str
):
    mark = f"gc-{hidden.program['address']}-0000-7"
    if command != "create":
        hidden.up()
    if command == "rotate":  # beside a living incarnation only its own nonce tells of a dead run
        mark = f"{hidden.kept.id}-7"
    stray = portal.add_key(f"ci-{mark}")
    {"create": hidden.up, "rotate": lambda: hidden.up(rotation=TRIGGER), "destroy": hidden.destroy}[command]()
    assert stray in portal.secrets()
    (warning,) = world.warnings
    assert mark in warning
    assert "revoke it in the platform's portal" in warning


def test_living_generations_are_no_strays(hidden: Stack, world: World):
    hidden.up()
    for trigger in "abc":
        hidden.up(rotation=TRIGGER | {"trigger": trigger})
    hidden.up(description="other")
    hidden.destroy()
    assert world.warnings == []


def test_a_hidden_token_that_lives_beside_its_replacement_is_no_stray(
    hidden: Stack, world: World, monkeypatch: pytest.MonkeyPatch
):
    hidden.up()
    with monkeypatch.context() as patch:
        patch.setattr(hidden, "bury", lambda _: None)
        hidden.up(description="other")
    hidden.up()
    assert world.warnings == []


def test_a_lost_answer_that_the_list_does_not_show_is_an_error_with_the_mark(
    hidden: Stack, world: World, portal: Portal
):
    world.emulator.inject(Fault("reset-after", method="POST", path=KEY))
    with pytest.raises(AnswerLost, match="exist and none can be told to be ours") as lost:
        hidden.up()
    (made,) = portal.api_keys()
    assert made.name.partition("-")[2] in str(lost.value)
    assert world.requests().count(MINT) == 1


@pytest.mark.parametrize("shows", [True, False])
def test_a_lost_request_is_sent_again(token: Stack, world: World, portal: Portal, *, shows: bool):
    world.emulator.egs.knobs.key_list_shows_keys = shows
    world.emulator.inject(Fault("reset-before", method="POST", path=KEY))
    state = token.up()
    assert portal.secrets() == [state["token"]]
    assert world.requests().count(MINT) == 2


def test_a_404_for_a_list_says_that_there_are_none(token: Stack, portal: Portal, on_the_way: Callable[..., None]):
    on_the_way(KEYS, lambda: refusal(no_such_key(Call.LIST_KEYS)))
    state = token.up()
    assert portal.secrets() == [state["token"]]
