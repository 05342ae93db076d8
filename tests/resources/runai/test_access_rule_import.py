"""An access rule that is there already becomes one of the stack, in the words of a program."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gpucreds.core.errors import Refused
from gpucreds_emulator.runai.access_rule import AccessRule, Meaning
from gpucreds_emulator.runai.knobs import Knobs
from tests.lifecycle.doors import Properties
from tests.lifecycle.stack import Stack
from tests.resources.importing import take
from tests.resources.runai.console import Console
from tests.world import World

CLUSTER_A = "9b1f4a52-6c0e-4d3b-8a77-2f5d0c1e4b90"
RESEARCH = "5f0c2d3e-1b4a-4c6d-9e8f-0a1b2c3d4e5f"
VISION = {"type": "project", "name": "vision"}


def add(console: Console, subject: tuple[str, str], scope: tuple[str, str] = ("project", "4501")) -> AccessRule:
    """A rule that somebody made."""
    return console.store.add_rule(Meaning(*subject, 5, *scope), None, "someone@example.com")


def taken(grant: Stack, rule: AccessRule) -> Properties:
    """What a program would have to say of a rule."""
    take(grant, str(rule.id))
    return {name: value for name, value in grant.kept.inputs.items() if value is not None}


@pytest.mark.usefixtures("version")
def test_a_rule_is_taken_with_what_its_names_mean(grant: Stack, world: World, console: Console):
    rule = add(console, ("group", "vision-team"))
    state = take(grant, str(rule.id))
    assert (grant.kept.id, state["ruleId"]) == (str(rule.id), rule.id)
    assert (state["roleId"], state["roleName"], state["scopeId"], state["scopeName"]) == (
        rule.meaning.role_id,
        "L1 researcher",
        "4501",
        "vision",
    )
    assert world.writes() == world.warnings == []


@pytest.mark.usefixtures("version")
def test_a_program_that_says_what_is_there_changes_nothing(grant: Stack, world: World, console: Console):
    state = take(grant, str(add(console, ("group", "vision-team")).id))
    assert grant.preview() == {}
    assert grant.refresh() == state
    assert grant.up() == state
    assert world.writes() == []


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        (("service-account", "ci"), {"type": "application", "name": "ci"}),
        (("app", "ci"), {"type": "application", "name": "ci"}),
        (("app", "gone"), {"type": "application", "name": "gone"}),
        (("user", "jo@example.com"), {"type": "user", "name": "jo@example.com"}),
        (("group", "a, b"), {"type": "group", "name": "a, b"}),
    ],
)
def test_subjects_are_in_our_words(grant: Stack, console: Console, subject: tuple[str, str], said: dict):
    console.add_account("ci")
    assert taken(grant, add(console, subject)) == {"subject": said, "role": "L1 researcher", "scope": VISION}
    grant.edit(subject=said)
    assert grant.preview() == {}


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        (("tenant", "1001"), {"type": "tenant"}),
        (("cluster", CLUSTER_A), {"type": "cluster", "name": "cluster-a"}),
        (("department", RESEARCH), {"type": "department", "name": "research"}),
        (("project", "4502"), {"type": "project", "name": "nlp"}),
    ],
)
def test_scopes_are_named_and_the_tenant_is_not(grant: Stack, console: Console, scope: tuple[str, str], said: dict):
    assert taken(grant, add(console, ("group", "vision-team"), scope))["scope"] == said
    grant.edit(scope=said)
    assert grant.preview() == {}


@pytest.mark.parametrize("filled", ["absent", "null", "filled"])
def test_a_cluster_that_nobody_needs_is_left_out(grant: Stack, console: Console, knobs: Knobs, filled: str):
    knobs.unsent_cluster_id = filled
    assert "cluster" not in taken(grant, add(console, ("group", "vision-team")))


@pytest.mark.usefixtures("second_cluster")
@pytest.mark.parametrize(("project", "cluster"), [("4501", "cluster-a"), ("9901", "cluster-b")])
def test_a_name_in_several_clusters_comes_with_its_cluster(grant: Stack, console: Console, project: str, cluster: str):
    said = taken(grant, add(console, ("group", "vision-team"), ("project", project)))
    assert (said["scope"], said["cluster"]) == (VISION, cluster)
    grant.edit(cluster=cluster)
    assert grant.preview() == {}


@pytest.mark.usefixtures("second_cluster")
def test_a_name_that_stays_ambiguous_gives_way_to_the_id(grant: Stack, console: Console):
    for name in ("clusters", "projects"):
        held = console.store.organization
        object.__setattr__(held, name, tuple(replace(one, name="same") for one in getattr(held, name)))
    assert taken(grant, add(console, ("group", "vision-team")))["scope"] == {"type": "project", "name": "4501"}


def test_a_role_whose_name_is_another_ones_is_named_by_its_id(grant: Stack, console: Console):
    held = console.store.organization
    roles = [replace(role, name="L1 researcher") if role.name == "Viewer" else role for role in held.roles]
    object.__setattr__(held, "roles", tuple(roles))
    assert taken(grant, add(console, ("group", "vision-team")))["role"] == "5"


def test_a_rule_that_is_not_there_is_nothing(grant: Stack):
    assert take(grant, "4711") is None


@pytest.mark.parametrize("answers", [True, False])
def test_a_deleted_rule_is_nothing(grant: Stack, console: Console, knobs: Knobs, answers: bool):
    knobs.deleted_rules_answer = answers
    rule = add(console, ("group", "vision-team"))
    console.remove(rule)
    assert take(grant, str(rule.id)) is None


@pytest.mark.parametrize("wrong", ["", "vision", "17a", "-1", "1.0", "²"])
def test_an_id_that_is_no_number_is_refused(grant: Stack, world: World, wrong: str):
    with pytest.raises(Refused, match=r"is no id of a Run:ai access rule\. Write its number, for example 17"):
        take(grant, wrong)
    assert world.requests() == []


@pytest.mark.parametrize("subject", [("group", ""), ("robot", "r2")])
def test_a_rule_about_what_no_program_can_name_is_refused(grant: Stack, console: Console, subject: tuple[str, str]):
    with pytest.raises(Refused, match=r"the Run:ai access rule .* is about"):
        take(grant, str(add(console, subject).id))


def test_destroy_right_after_an_import_removes_it(grant: Stack, console: Console):
    take(grant, str(add(console, ("group", "vision-team")).id))
    grant.destroy()
    assert console.rules() == []
