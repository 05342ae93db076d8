"""gpucreds never saws off the branch that it sits on: the account or user that it logs in with."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import Refused
from gpucreds_emulator.runai.access_rule import Meaning
from tests.lifecycle.stack import Stack
from tests.resources.runai.console import Console
from tests.world import World

ACCOUNT = "this application is the one that gpucreds itself logs in with"
USER = "this user is the one that gpucreds itself logs in as"


@pytest.fixture
def own_account(application: Stack, world: World, console: Console) -> Stack:
    """A stack with the account that its own runs log in with from now on."""
    state = application.up()
    console.store.add_rule(Meaning("service-account", "ci", 1, "tenant", "1001"), None, "system")
    world.settings |= {"RUNAI_CLIENT_ID": "ci", "RUNAI_CLIENT_SECRET": state["clientSecret"]}
    return application


@pytest.fixture
def own_user(user: Stack, world: World, console: Console) -> Stack:
    """A stack with the user that its own runs log in as from now on."""
    state = user.up()
    console.store.add_rule(Meaning("user", "jo@example.com", 1, "tenant", "1001"), None, "system")
    del world.settings["RUNAI_CLIENT_ID"], world.settings["RUNAI_CLIENT_SECRET"]
    world.settings |= {"RUNAI_USERNAME": "JO@example.com", "RUNAI_PASSWORD": state["tempPassword"]}
    return user


@pytest.mark.parametrize(
    "change",
    [{"rotation": {"trigger": "now"}}, {"enabled": False}, {"enabled": False, "rotation": {"trigger": "now"}}],
)
def test_its_own_account_is_neither_rotated_nor_disabled(own_account: Stack, console: Console, change: dict):
    state = own_account.kept.state
    with pytest.raises(Refused, match=f"{ACCOUNT}. Configure another login before you rotate, disable or remove it"):
        own_account.up(**change)
    assert console.logs_in("ci", state["clientSecret"])
    assert own_account.kept.state == state


def test_its_own_account_is_not_rotated_by_age_either(own_account: Stack, world: World, console: Console):
    world.advance(days=31)
    with pytest.raises(Refused, match=ACCOUNT):
        own_account.up()
    assert console.logs_in("ci", own_account.kept.state["clientSecret"])


def test_its_own_account_is_not_removed(own_account: Stack, console: Console):
    with pytest.raises(Refused, match=ACCOUNT):
        own_account.destroy()
    assert console.logs_in("ci", own_account.kept.state["clientSecret"])


def test_another_change_of_its_own_account_is_none(own_account: Stack):
    own_account.up(rotation={"every": "60d"})
    assert own_account.refresh() == own_account.kept.state


def test_its_own_user_keeps_the_password(own_user: Stack, console: Console):
    with pytest.raises(Refused, match=USER):
        own_user.up(passwordReset="now")
    assert console.signs_in("jo@example.com", own_user.kept.state["tempPassword"])


@pytest.mark.parametrize("command", [lambda stack: stack.destroy(), lambda stack: stack.up(notify=True)])
def test_its_own_user_is_not_removed(own_user: Stack, console: Console, command):
    with pytest.raises(Refused, match=USER):
        command(own_user)
    assert console.signs_in("jo@example.com", own_user.kept.state["tempPassword"])


def test_the_seeded_login_is_never_taken_over(application: Stack, world: World, console: Console):
    console.store.accounts["2d8f7b61-4e63-4c9a-b2d5-8e3f6071ac24"].created_by = "iac-admin"
    with pytest.raises(Refused, match="exists already"):
        application.up(name="iac-admin")
    assert console.logs_in("iac-admin", world.emulator.runai.client_secret)


def test_with_another_login_it_is_rotated_and_removed(own_account: Stack, world: World, console: Console):
    world.settings |= {
        "RUNAI_CLIENT_ID": "iac-admin",
        "RUNAI_CLIENT_SECRET": world.emulator.runai.client_secret,
    }
    assert own_account.up(rotation={"trigger": "now"})["generation"] == 2
    own_account.destroy()
    assert console.accounts() == []
