"""An API key that is there already becomes a token of the stack, and goes on living as it did."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import Refused
from gpucreds.core.ownership import Mark
from gpucreds_emulator.egs.role import Role
from tests.lifecycle.stack import Stack
from tests.resources.importing import lose, supplying, take
from tests.resources.portal import Portal
from tests.world import World

LEGACY = {"rotation": None, "name": "legacy"}


@pytest.fixture
def legacy(token: Stack, portal: Portal) -> str:
    """An Owner key without a mark, to the first of January 2027, and the program that says it."""
    token.edit(**LEGACY)
    return portal.add_key("legacy")


# What it takes


def test_a_key_without_a_mark_is_taken_as_it_is(token: Stack, world: World, legacy: str):
    state = take(token, "legacy")
    assert (state["token"], state["platformName"], state["status"]) == (legacy, "legacy", "active")
    assert (state["generation"], state["rotationReason"]) == (1, "imported")
    assert (state["issuedAt"], state["expiresAt"]) == ("2026-03-10T00:00:00Z", "2027-01-01T23:59:59Z")
    assert token.kept.id == f"gc-{token.program['address']}-{state['nonce']}"
    assert world.writes() == []
    assert world.warnings == []


@pytest.mark.usefixtures("legacy")
def test_a_program_that_says_what_is_there_changes_nothing(token: Stack, world: World):
    state = take(token, "legacy")
    assert token.preview() == {}
    assert token.refresh() == state
    assert token.preview() == {}
    assert token.up() == state
    assert world.writes() == []


@pytest.mark.parametrize("names", ["create", "documented"])
def test_role_workspace_and_texts_are_those_of_egs(token: Stack, world: World, portal: Portal, names: str):
    world.emulator.egs.knobs.key_list_names = names
    portal.add_workspace("red")
    portal.alter_key(portal.add_key("legacy"), role=Role.VIEWER, workspace="red", user_name="jo", description="old")
    take(token, "legacy")
    said = {"role": "Viewer", "workspaceName": "red", "userName": "jo", "description": "old"}
    token.edit(**LEGACY, **said)
    assert token.preview() == {}


def test_a_workspace_that_egs_names_for_an_owner_is_left_out(token: Stack, portal: Portal, legacy: str):
    portal.alter_key(legacy, workspace="red")
    assert "workspaceName" not in take(token, "legacy")


@pytest.mark.usefixtures("legacy")
def test_an_expired_key_is_imported_as_expired(token: Stack, world: World):
    world.advance(days=400)
    assert take(token, "legacy")["status"] == "expired"
    assert token.preview() == {}


# What it does not take


def test_a_name_that_egs_does_not_list_is_nothing(token: Stack):
    assert take(token, "legacy") is None


def test_two_keys_of_one_name_are_not_told_apart(token: Stack, portal: Portal):
    secrets = [portal.add_key("legacy") for _ in range(2)]
    with pytest.raises(Refused, match=r"EGS has 2 API keys 'legacy'\. Revoke those that nobody needs") as refused:
        take(token, "legacy")
    assert not any(secret in str(refused.value) for secret in secrets)


def test_the_key_that_gpucreds_logs_in_with_is_not_taken(token: Stack, world: World, portal: Portal):
    world.settings["EGS_API_KEY"] = portal.add_key("legacy")
    with pytest.raises(Refused, match="the one that gpucreds itself logs in with"):
        take(token, "legacy")


@pytest.mark.parametrize("change", [{"role": Role.VIEWER}, {"role": Role.EDITOR, "workspace": ""}])
def test_a_key_whose_workspace_egs_does_not_say_is_not_taken(token: Stack, portal: Portal, legacy: str, change: dict):
    portal.alter_key(legacy, **change)
    with pytest.raises(Refused, match="EGS does not say role, workspace and last day of the API key 'legacy'"):
        take(token, "legacy")


def test_where_egs_hides_the_names_nothing_is_said_to_be_gone(token: Stack, portal: Portal, legacy: str):
    portal.alter_key(legacy, name="")
    with pytest.raises(Refused, match="this EGS does not show the names of its keys"):
        take(token, "legacy")


# What a program says first


@pytest.mark.usefixtures("legacy")
@pytest.mark.parametrize(
    "terms",
    [
        {"ttl": "365d"},
        {"expiresOn": "2027-01-01"},
        {"rotation": {"before": "14d", "overlap": "2d"}},
        {"rotation": {"before": "14d", "trigger": "spring"}},
    ],
)
def test_terms_are_an_update_that_sends_nothing(token: Stack, world: World, terms: dict):
    state = take(token, "legacy")
    token.edit(**terms)
    planned = terms.keys() | ({"rotateAfter"} if "rotation" in terms else set())
    assert token.preview().keys() == planned
    assert token.up() == state | {name: token.kept.inputs[name] for name in planned}
    assert token.preview() == {}
    assert world.writes() == []


@pytest.mark.usefixtures("legacy")
def test_the_second_trigger_rotates(token: Stack):
    take(token, "legacy")
    token.up(rotation={"trigger": "spring"})
    assert token.up(rotation={"trigger": "summer"})["rotationReason"] == "the trigger changed"


@pytest.mark.usefixtures("legacy")
def test_a_trigger_that_comes_after_other_terms_rotates(token: Stack):
    take(token, "legacy")
    token.up(rotation={"before": "14d"})
    assert token.up(rotation={"before": "14d", "trigger": "now"})["generation"] == 2


# Its life afterwards


def test_the_old_one_is_revoked_when_the_overlap_after_its_rotation_is_over(
    token: Stack, world: World, portal: Portal, legacy: str
):
    take(token, "legacy")
    token.up(rotation={"before": "14d", "overlap": "2d"})
    world.advance(days=290)
    state = token.up()
    assert (state["generation"], state["previousToken"]) == (2, legacy)
    assert state["platformName"] == f"legacy-{token.kept.id}-2"
    assert portal.secrets() == [legacy, state["token"]]
    world.advance(days=3)
    token.up()
    assert portal.secrets() == [state["token"]]
    assert token.preview() == {}


@pytest.mark.usefixtures("legacy")
def test_destroy_right_after_an_import_removes_it(token: Stack, portal: Portal):
    other = portal.add_key("other")
    take(token, "legacy")
    token.destroy()
    assert portal.secrets() == [other]


def test_a_key_that_is_revoked_outside_is_gone(token: Stack, portal: Portal, legacy: str):
    take(token, "legacy")
    portal.revoke(legacy)
    assert token.refresh() is None


# Marked


def test_a_lost_state_comes_back_as_it_was(token: Stack, world: World):
    token.up(rotation={"before": "14d", "overlap": "2d", "trigger": "now"})
    lost = lose(token)
    token.program["address"] = world.address()
    writes = world.writes()
    state = take(token, lost.state["platformName"])
    assert token.kept.id == lost.id
    told = ("token", "platformName", "name", "address", "nonce", "generation", "expiresAt", "status")
    assert {name: state[name] for name in told} == {name: lost.state[name] for name in told}
    token.up()
    assert token.preview() == {}
    assert world.writes() == writes


def rotated(token: Stack) -> tuple[str, str]:
    """Two generations of one token, whose state is lost: their names."""
    names = [token.up()["platformName"], token.up(rotation={"overlap": "2d", "trigger": "now"})["platformName"]]
    lose(token)
    return tuple(names)


@pytest.mark.parametrize("named", [0, 1])
def test_of_several_generations_the_newest_is_taken(token: Stack, named: int):
    names = rotated(token)
    state = take(token, names[named])
    assert (state["platformName"], state["generation"]) == (names[1], 2)
    assert "retiring" not in state


def test_the_next_rotation_revokes_the_older_one_too(token: Stack, portal: Portal):
    take(token, rotated(token)[1])
    token.up()
    assert portal.generations() == [1, 2]
    token.up(rotation={"overlap": "2d", "trigger": "again"})
    assert portal.generations() == [2, 3]


def test_a_removal_revokes_the_older_one_too(token: Stack, portal: Portal):
    take(token, rotated(token)[1])
    token.destroy()
    assert portal.secrets() == []


def test_an_imported_key_is_nobodys_left_over(token: Stack, world: World, portal: Portal):
    name = token.up()["platformName"]
    hub = world.run()
    hub.import_(token.token, name, token.program["address"])
    hub.create(token.token, hub.check(token.token, token.program).inputs)
    assert len(portal.secrets()) == 2


def test_a_mark_alone_is_a_name_like_any_other(token: Stack, portal: Portal):
    mark = Mark("0123abcd-89ef4567", "beef", 3)
    portal.add_key(str(mark))
    state = take(token, str(mark))
    assert (state["name"], state["generation"], state["address"]) == (str(mark), 1, token.program["address"])


# A server that hides the values


@pytest.fixture
def hidden(world: World, legacy: str) -> str:
    """The same key, whose value no list shows."""
    world.emulator.egs.knobs.key_list_shows_keys = False
    return legacy


@pytest.mark.usefixtures("hidden")
def test_a_hidden_key_is_refused_without_its_value(token: Stack):
    with pytest.raises(Refused, match=r"EGS does not show the value of the API key 'legacy'.*gpucreds:importSecret"):
        take(token, "legacy")


def test_a_hidden_key_is_taken_with_its_value(token: Stack, world: World, portal: Portal, hidden: str):
    assert take(token, "legacy", hidden)["token"] == hidden
    assert token.preview() == {}
    assert world.writes() == []
    token.destroy()
    assert portal.secrets() == []


@pytest.mark.usefixtures("hidden")
def test_a_value_that_egs_does_not_take_is_refused(token: Stack):
    with pytest.raises(Refused, match="gpucreds:importSecret is not the secret of legacy") as refused:
        take(token, "legacy", "wr0ng")
    assert "wr0ng" not in str(refused.value)


def test_of_several_hidden_generations_only_the_newest_can_be_named(token: Stack, world: World):
    names = rotated(token)
    world.emulator.egs.knobs.key_list_shows_keys = False
    with pytest.raises(Refused, match=rf"the API key '{names[1]}' is newer than '{names[0]}'.*Give the newer name"):
        take(token, names[0], "whatever")


def test_a_value_is_for_one_import(token: Stack, world: World, portal: Portal, hidden: str):
    portal.add_key("other")
    with supplying(token, hidden):
        hub = world.run()
    hub.import_(token.token, "legacy", token.program["address"])
    with pytest.raises(Refused, match="Import them one by one, or without it"):
        hub.import_(token.token, "other", world.address())
