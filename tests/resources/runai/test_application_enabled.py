"""Whether an account may log in: as asked at create, repaired after drift, never at the price of its secret."""

from __future__ import annotations

import pytest

from gpucreds_emulator import Fault
from gpucreds_emulator.runai.knobs import Knobs
from tests.lifecycle.stack import Stack
from tests.resources.runai.conftest import Make
from tests.resources.runai.console import ACCOUNTS, Console
from tests.world import World


def patches(world: World) -> int:
    return sum(line.startswith("PATCH ") for line in world.requests())


@pytest.mark.parametrize("platforms", [True, False])
@pytest.mark.parametrize("enabled", [True, False])
def test_a_new_account_is_as_asked_whatever_new_ones_are(
    application: Stack, world: World, console: Console, knobs: Knobs, platforms: bool, enabled: bool
):
    knobs.new_accounts_enabled = platforms
    state = application.up(enabled=enabled)
    assert console.accounts()[0].enabled is enabled
    assert "pending" not in state
    assert patches(world) == (0 if platforms is enabled is True else 1)
    assert console.logs_in("ci", state["clientSecret"]) is enabled


@pytest.mark.parametrize("enabled", [True, False])
def test_what_somebody_changed_shows_up_and_is_repaired(application: Stack, console: Console, enabled: bool):
    application.up(enabled=enabled)
    console.accounts()[0].enabled = not enabled
    assert application.refresh()["enabled"] is not enabled
    assert application.preview() == {"enabled": enabled}
    secret = application.kept.state["clientSecret"]
    assert application.up()["clientSecret"] == secret
    assert console.accounts()[0].enabled is enabled
    assert application.preview() == {}


def test_a_change_is_made_in_place_and_keeps_the_secret(application: Stack, console: Console):
    state = application.up()
    application.up(enabled=False)
    assert not console.logs_in("ci", state["clientSecret"])
    application.up(enabled=True)
    assert console.logs_in("ci", state["clientSecret"])
    assert application.kept.state == state


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status-before", method="PATCH", status=403),
        Fault("status-before", method="PATCH", status=400),
        Fault("status-before", method="PATCH", status=503, count=1000),
        Fault("reset-before", method="PATCH", count=1000),
        Fault("html", method="PATCH", count=1000),
        Fault("reset-after", method="PATCH", count=1000),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
def test_a_failed_change_after_a_create_keeps_the_secret_and_is_finished_by_the_next_up(
    application: Stack, world: World, console: Console, fault: Fault
):
    world.emulator.inject(fault)
    state = application.up(enabled=False)
    assert state["pending"] == "has to be disabled"
    assert world.warnings[0].startswith("the Run:ai application 'ci' is not disabled yet, the next `pulumi up` sees to")
    world.emulator.clear_faults()
    assert application.preview() == {"pending": True}
    settled = application.up()
    assert "pending" not in settled
    assert settled["clientSecret"] == state["clientSecret"]
    assert console.accounts()[0].enabled is False
    assert application.preview() == {}


def test_a_change_that_is_pending_can_be_called_off(application: Stack, world: World, console: Console):
    world.emulator.inject(Fault("reset-after", method="PATCH", count=1000))
    state = application.up(enabled=False)
    world.emulator.clear_faults()
    assert console.accounts()[0].enabled is False
    application.up(enabled=True)
    assert console.logs_in("ci", state["clientSecret"])


def test_where_nobody_says_whether_it_is_enabled_the_secret_is_kept_too(application: Stack, world: World):
    world.emulator.inject(Fault("status-before", method="GET", status=403, after=1))
    state = application.up()
    assert state["pending"] == "has to be enabled"
    assert "clientSecret" in state
    world.emulator.clear_faults()
    assert "pending" not in application.up()


def test_a_refresh_keeps_what_is_pending(application: Stack, world: World):
    world.emulator.inject(Fault("status-before", method="PATCH", status=403))
    application.up(enabled=False)
    application.refresh()
    assert application.preview() == {"enabled": False, "pending": True}


@pytest.mark.parametrize("others", [False, True])
def test_an_account_that_a_dead_run_had_disabled_is_enabled_when_it_is_taken_over(
    application: Stack, twin: Make, world: World, console: Console, others: bool
):
    other = twin(application)
    other.program["name"] = "other"
    console.add_account("ci").enabled = False
    if others:  # which were made in this run, and are enabled
        run = world.run()
        world.run = lambda: run
        other.up()
    application.up()
    assert {account.enabled for account in console.accounts()} == {True}


def test_a_refresh_writes_nothing_and_changes_nothing(application: Stack, world: World):
    state = application.up()
    before = [line for line in world.writes() if not line.endswith("/token")]
    assert application.refresh() == state
    assert application.preview() == {}
    assert [line for line in world.writes() if not line.endswith("/token")] == before


def test_what_is_gone_is_made_anew(application: Stack, console: Console):
    application.up()
    console.remove(console.accounts()[0])
    assert application.refresh() is None
    state = application.up()
    assert console.logs_in("ci", state["clientSecret"])


def test_an_update_of_what_is_gone_is_an_error_that_keeps_the_state(application: Stack, console: Console):
    state = application.up()
    console.remove(console.accounts()[0])
    with pytest.raises(Exception, match="answered 404"):
        application.up(enabled=False)
    assert application.kept.state == state


@pytest.mark.parametrize("answer", [401, 403, 500, 503])
def test_nothing_but_run_ai_s_own_not_found_means_gone(application: Stack, world: World, answer: int):
    application.up()
    world.emulator.inject(Fault("status-before", path=ACCOUNTS, status=answer, count=1000))
    with pytest.raises(Exception, match=f"answered {answer}"):
        application.refresh()
    assert application.kept
