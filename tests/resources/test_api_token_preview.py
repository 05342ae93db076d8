"""A preview in which something is not known yet: it plans what it can, never fails and sends nothing."""

from __future__ import annotations

import pytest

from gpucreds.core.unknown import UNKNOWN
from tests.lifecycle.stack import Stack
from tests.resources.portal import Portal
from tests.world import World

TOKEN = "egs:ApiToken"
PLAN = {"nonce", "generation", "issuedAt", "expiresAt", "rotationReason"}
EDITOR = {"role": "Editor", "workspaceName": "red"}


def _unknown(inputs: dict) -> set[str]:
    return {name for name, value in inputs.items() if value is UNKNOWN}


@pytest.mark.parametrize("name", ["workspaceName", "address", "name", "userName", "description"])
def test_a_new_token_is_planned_without_what_the_plan_does_not_need(token: Stack, world: World, name: str):
    checked = world.run().check(TOKEN, token.program | EDITOR | {name: UNKNOWN})
    assert checked.failures == []
    assert _unknown(checked.inputs) == {name}
    assert checked.inputs["expiresAt"] == "2026-06-08T23:59:59Z"
    assert world.requests() == []


@pytest.mark.parametrize("name", ["ttl", "expiresOn", "rotation"])
def test_without_a_term_of_the_plan_the_plan_is_shown_as_unknown(token: Stack, world: World, name: str):
    program = {key: value for key, value in token.program.items() if key != "rotation"} | {name: UNKNOWN}
    checked = world.run().check(TOKEN, program)
    assert checked.failures == []
    assert _unknown(checked.inputs) >= PLAN | {name}


@pytest.mark.parametrize(
    ("name", "replaces"),
    [
        ("ttl", []),
        ("expiresOn", []),
        ("rotation", []),
        ("role", ["role"]),
        ("workspaceName", ["workspaceName"]),
        ("name", ["name"]),
        ("userName", ["userName"]),
        ("description", ["description"]),
    ],
)
def test_what_becomes_unknown_of_a_token_is_a_change_of_that_kind(
    token: Stack, world: World, portal: Portal, name: str, replaces: list[str]
):
    portal.add_workspace("red")
    token.up(**EDITOR, rotation={"overlap": "2d"})
    hub = world.run()
    checked = hub.check(TOKEN, token.program | {name: UNKNOWN}, token.kept.inputs)
    assert checked.failures == []
    found = hub.diff(TOKEN, token.kept.state, checked.inputs)
    assert name in found.changed
    assert found.replaces == replaces


def test_an_address_that_becomes_unknown_is_no_change(token: Stack, world: World):
    token.up()
    hub = world.run()
    checked = hub.check(TOKEN, token.program | {"address": UNKNOWN}, token.kept.inputs)
    assert checked.inputs == token.kept.inputs
    assert hub.diff(TOKEN, token.kept.state, checked.inputs).changed == []


@pytest.mark.parametrize("part", ["before", "overlap", "trigger"])
def test_a_rotation_of_which_one_part_is_unknown_keeps_the_others_in_sight(token: Stack, world: World, part: str):
    token.up()
    hub = world.run()
    rotation = {"before": "14d", "overlap": "2d", part: UNKNOWN}
    checked = hub.check(TOKEN, token.program | {"rotation": rotation}, token.kept.inputs)
    assert checked.failures == []
    assert checked.inputs["rotation"] is rotation
    assert hub.diff(TOKEN, token.kept.state, checked.inputs).replaces == []


def test_a_mistake_is_found_beside_something_unknown(token: Stack, world: World):
    checked = world.run().check(TOKEN, token.program | {"ttl": UNKNOWN, "role": "Editor"})
    assert [failure.property for failure in checked.failures] == ["workspaceName"]
