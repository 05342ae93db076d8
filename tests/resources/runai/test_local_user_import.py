"""A local user who is there already becomes one of the stack, with a password or with a new one."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import Refused
from tests.lifecycle.stack import Stack
from tests.resources.importing import take
from tests.resources.runai.console import Console
from tests.world import World

PASSWORD = "Some-Pass-1!"


@pytest.fixture
def jo(user: Stack, console: Console) -> Stack:
    """A user whom somebody made, and the program that says it."""
    console.add_user("jo@example.com", created_by="someone@example.com")
    return user


# With the password


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("object_id", ["jo@example.com", "Jo@Example.com"])
def test_a_user_is_taken_with_the_password_that_is_given(jo: Stack, world: World, console: Console, object_id: str):
    state = take(jo, object_id, PASSWORD)
    assert jo.kept.id == state["userId"] == console.users()[0].id
    assert (state["email"], state["username"], state["tempPassword"]) == ("jo@example.com", "jo@example.com", PASSWORD)
    assert world.writes() == world.warnings == []


@pytest.mark.parametrize("email", ["jo@example.com", "Jo@example.com"])
def test_a_program_that_says_what_is_there_changes_nothing(jo: Stack, world: World, email: str):
    state = take(jo, "jo@example.com", PASSWORD)
    jo.edit(email=email)
    assert jo.preview() == {}
    assert jo.refresh() == state
    assert jo.up() == state
    assert world.writes() == []


def test_nothing_comes_of_what_only_a_create_sends(jo: Stack, world: World):
    take(jo, "jo@example.com", PASSWORD)
    jo.edit(resetPassword=True, notify=False)
    assert jo.preview() == {}
    jo.up(passwordReset="spring")
    jo.up(passwordReset="summer")
    assert jo.preview() == {}
    assert jo.up(resetPassword=False)["rotationReason"].startswith("the trigger changed")
    assert [line for line in world.writes() if not line.endswith("/password")] == []


def test_another_address_afterwards_is_a_user_like_any_other(jo: Stack):
    take(jo, "jo@example.com", PASSWORD)
    assert jo.up(email="flo@example.com", resetPassword=True)["resetPassword"] is True
    assert jo.preview() == {}
    jo.edit(resetPassword=False)
    assert jo.preview() == {"resetPassword": False}


def test_the_first_text_of_a_reset_resets_nothing_and_the_second_does(jo: Stack, console: Console, world: World):
    take(jo, "jo@example.com", PASSWORD)
    jo.edit(passwordReset="spring")
    assert jo.preview() == {"passwordReset": "spring"}
    jo.up()
    assert world.writes() == []
    state = jo.up(passwordReset="summer")
    assert console.signs_in("jo@example.com", state["tempPassword"])
    assert not console.signs_in("jo@example.com", PASSWORD)


# Without it


def test_without_the_password_a_warning_names_the_choice(jo: Stack, world: World):
    assert "tempPassword" not in take(jo, "jo@example.com")
    [told] = world.warnings
    assert told.startswith("the Run:ai user 'jo@example.com' is imported without its secret")
    assert told.endswith("give it to the import in GPUCREDS_IMPORT_SECRET.")
    assert world.writes() == []


@pytest.mark.usefixtures("version")
def test_the_next_update_resets_the_password_also_after_a_refresh(jo: Stack, console: Console):
    take(jo, "jo@example.com")
    jo.refresh()
    assert jo.preview()["rotationReason"] == "imported without its secret; the old secret stops working at once"
    state = jo.up()
    assert console.signs_in("jo@example.com", state["tempPassword"])
    assert not console.signs_in("jo@example.com", PASSWORD)
    assert jo.preview() == {}
    assert jo.refresh() == state


# Whom it does not take


def test_an_address_that_nobody_has_is_nothing(user: Stack):
    assert take(user, "jo@example.com") is None


@pytest.mark.parametrize("wrong", ["jo", "jo@example", "", "jo@example.com/1"])
def test_what_is_no_address_is_refused(jo: Stack, wrong: str):
    with pytest.raises(Refused, match=r'the id of a Run:ai user is the e-mail address: .* write for example "jo@'):
        take(jo, wrong)


def test_a_user_of_the_identity_provider_is_not_taken(user: Stack, console: Console):
    console.add_user("jo@example.com", local=False)
    with pytest.raises(Refused, match=r"the Run:ai user 'jo@example.com' signs in by SSO\. Name another address"):
        take(user, "jo@example.com")


@pytest.mark.usefixtures("administrator")
def test_the_user_that_gpucreds_logs_in_as_is_not_taken(user: Stack, world: World):
    with pytest.raises(Refused, match="the one that gpucreds itself logs in as"):
        take(user, world.emulator.runai.username)


# Life afterwards


@pytest.mark.parametrize("password", [PASSWORD, None])
def test_destroy_right_after_an_import_removes_the_user(jo: Stack, console: Console, password: str | None):
    take(jo, "jo@example.com", password)
    jo.destroy()
    assert console.users() == []


def test_what_is_imported_is_not_taken_over_by_another_resource(user: Stack, console: Console):
    console.add_user("jo@example.com")
    hub = user.world.run()
    hub.import_(user.token, "jo@example.com", "")
    with pytest.raises(Refused, match="exists already"):
        hub.create(user.token, hub.check(user.token, user.program).inputs)
