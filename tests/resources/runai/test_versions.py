"""The same programs on 2.18, 2.24 and 3.0, and through an upgrade, with no edit."""

from __future__ import annotations

import pytest

from gpucreds_emulator.runai.knobs import Knobs
from tests.lifecycle.stack import Stack
from tests.resources.runai.console import Console
from tests.world import World


@pytest.fixture
def site(application: Stack, user: Stack, grant: Stack) -> list[Stack]:
    """An account, a user, and a rule about the account, in the order of their dependence."""
    grant.program["subject"] = {"type": "application", "name": "ci"}
    return [application, user, grant]


def test_a_whole_life_on_every_version(site: list[Stack], version: str, world: World, console: Console):
    application, user, grant = site
    for stack in site:
        stack.up()
    for stack in site:
        before = dict(stack.kept.state)
        assert stack.preview() == {}
        assert stack.refresh() == before
        assert stack.preview() == {}
    secret, password = application.kept.state["clientSecret"], user.kept.state["tempPassword"]
    assert console.logs_in("ci", secret)
    assert console.signs_in("jo@example.com", password)
    world.advance(days=31)
    application.up(enabled=True)
    user.up(passwordReset="now")
    grant.up(role="Viewer")
    assert application.kept.state["generation"] == user.kept.state["generation"] == 2
    assert not console.logs_in("ci", secret)
    assert console.logs_in("ci", application.kept.state["clientSecret"])
    assert grant.kept.state["subjectType"] == ("app" if version == "2.18" else "service-account")
    assert application.kept.state["kind"] == ("application" if version == "2.18" else "service-account")
    for stack in reversed(site):
        stack.destroy()
    assert world.emulator.live() == []
    assert world.warnings == []


@pytest.mark.parametrize("missing", ["error", "html", "method-not-allowed", "page"])
def test_a_whole_life_whatever_a_missing_path_says(site: list[Stack], knobs: Knobs, world: World, missing: str):
    knobs.version, knobs.missing_path = "2.18", missing
    for stack in site:
        stack.up()
        assert stack.refresh() == stack.kept.state
    for stack in reversed(site):
        stack.destroy()
    assert world.emulator.live() == []


@pytest.mark.parametrize("separate", [False, True])
def test_upgrades_keep_everything_and_show_no_difference(
    site: list[Stack], knobs: Knobs, world: World, console: Console, separate: bool
):
    knobs.version, knobs.separate_stores = "2.18", separate
    world.emulator.runai.seed()
    for stack in site:
        stack.up()
    ids = [stack.kept.id for stack in site]
    secret = site[0].kept.state["clientSecret"]
    for knobs.version in ("2.24", "2.24") if separate else ("2.24", "3.0"):
        before = [line for line in world.writes() if not line.endswith("/token")]
        for stack in site:
            assert stack.preview() == {}
            stack.up()
            assert stack.refresh() is not None
            assert stack.preview() == {}
        assert [stack.kept.id for stack in site] == ids
        assert [line for line in world.writes() if not line.endswith("/token")] == before
    assert site[2].kept.state["subjectType"] == "app"  # an existing rule keeps its own
    assert console.logs_in("ci", secret)
    world.advance(days=31)
    assert site[0].up()["generation"] == 2
    for stack in reversed(site):
        stack.destroy()
    assert world.emulator.live() == []


def test_after_the_second_upgrade_the_state_says_what_an_account_is_now(application: Stack, knobs: Knobs):
    kinds = []
    for knobs.version in ("2.18", "2.24", "3.0"):
        application.up()
        kinds.append(application.refresh()["kind"])
    assert kinds == ["application", "application", "service-account"]


@pytest.mark.parametrize("command", ["rotate", "disable", "delete"])
def test_an_application_of_2_18_is_served_by_3_0_before_any_refresh(
    application: Stack, knobs: Knobs, console: Console, command: str
):
    knobs.version = "2.18"
    application.up()
    knobs.version = "3.0"
    if command == "delete":
        application.destroy()
        assert console.accounts() == []
        return
    state = application.up(**{"rotate": {"rotation": {"trigger": "now"}}, "disable": {"enabled": False}}[command])
    assert console.accounts()[0].enabled is (command == "rotate")
    assert console.accounts()[0].secret == state["clientSecret"]


def test_a_dead_run_before_an_upgrade_is_taken_over_after_it(
    application: Stack, knobs: Knobs, world: World, console: Console, forgotten
):
    knobs.version = "2.18"
    forgotten(application, application.up)
    knobs.version = "3.0"
    state = application.up()
    assert state["kind"] == "service-account"
    assert console.logs_in("ci", state["clientSecret"])
    assert len(world.warnings) == 1


def test_role_ids_that_differ_between_runs_change_nothing(grant: Stack, knobs: Knobs, console: Console):
    grant.up()
    knobs.role_id_shift = 100
    assert grant.preview() == {}
    grant.refresh()
    assert grant.preview() == {}
    grant.up(role="Viewer")
    assert console.rules()[0].meaning.role_id == 7


@pytest.mark.parametrize("as_text", [False, True])
def test_the_tenant_is_the_same_as_a_number_or_as_text(grant: Stack, knobs: Knobs, console: Console, as_text: bool):
    knobs.tenant_id_as_text = as_text
    grant.up(scope={"type": "tenant"})
    assert console.rules()[0].meaning.scope_id == "1001"


def test_short_tokens_make_no_difference_but_log_ins(site: list[Stack], knobs: Knobs, world: World):
    knobs.token_lifetime = 1
    run = world.run()
    world.run = lambda: run
    for stack in site:
        stack.up()
        world.clock.sleep(10)
    for stack in reversed(site):
        stack.destroy()
        world.clock.sleep(10)
    assert world.emulator.live() == []
    assert world.requests().count("POST /api/v2/token") >= 4


def test_a_former_endpoint_is_followed(site: list[Stack], world: World):
    for stack in site:
        stack.up()
        stack.kept.state["endpoint"] = "http://old.test"
    world.settings["RUNAI_FORMER_ENDPOINT"] = "http://old.test/"
    assert [stack.refresh()["endpoint"] for stack in site] == ["http://runai.test"] * 3
    for stack in reversed(site):
        stack.destroy()
    assert world.emulator.live() == []
