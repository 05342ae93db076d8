"""An access rule: named by names or by ids, made once, replaced in the right order, never about nobody."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import Refused
from gpucreds.core.unknown import UNKNOWN
from gpucreds_emulator.runai.knobs import Knobs
from gpucreds_emulator.runai.organization import Project
from tests.lifecycle.doors import CheckFailed
from tests.lifecycle.stack import Stack
from tests.resources.runai.conftest import Make
from tests.resources.runai.console import RULE, Console
from tests.world import World

CLUSTER_A = "9b1f4a52-6c0e-4d3b-8a77-2f5d0c1e4b90"
RESEARCH = "5f0c2d3e-1b4a-4c6d-9e8f-0a1b2c3d4e5f"


def refused(stack: Stack, **changes: object) -> dict[str, str]:
    stack.program |= changes
    with pytest.raises(CheckFailed) as caught:
        stack.preview()
    return caught.value.failures


@pytest.mark.parametrize("kind", ["cluster", "department", "project"])
@pytest.mark.parametrize("name", [{}, {"name": None}])
def test_a_scope_without_a_name_is_refused(grant: Stack, world: World, kind: str, name: dict):
    told = {"scope.name": f"is required: write the name or the id of the {kind}"}
    assert refused(grant, scope={"type": kind, **name}) == told
    assert world.requests() == []


@pytest.mark.parametrize("name", ["jo", "jo@example"])
def test_a_user_without_an_address_is_refused(grant: Stack, world: World, name: str):
    failures = refused(grant, subject={"type": "user", "name": name})
    assert list(failures) == ["subject.name"]
    assert 'write for example "jo@example.com"' in failures["subject.name"]
    assert world.requests() == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"subject": {"type": "app", "name": "ci"}}, "subject.type"),
        ({"subject": {"type": "group", "name": ""}}, "subject.name"),
        ({"scope": {"type": "system", "name": "x"}}, "scope.type"),
        ({"scope": {"type": "project", "name": ""}}, "scope.name"),
        ({"scope": {"type": "project", "name": 4501.5}}, "scope.name"),
        ({"scope": {"type": "project", "name": float("inf")}}, "scope.name"),
        ({"scope": {"type": "project", "name": True}}, "scope.name"),
        ({"role": ""}, "role"),
        ({"role": None}, "role"),
        ({"cluster": ""}, "cluster"),
    ],
)
def test_what_is_wrong_is_told_at_its_property(grant: Stack, world: World, changes: dict, told: str):
    assert list(refused(grant, **changes)) == [told]
    assert world.requests() == []


@pytest.mark.parametrize("part", ["subject", "scope", "role"])
def test_what_is_not_known_yet_is_planned_without_it(grant: Stack, world: World, part: str):
    program = grant.program | ({part: UNKNOWN} if part == "role" else {part: {"type": "project", "name": UNKNOWN}})
    if part == "subject":
        program["subject"]["type"] = "user"
    grant.up()
    for olds in (None, grant.kept.inputs):
        checked = world.run().check(grant.token, program, olds)
        assert checked.failures == []
    assert world.run().diff(grant.token, grant.kept.state, checked.inputs).replaces == [part]


@pytest.mark.parametrize(
    ("changes", "made"),
    [
        ({}, ("group", "vision-team", 5, "project", "4501", None)),
        ({"role": "l1 RESEARCHER"}, ("group", "vision-team", 5, "project", "4501", None)),
        ({"role": 1710}, ("group", "vision-team", 1710, "project", "4501", None)),
        ({"role": "1710"}, ("group", "vision-team", 1710, "project", "4501", None)),
        ({"scope": {"type": "project", "name": 4502.0}}, ("group", "vision-team", 5, "project", "4502", None)),
        (
            {"scope": {"type": "department", "name": "research"}},
            ("group", "vision-team", 5, "department", RESEARCH, None),
        ),
        ({"scope": {"type": "cluster", "name": "cluster-a"}}, ("group", "vision-team", 5, "cluster", CLUSTER_A, None)),
        ({"scope": {"type": "tenant"}}, ("group", "vision-team", 5, "tenant", "1001", None)),
        ({"cluster": "cluster-a"}, ("group", "vision-team", 5, "project", "4501", CLUSTER_A)),
        ({"cluster": CLUSTER_A}, ("group", "vision-team", 5, "project", "4501", CLUSTER_A)),
        (
            {"subject": {"type": "user", "name": "Admin@Runai.Example.com"}},
            ("user", "admin@runai.example.com", 5, "project", "4501", None),
        ),
        (
            {"subject": {"type": "application", "name": "iac-admin"}},
            ("service-account", "iac-admin", 5, "project", "4501", None),
        ),
    ],
)
def test_names_and_ids_are_resolved(grant: Stack, console: Console, changes: dict, made: tuple):
    grant.up(**changes)
    assert console.meaning() == made
    assert grant.preview() == {}
    assert grant.refresh() == grant.kept.state
    assert grant.preview() == {}


def test_an_id_of_many_digits_keeps_them_all(grant: Stack, console: Console):
    held = console.store.organization
    more = (*held.projects, Project("12345678", "long", RESEARCH))
    object.__setattr__(held, "projects", more)
    grant.up(scope={"type": "project", "name": 12345678.0})
    assert console.meaning()[4] == "12345678"


def test_the_state_tells_what_the_names_meant(grant: Stack, knobs: Knobs):
    knobs.role_id_shift = 100
    state = grant.up()
    told = {name: state[name] for name in ("roleId", "roleName", "scopeId", "scopeName", "subjectType")}
    assert told == {
        "roleId": 105,
        "roleName": "L1 researcher",
        "scopeId": "4501",
        "scopeName": "vision",
        "subjectType": "group",
    }


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"role": "L1 reseacher"}, r"no role 'L1 reseacher'\. Did you mean 'L1 researcher'"),
        ({"scope": {"type": "project", "name": "visoin"}}, r"no project 'visoin'\. Did you mean 'vision'\?"),
        ({"cluster": "cluster-z"}, r"no cluster 'cluster-z'\. Did you mean 'cluster-a'\?"),
        ({"scope": {"type": "tenant", "name": "acme"}}, r"belongs to the tenant 1001, not to 'acme'"),
        (
            {"subject": {"type": "application", "name": "iac-admim"}},
            r"no application 'iac-admim'\. Did you mean 'iac-admin'\?",
        ),
        (
            {"subject": {"type": "user", "name": "admim@runai.example.com"}},
            r"no user 'admim@runai.example.com'\. Did you mean 'admin@runai.example.com'\?",
        ),
    ],
)
def test_an_unknown_name_is_an_error_with_those_that_are_near(
    grant: Stack, world: World, console: Console, changes: dict, told: str
):
    with pytest.raises(Refused, match=told):
        grant.up(**changes)
    assert RULE not in world.requests()
    assert console.rules() == []


@pytest.mark.parametrize("status", [None, 400, 404])
@pytest.mark.parametrize("subject", [("application", "ci"), ("user", "jo@example.com")])
def test_a_rule_about_nobody_is_never_made(
    grant: Stack, world: World, knobs: Knobs, subject: tuple[str, str], status: int | None
):
    knobs.unknown_subject_status = status
    with pytest.raises(Refused, match=f"Run:ai has no {subject[0]}"):
        grant.up(subject={"type": subject[0], "name": subject[1]})
    assert RULE not in world.requests()


def test_who_was_made_in_the_same_run_is_somebody(
    grant: Stack, application: Stack, user: Stack, world: World, console: Console
):
    run = world.run()
    world.run = lambda: run
    grant.up()  # reads the lists
    for stack, subject in ((application, ("application", "ci")), (user, ("user", "jo@example.com"))):
        stack.up()
        grant.up(subject={"type": subject[0], "name": subject[1]})
        assert console.meaning()[1] == subject[1]


def test_who_came_while_the_run_went_on_is_somebody(grant: Stack, world: World, console: Console):
    run = world.run()
    world.run = lambda: run
    grant.up(subject={"type": "application", "name": "iac-admin"})
    console.add_account("late")
    grant.up(subject={"type": "application", "name": "late"})
    assert console.meaning()[1] == "late"


@pytest.mark.usefixtures("second_cluster")
def test_a_name_in_two_clusters_asks_for_the_cluster(grant: Stack, console: Console, world: World):
    with pytest.raises(Refused, match=r"2 of the project 'vision': 4501, 9901\. Give the cluster too, or the id"):
        grant.up()
    assert RULE not in world.requests()
    grant.up(cluster="cluster-b")
    assert console.meaning()[4] == "9901"


def test_projects_of_one_name_in_two_clusters_have_a_rule_each(
    grant: Stack, twin: Make, world: World, console: Console, second_cluster: str
):
    grant.program["cluster"] = "cluster-a"
    other = twin(grant)
    run = world.run()
    world.run = lambda: run
    grant.up()
    other.up(cluster=second_cluster)
    assert [rule.meaning.scope_id for rule in console.rules()] == ["4501", "9901"]
    assert world.warnings == []
