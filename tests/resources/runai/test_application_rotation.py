"""A new secret by age or by trigger: seen in the preview with its price, and made once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gpucreds.core.errors import GpucredsError, NotExecuted
from gpucreds_emulator import Fault
from tests.lifecycle.stack import Stack
from tests.resources.runai.console import Console
from tests.world import BEGIN, World

AT_ONCE = "the old secret stops working at once"
TRIGGERED = {"every": "30d", "trigger": "now"}


def test_before_its_age_nothing_is_planned_and_nothing_sent(application: Stack, world: World):
    application.up()
    before = world.requests()
    world.advance(days=29, hours=23, minutes=58)
    assert application.preview() == {}
    application.up()
    assert world.requests() == before


def test_at_its_age_the_preview_says_that_the_old_one_stops_at_once(application: Stack, world: World):
    application.up()
    before = world.requests()
    world.advance(days=30)
    planned = application.preview()
    assert planned == {
        "generation": 2,
        "rotatedAt": (BEGIN + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:00Z"),
        "rotateAfter": (BEGIN + timedelta(days=60)).strftime("%Y-%m-%dT%H:%M:00Z"),
        "rotationReason": f"the secret has reached the age of 30d; {AT_ONCE}",
    }
    assert world.requests() == before


def test_a_planned_rotation_makes_one_new_secret_in_place(application: Stack, world: World, console: Console):
    old = application.up()
    world.advance(days=30)
    new = application.up()
    assert new["applicationId"] == old["applicationId"]
    assert console.logs_in("ci", new["clientSecret"])
    assert not console.logs_in("ci", old["clientSecret"])
    assert world.writes()[-1] == f"POST /api/v1/service-accounts/{old['applicationId']}/secret"
    assert application.preview() == {}


def test_age_counts_from_the_last_secret(application: Stack, world: World):
    application.up()
    for generation in (2, 3, 4):
        world.advance(days=30, minutes=1)
        assert application.up()["generation"] == generation
        world.advance(days=29)
        assert application.preview() == {}
        world.advance(days=-29)


def test_after_many_ages_there_is_one_rotation(application: Stack, world: World):
    application.up()
    world.advance(days=365)
    assert application.up()["generation"] == 2


def test_a_trigger_rotates_now_and_the_reason_does_not_repeat_it(application: Stack, console: Console):
    old = application.up()
    application.program["rotation"] = {"every": "30d", "trigger": "the-word"}
    planned = application.preview()
    assert planned["rotationReason"] == f"the trigger changed; {AT_ONCE}"
    new = application.up()
    assert (new["generation"], new["clientSecret"] != old["clientSecret"]) == (2, True)
    assert console.logs_in("ci", new["clientSecret"])
    assert application.preview() == {}


def test_taking_the_trigger_or_the_rotation_away_sends_nothing(application: Stack, world: World):
    application.up(rotation=TRIGGERED)
    before = world.requests()
    application.up(rotation={"every": "30d"})
    application.up(rotation={"every": "40d"})
    application.up(rotation=None)
    world.advance(days=400)
    assert application.preview() == {}
    assert world.requests() == before
    assert application.kept.state["generation"] == 1


def test_an_age_made_shorter_is_due_where_it_has_passed(application: Stack, world: World):
    application.up()
    world.advance(days=10)
    application.program["rotation"] = {"every": "7d"}
    assert application.preview()["rotationReason"] == f"the secret has reached the age of 7d; {AT_ONCE}"


def test_two_previews_seconds_apart_plan_the_same(application: Stack, world: World):
    application.up()
    world.advance(days=30)
    planned = application.preview()
    world.advance(seconds=40)
    assert application.preview() == planned


@pytest.mark.parametrize("kind", ["reset-after", "timeout-after", "status-after", "html-after", "broken-json"])
def test_a_lost_answer_of_a_rotation_is_asked_for_again(application: Stack, world: World, console: Console, kind: str):
    state = application.up()
    world.emulator.inject(Fault(kind, path=f"/api/v1/service-accounts/{state['applicationId']}/secret"))
    new = application.up(rotation=TRIGGERED)
    assert new["generation"] == 2
    assert console.logs_in("ci", new["clientSecret"])


@pytest.mark.parametrize("kind", ["reset-after", "status-before", "reset-before", "html"])
def test_a_rotation_that_failed_for_good_is_done_by_the_next_up(
    application: Stack, world: World, console: Console, kind: str
):
    state = application.up()
    world.emulator.inject(Fault(kind, path=f"/api/v1/service-accounts/{state['applicationId']}/secret", count=1000))
    with pytest.raises(GpucredsError):
        application.up(rotation=TRIGGERED)
    assert application.kept.state == state
    world.emulator.clear_faults()
    assert console.logs_in("ci", application.up()["clientSecret"])
    assert application.preview() == {}


def test_a_refused_login_rotates_nothing(application: Stack, world: World, console: Console):
    state = application.up()
    world.emulator.inject(Fault("status-before", path="/api/v2/token", status=503, count=1000))
    with pytest.raises(NotExecuted):
        application.up(rotation=TRIGGERED)
    assert console.logs_in("ci", state["clientSecret"])


def test_a_new_name_replaces_and_the_old_account_goes_last(application: Stack, world: World, console: Console):
    old = application.up()
    before = len(world.writes())
    new = application.up(name="cd")
    assert (new["generation"], new["rotationReason"]) == (1, "created")
    assert [account.name for account in console.accounts()] == ["cd"]
    assert [line for line in world.writes()[before:] if not line.endswith("/token")] == [
        "POST /api/v1/service-accounts",
        f"DELETE /api/v1/service-accounts/{old['applicationId']}",
    ]


def test_an_account_can_be_disabled_and_rotated_in_one_update(application: Stack, world: World, console: Console):
    state = application.up()
    before = len(world.writes())
    application.up(enabled=False, rotation=TRIGGERED)
    path = f"/api/v1/service-accounts/{state['applicationId']}"
    writes = [line for line in world.writes()[before:] if not line.endswith("/token")]
    assert writes == [f"PATCH {path}", f"POST {path}/secret"]
    assert console.accounts()[0].enabled is False


def test_no_secret_is_in_a_plan_a_warning_or_a_repr(application: Stack, world: World):
    one = application.up()["clientSecret"]
    two = application.up(rotation=TRIGGERED)["clientSecret"]
    run = world.run()
    seen = repr([world.warnings, run, run.run, application.kept.inputs, application.preview()])
    assert one not in seen
    assert two not in seen
    open_values = {name: value for name, value in application.kept.state.items() if name != "clientSecret"}
    assert two not in repr(open_values)
