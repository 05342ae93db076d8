"""An account that is there already becomes one of the stack, with its secret or with a new one."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import Refused
from gpucreds_emulator.runai.knobs import Knobs
from tests.lifecycle.stack import Stack
from tests.resources.importing import supplying, take
from tests.resources.runai.console import LOGIN, Console
from tests.world import World

SECRET = "ci-secret"


@pytest.fixture
def ci(application: Stack, console: Console) -> Stack:
    """An account that somebody made, and the program that says it, without terms."""
    console.add_account("ci", created_by="jo@example.com")
    application.edit(rotation=None)
    return application


@pytest.fixture
def two_stores(ci: Stack, console: Console, knobs: Knobs) -> Stack:
    """The account is an application, which no list of service accounts shows."""
    knobs.separate_stores = True
    console.accounts()[0].made_as = "app"
    return ci


# With its secret


@pytest.mark.usefixtures("version")
def test_an_account_is_taken_with_the_secret_that_is_given(ci: Stack, world: World, console: Console):
    state = take(ci, "ci", SECRET)
    [account] = console.accounts()
    assert ci.kept.id == state["applicationId"] == account.id
    assert (state["name"], state["clientId"], state["clientSecret"]) == ("ci", "ci", SECRET)
    assert (state["enabled"], state["generation"], state["rotationReason"]) == (True, 1, "imported")
    assert world.writes() == world.warnings == []


@pytest.mark.usefixtures("version")
def test_a_program_that_says_what_is_there_changes_nothing(ci: Stack, world: World):
    state = take(ci, "ci", SECRET)
    assert ci.preview() == {}
    assert ci.refresh() == state
    assert ci.up() == state
    assert world.writes() == []


def test_its_id_does_as_well(ci: Stack, console: Console):
    assert take(ci, console.accounts()[0].id, SECRET)["name"] == "ci"


def test_an_account_that_only_the_old_half_knows_is_found(two_stores: Stack, world: World):
    state = take(two_stores, "ci", SECRET)
    assert state["kind"] == "application"
    assert two_stores.refresh() == state
    assert two_stores.preview() == {}
    assert world.writes() == []


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("status", [401, 400, 403])
def test_a_secret_that_does_not_log_in_is_refused(ci: Stack, knobs: Knobs, status: int):
    knobs.refused_login_status = status
    with pytest.raises(Refused, match="importSecret is not the secret of the Run:ai application 'ci'") as refused:
        take(ci, "ci", "wr0ng")
    assert "wr0ng" not in str(refused.value)


def test_nobody_can_check_the_secret_of_a_disabled_account(ci: Stack, console: Console):
    console.accounts()[0].enabled = False
    state = take(ci, "ci", "whatever")
    assert (state["enabled"], state["clientSecret"]) == (False, "whatever")
    ci.edit(enabled=False)
    assert ci.preview() == {}


def test_a_secret_is_for_one_import(ci: Stack, console: Console):
    console.add_account("cd")
    with supplying(ci, SECRET):
        hub = ci.world.run()
    hub.import_(ci.token, "ci", "")
    with pytest.raises(Refused, match="Import them one by one, or without it"):
        hub.import_(ci.token, "cd", "")


@pytest.mark.parametrize("rotation", [{"every": "30d"}, {"trigger": "spring"}, {"every": "30d", "trigger": "spring"}])
def test_terms_are_an_update_that_makes_no_new_secret(ci: Stack, console: Console, world: World, rotation: dict):
    take(ci, "ci", SECRET)
    ci.edit(rotation=rotation)
    by_age = {"rotateAfter": "2026-04-09T12:00:00Z"} if "every" in rotation else {}
    assert ci.preview() == {"rotation": rotation, **by_age}
    ci.up()
    assert ci.preview() == {}
    assert world.writes() == []
    assert console.logs_in("ci", SECRET)


def test_its_age_counts_from_the_import(ci: Stack, world: World):
    world.advance(days=400)
    take(ci, "ci", SECRET)
    ci.up(rotation={"every": "30d"})
    world.advance(days=29)
    assert ci.preview() == {}
    world.advance(days=2)
    assert ci.preview()["generation"] == 2


def test_the_second_trigger_makes_a_new_secret(ci: Stack, console: Console):
    take(ci, "ci", SECRET)
    ci.up(rotation={"trigger": "spring"})
    state = ci.up(rotation={"trigger": "summer"})
    assert console.logs_in("ci", state["clientSecret"])
    assert not console.logs_in("ci", SECRET)


# Without it


def test_without_its_secret_a_warning_names_the_choice(ci: Stack, world: World):
    assert "clientSecret" not in take(ci, "ci")
    assert world.warnings == [
        (
            "the Run:ai application 'ci' is imported without its secret, which is never shown again: the next `pulumi "
            "up` makes a new one, and the old secret stops working at once. To keep the old one, give it to the import "
            "in GPUCREDS_IMPORT_SECRET."
        )
    ]
    assert world.writes() == []


@pytest.mark.usefixtures("version")
def test_the_next_update_makes_a_new_secret_also_after_a_refresh(ci: Stack, console: Console):
    take(ci, "ci")
    ci.refresh()
    assert ci.preview()["rotationReason"] == "imported without its secret; the old secret stops working at once"
    state = ci.up(rotation={"every": "30d", "trigger": "spring"})
    assert console.logs_in("ci", state["clientSecret"])
    assert not console.logs_in("ci", SECRET)
    assert ci.preview() == {}
    assert ci.refresh() == state


# What it does not take


@pytest.mark.usefixtures("version")
def test_a_name_that_nobody_has_is_nothing(application: Stack):
    assert take(application, "nobody") is None


def test_the_account_that_gpucreds_logs_in_with_is_not_taken(application: Stack):
    with pytest.raises(Refused, match="the one that gpucreds itself logs in with"):
        take(application, LOGIN, SECRET)


def test_two_accounts_of_one_name_are_told_apart_by_their_ids(ci: Stack, console: Console):
    other = console.add_account("ci")
    with pytest.raises(Refused, match=r"Run:ai has 2 applications 'ci': .*\. Give one of these ids instead"):
        take(ci, "ci", SECRET)
    assert take(ci, other.id, SECRET)["applicationId"] == other.id


# Its life afterwards


@pytest.mark.parametrize("secret", [SECRET, None])
def test_destroy_right_after_an_import_removes_it(ci: Stack, console: Console, secret: str | None):
    take(ci, "ci", secret)
    ci.destroy()
    assert console.accounts() == []


def test_what_is_imported_is_not_taken_over_by_another_resource(ci: Stack, console: Console):
    console.remove(console.accounts()[0])
    console.add_account("ci")
    hub = ci.world.run()
    hub.import_(ci.token, "ci", "")
    with pytest.raises(Refused, match="exists already"):
        hub.create(ci.token, hub.check(ci.token, ci.program).inputs)


def test_an_account_that_is_removed_outside_is_gone(ci: Stack, console: Console):
    take(ci, "ci")
    console.remove(console.accounts()[0])
    assert ci.refresh() is None
