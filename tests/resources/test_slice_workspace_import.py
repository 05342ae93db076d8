"""A workspace that is there already becomes one of the stack; the id says the owner, whom EGS never shows."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import Refused
from tests.lifecycle.stack import Stack
from tests.resources.importing import take
from tests.resources.portal import Portal
from tests.world import World

ID = "red/Jo Doe/jo@example.com"


@pytest.fixture
def red(workspace: Stack, portal: Portal) -> Stack:
    """A workspace that somebody made, and the program that says it."""
    portal.add_workspace("red", ["worker-2", "worker-1"], ["team-b", "team-a"])
    return workspace


def test_a_workspace_is_taken_with_its_owner_and_its_kubeconfigs(red: Stack, world: World):
    state = take(red, ID)
    assert (red.kept.id, state["status"]) == ("red", "ready")
    assert (state["username"], state["email"]) == ("Jo Doe", "jo@example.com")
    assert state["kubeconfigs"].keys() == {"worker-1", "worker-2"}
    assert world.writes() == []
    assert world.warnings == []


def test_a_program_that_says_what_is_there_changes_nothing_in_whatever_order(red: Stack, world: World):
    state = take(red, ID)
    assert red.preview() == {}
    assert red.refresh() == state
    assert red.up() == state
    assert world.writes() == []


def test_an_owners_name_may_have_a_slash(red: Stack):
    assert take(red, "red/Jo/Doe/jo@example.com")["username"] == "Jo/Doe"


def test_another_owner_in_the_program_is_another_workspace(red: Stack):
    take(red, "red/Jo Doe/someone@example.com")
    assert red.preview() == {"email": "jo@example.com"}


def test_how_long_to_wait_and_whether_to_adopt_send_nothing(red: Stack, world: World):
    take(red, ID)
    red.edit(readyTimeout="7m", adopt=True)
    assert red.preview() == {"readyTimeout": "7m", "adopt": True}
    red.up()
    assert red.preview() == {}
    assert world.writes() == []


def test_a_workspace_that_egs_does_not_list_is_nothing(workspace: Stack, world: World):
    assert take(workspace, ID) is None
    assert world.warnings == []


@pytest.mark.parametrize(
    "wrong", ["red", "red/jo@example.com", "red/Jo Doe", "red//jo@example.com", "/Jo/jo@example.com", "Red/Jo/j@x", ""]
)
def test_an_id_without_all_three_parts_is_refused(red: Stack, wrong: str):
    with pytest.raises(Refused, match=r"is no id of an EGS workspace: .*Write <name>/<username>/<email>, for example"):
        take(red, wrong)


def test_a_kubeconfig_that_is_not_ready_is_fetched_by_the_next_update(red: Stack, world: World):
    world.emulator.egs.knobs.polls_until_ready = 1000
    assert take(red, ID)["status"] == "pending"
    assert red.preview() == {"pending": True}
    world.emulator.egs.knobs.polls_until_ready = 0
    assert red.up()["status"] == "ready"
    assert red.preview() == {}
    assert world.writes() == []


def test_destroy_right_after_an_import_removes_it(red: Stack, portal: Portal):
    take(red, ID)
    red.destroy()
    assert portal.workspace("red") is None


def test_what_is_imported_is_not_adopted_by_another_resource(red: Stack, world: World):
    hub = world.run()
    hub.import_(red.token, ID, "")
    with pytest.raises(Refused, match="exists on EGS already"):
        hub.create(red.token, hub.check(red.token, red.program | {"adopt": True}).inputs)
