"""What somebody changed in EGS shows up in a refresh, and the next preview says what it means."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from gpucreds_emulator.egs.role import Role
from tests.lifecycle.stack import Stack
from tests.resources.portal import Portal
from tests.world import World


@pytest.fixture(params=["create", "documented"])
def names(request: pytest.FixtureRequest, world: World) -> str:
    """Servers name the fields of a listed key in two ways."""
    world.emulator.egs.knobs.key_list_names = request.param
    return request.param


@pytest.fixture
def viewer(token: Stack, portal: Portal) -> Stack:
    """A token of a Viewer in the workspace red; blue exists as well."""
    portal.add_workspace("red")
    portal.add_workspace("blue", namespaces=["others"])
    token.program |= {"role": "Viewer", "workspaceName": "red"}
    token.up()
    return token


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    ("change", "name", "seen", "wanted"),
    [
        ({"role": Role.EDITOR}, "role", "Editor", "Viewer"),
        ({"workspace": "blue"}, "workspaceName", "blue", "red"),
    ],
)
def test_another_role_or_workspace_replaces_the_token(
    viewer: Stack, portal: Portal, change: dict, name: str, seen: str, wanted: str
):
    old = viewer.kept.state["token"]
    portal.alter_key(old, **change)
    assert viewer.refresh()[name] == seen
    assert viewer.kept.inputs[name] == seen
    assert viewer.preview() == {name: wanted}
    state = viewer.up()
    assert portal.secrets() == [state["token"]] != [old]
    assert (portal.key().role, portal.key().workspace) == (Role.VIEWER, "red")


@pytest.mark.usefixtures("names")
def test_an_earlier_end_is_the_end_that_plans_count_from(token: Stack, world: World, portal: Portal):
    old = token.up()["token"]
    portal.alter_key(old, validity=date(2026, 3, 20))
    assert token.refresh()["expiresAt"] == "2026-03-20T23:59:59Z"
    assert token.preview()["rotationReason"] == "ends at 2026-03-20T23:59:59Z, within 14d"
    state = token.up()
    assert state["expiresAt"] == "2026-06-08T23:59:59Z"
    assert portal.secrets() == [old, state["token"]]
    world.advance(days=3)
    token.up()
    assert portal.secrets() == [state["token"]]


def test_a_later_end_does_not_let_a_token_live_longer_than_its_program_says(token: Stack, world: World, portal: Portal):
    portal.alter_key(token.up()["token"], validity=date(2027, 12, 31))
    assert token.refresh()["expiresAt"] == "2027-12-31T23:59:59Z"
    assert token.preview() == {}
    world.advance(days=80)
    assert token.preview()["generation"] == 2


def test_a_moved_end_of_a_fixed_day_rotates_to_the_day_that_was_asked_for(token: Stack, portal: Portal):
    old = token.up(rotation=None, expiresOn="2026-04-30")["token"]
    portal.alter_key(old, validity=date(2026, 5, 31))
    token.refresh()
    state = token.up()
    assert state["rotationReason"] == "the end moved from 2026-05-31T23:59:59Z to 2026-04-30T23:59:59Z"
    assert state["expiresAt"] == "2026-04-30T23:59:59Z"


def test_an_end_that_was_moved_into_the_past_is_an_expired_token(token: Stack, portal: Portal):
    portal.alter_key(token.up(rotation=None)["token"], validity=date(2026, 3, 1))
    assert token.refresh()["status"] == "expired"


def test_a_role_that_nobody_knows_is_no_drift(viewer: Stack, portal: Portal):
    state = dict(viewer.kept.state)
    portal.alter_key(state["token"], role=SimpleNamespace(value="Auditor"))
    assert viewer.refresh() == state
    assert viewer.preview() == {}


def test_a_workspace_that_egs_names_for_an_owner_is_no_drift(token: Stack, portal: Portal):
    state = token.up()
    portal.alter_key(state["token"], workspace="red")
    assert token.refresh() == state
    assert token.preview() == {}


def test_what_the_list_does_not_say_is_no_drift(viewer: Stack, world: World, portal: Portal):
    state = dict(viewer.kept.state)
    portal.alter_key(state["token"], role=Role.EDITOR)
    world.emulator.egs.knobs.key_list_shows_keys = False
    assert viewer.refresh() == state


def test_a_name_or_text_that_changed_in_egs_is_nobodys_business(token: Stack, portal: Portal):
    state = token.up()
    portal.alter_key(state["token"], name="mine now", user_name="jo", description="hello")
    assert token.refresh() == state
    assert token.preview() == {}


@pytest.mark.parametrize("days", [-1, 1])
def test_a_last_day_that_egs_shows_one_day_off_is_no_drift(token: Stack, portal: Portal, days: int):
    state = token.up()
    portal.alter_key(state["token"], validity=portal.key().validity + timedelta(days=days))
    assert token.refresh() == state
