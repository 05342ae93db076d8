"""What becomes of an access rule: replaced in the right order, seen when it is gone, never taken from anybody."""

from __future__ import annotations

from copy import deepcopy

import pytest

from gpucreds.core.errors import Refused
from gpucreds_emulator import Fault
from gpucreds_emulator.runai.knobs import Knobs
from tests.lifecycle.stack import Stack
from tests.resources.runai.conftest import Make
from tests.resources.runai.console import RULE, Console
from tests.world import World

CLUSTER_A = "9b1f4a52-6c0e-4d3b-8a77-2f5d0c1e4b90"


def writes(world: World) -> list[str]:
    return [line for line in world.writes() if not line.endswith("/token")]


def test_the_same_rule_with_a_cluster_replaces_and_the_old_one_goes_first(grant: Stack, world: World, console: Console):
    old = grant.up()
    grant.up(cluster="cluster-a")
    assert writes(world) == [RULE, f"DELETE /api/v1/authorization/access-rules/{old['ruleId']}", RULE]
    assert console.meaning()[5] == CLUSTER_A


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "l1 researcher"},
        {"role": "5"},
        {"scope": {"type": "project", "name": "4501"}},
        {"scope": {"type": "project", "name": "VISION"}},
        {"cluster": "cluster-a", "role": "L1 RESEARCHER"},
    ],
)
def test_another_spelling_of_the_same_rule_goes_first_too(grant: Stack, world: World, console: Console, changes: dict):
    grant.up()
    grant.up(**changes)
    assert [line.split()[0] for line in writes(world)] == ["POST", "DELETE", "POST"]
    assert len(console.rules()) == 1
    assert world.warnings == []


def test_another_spelling_of_a_user_goes_first_too(grant: Stack, world: World, console: Console):
    grant.up(subject={"type": "user", "name": "admin@runai.example.com"})
    grant.up(subject={"type": "user", "name": "Admin@Runai.example.com"})
    assert [line.split()[0] for line in writes(world)] == ["POST", "DELETE", "POST"]
    assert len(console.rules()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "Viewer"},
        {"scope": {"type": "project", "name": "nlp"}},
        {"scope": {"type": "tenant"}},
        {"subject": {"type": "group", "name": "other-team"}},
        {"subject": {"type": "group", "name": "Vision-Team"}},
    ],
)
def test_another_rule_comes_first_and_the_old_one_goes_last(
    grant: Stack, world: World, console: Console, changes: dict
):
    old = grant.up()
    grant.up(**changes)
    assert writes(world) == [RULE, RULE, f"DELETE /api/v1/authorization/access-rules/{old['ruleId']}"]
    assert [rule.id for rule in console.rules()] == [grant.kept.state["ruleId"]]


def test_a_replacement_after_the_list_was_read_makes_a_new_rule(
    grant: Stack, twin: Make, world: World, console: Console
):
    grant.up()
    other = twin(grant)
    run = world.run()
    world.run = lambda: run
    other.up(role="Viewer")  # reads the list of this run
    grant.up(cluster="cluster-a")
    assert len(console.rules()) == 2
    assert world.warnings == []


@pytest.mark.parametrize("answers", [False, True])
def test_a_rule_that_somebody_deleted_is_gone(grant: Stack, console: Console, knobs: Knobs, answers: bool):
    knobs.deleted_rules_answer = answers
    grant.up()
    console.remove(console.rules()[0])
    kept = deepcopy(grant.kept)
    assert grant.refresh() is None
    grant.kept = kept
    grant.destroy()
    grant.up()
    assert len(console.rules()) == 1


@pytest.mark.parametrize("goes", [False, True])
def test_a_rule_whose_subject_is_gone_is_deleted_all_the_same(
    grant: Stack, application: Stack, console: Console, knobs: Knobs, goes: bool
):
    knobs.rules_go_with_subject = goes
    application.up()
    grant.up(subject={"type": "application", "name": "ci"})
    application.destroy()
    grant.destroy()
    assert console.rules() == []


@pytest.mark.parametrize("filled", ["absent", "null", "filled"])
def test_a_cluster_that_was_not_asked_for_is_no_difference(grant: Stack, knobs: Knobs, filled: str):
    knobs.unsent_cluster_id = filled
    state = grant.up()
    assert "clusterId" not in state
    assert grant.refresh() == state
    assert grant.preview() == {}


@pytest.mark.parametrize("status", [409, 400, None])
def test_a_rule_that_somebody_has_made_already_is_an_error_however_duplicates_are_refused(
    grant: Stack, console: Console, knobs: Knobs, status: int | None
):
    knobs.duplicate_rule_status = status
    console.add_rule("group", "vision-team", created_by="somebody@example.com")
    with pytest.raises(Refused, match="rule of group 'vision-team' as 'L1 researcher' in project vision exists"):
        grant.up()
    assert len(console.rules()) == 1


@pytest.mark.parametrize("odd", [False, True])
@pytest.mark.parametrize("query", ["refused", "lenient"])
def test_counters_and_limits_change_nothing(grant: Stack, console: Console, knobs: Knobs, odd: bool, query: str):
    knobs.odd_counters, knobs.bad_query = odd, query
    for number in range(600):
        console.add_rule("group", f"team-{number}")
    grant.up(role="Viewer")
    assert grant.refresh()
    assert len(console.rules()) == 601


def test_a_rule_of_a_group_with_a_comma_is_recovered(grant: Stack, world: World, console: Console):
    world.emulator.inject(Fault("reset-after", method="POST", path="/api/v1/authorization/access-rules"))
    grant.up(subject={"type": "group", "name": "CN=vision,OU=research"})
    assert console.meaning()[1] == "CN=vision,OU=research"
    assert world.requests().count(RULE) == 1
