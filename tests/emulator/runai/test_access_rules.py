"""Creating, reading and deleting access rules (contract section 7, A16 to A21, choices 9 and 11)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gpucreds_emulator.runai.seed import CLUSTER_A, RESEARCH

RULES = "/v1/authorization/access-rules"
NOON = "2026-06-15T12:00:00.000000Z"


def test_the_answer_adds_to_what_was_sent(api):
    sent = {"subjectId": "ci", "subjectType": "service-account", "roleId": 5, "scopeId": "4501"}
    sent |= {"scopeType": "project", "clusterId": CLUSTER_A.uuid}
    assert api.rule(**sent) == {
        **sent,
        "id": 3,
        "roleName": "L1 researcher",
        "scopeName": "vision",
        "tenantId": 1001,
        "createdBy": "admin@runai.example.com",
        "createdAt": NOON,
        "updatedAt": NOON,
        "deletedAt": None,
        "status": {"phase": "Creating", "message": "", "details": ""},
    }


def test_one_as_read_is_ready_and_has_its_path(api):
    made = api.rule()
    read = api.get(f"{RULES}/{made['id']}")
    assert read.pop("scopePath") == "tenant-a/cluster-a/research/vision"
    assert read == {**made, "status": {"phase": "Ready", "message": "", "details": ""}}


@pytest.mark.parametrize(
    ("scope_type", "scope_id", "path"),
    [
        ("tenant", "1001", "tenant-a"),
        ("cluster", CLUSTER_A.uuid, "tenant-a/cluster-a"),
        ("department", RESEARCH.id, "tenant-a/cluster-a/research"),
        ("project", "4503", "tenant-a/cluster-a/engineering/inference"),
    ],
)
def test_a_path_ends_at_the_scope(api, scope_type, scope_id, path):
    made = api.rule(scopeType=scope_type, scopeId=scope_id)
    assert made["scopeName"] == path.rpartition("/")[2]
    assert api.get(f"{RULES}/{made['id']}")["scopePath"] == path


@pytest.mark.parametrize("subject_type", ["user", "group", "app", "service-account"])
def test_a_rule_may_be_about_anybody_even_who_does_not_exist(api, subject_type):
    assert api.rule(subjectType=subject_type, subjectId="nobody@all")["subjectId"] == "nobody@all"


def test_a_rule_for_an_unknown_subject_can_be_refused(api, refused):
    api.account("ci")
    api.user("jo@example.com")
    api.knobs.unknown_subject_status = 404
    for known in (("app", "ci"), ("service-account", "ci"), ("user", "Jo@example.com"), ("group", "any")):
        api.rule(subjectType=known[0], subjectId=known[1])
    for unknown in (("app", "cd"), ("service-account", "CI"), ("user", "ci")):
        refused(api.try_rule(subjectType=unknown[0], subjectId=unknown[1]), 404)
    api.knobs.unknown_subject_status = 400
    refused(api.try_rule(subjectType="app", subjectId="cd"), 400)


@pytest.mark.parametrize("name", ["subjectId", "subjectType", "roleId", "scopeId", "scopeType"])
def test_each_field_but_the_cluster_is_required(api, refused, name):
    refused(api.try_rule(**{name: ...}), 400, "Required parameter is missing")
    refused(api.try_rule(**{name: None}), 400, "Required parameter is missing")


@pytest.mark.parametrize(
    "wrong",
    [
        {"roleId": "5"},
        {"roleId": True},
        {"roleId": 5.0},
        {"scopeId": 4501},
        {"scopeId": ""},
        {"subjectId": 5},
        {"subjectId": "x" * 256},
        {"subjectType": "all-authenticated-users"},
        {"subjectType": "User"},
        {"scopeType": "account"},
        {"clusterId": "cluster-a"},
        {"clusterId": 5},
    ],
)
def test_types_are_strict(api, refused, wrong):
    refused(api.try_rule(**wrong), 400)


@pytest.mark.parametrize(
    "unknown",
    [
        {"roleId": 2},
        {"scopeId": "4504"},
        {"scopeType": "department"},
        {"scopeType": "tenant"},
        {"scopeType": "cluster"},
        {"clusterId": "00000000-0000-4000-8000-000000000000"},
    ],
)
def test_an_unknown_role_scope_or_cluster_is_a_404(api, refused, unknown):
    refused(api.try_rule(**unknown), 404)


def test_the_system_is_nobodys_scope(api, refused):
    refused(api.try_rule(scopeType="system", scopeId="0"), 403)


def test_ids_grow_and_are_never_used_again(api):
    first = api.rule()["id"]
    api.call("DELETE", f"{RULES}/{first}")
    assert [api.rule()["id"], api.rule(roleId=7)["id"]] == [first + 1, first + 2]


def test_a_second_rule_of_the_same_meaning_is_a_409_whatever_its_cluster(api, refused):
    made = api.rule()
    refused(api.try_rule(), 409)
    refused(api.try_rule(clusterId=CLUSTER_A.uuid), 409)
    assert api.rule(roleId=6)
    api.call("DELETE", f"{RULES}/{made['id']}")
    assert api.rule()


def test_a_second_rule_of_the_same_meaning_can_be_a_400_or_be_made(api, refused):
    made = api.rule()
    api.knobs.duplicate_rule_status = 400
    refused(api.try_rule(), 400)
    api.knobs.duplicate_rule_status = None
    assert api.rule()["id"] == made["id"] + 1


def test_a_deleted_rule_is_found_no_more_but_listed_when_asked_for(api, refused):
    made = api.rule()
    api.emulator.clock.advance(timedelta(seconds=1))
    response = api.call("DELETE", f"{RULES}/{made['id']}")
    assert (response.status_code, response.content) == (204, b"")
    for method in ("GET", "DELETE"):
        refused(api.call(method, f"{RULES}/{made['id']}"), 404)
    assert made["id"] not in [rule["id"] for rule in api.rules()]
    (deleted,) = api.rules("?includeDeleted=true&subjectIds=ci")
    assert deleted["deletedAt"] == deleted["updatedAt"] == "2026-06-15T12:00:01.000000Z"
    assert deleted["status"]["phase"] == "Deleting"


def test_a_deleted_rule_can_go_on_answering(api):
    made = api.rule()
    api.knobs.deleted_rules_answer = True
    assert [api.call("DELETE", f"{RULES}/{made['id']}").status_code for _ in range(2)] == [204, 204]
    assert api.get(f"{RULES}/{made['id']}")["deletedAt"] == NOON


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_rule_cannot_be_changed(api, refused, method):
    refused(api.call(method, f"{RULES}/1", {"roleId": 7}), 405)


@pytest.mark.parametrize("rule", ["99", "x", "1.0", "-1"])
def test_a_rule_that_is_not_there_is_a_404(api, refused, rule):
    for method in ("GET", "DELETE"):
        refused(api.call(method, f"{RULES}/{rule}"), 404)


def subjects_with_rules(api):
    """A user and an account, each with one rule, and a group of the account's name."""
    user, account = api.user(), api.account("ci")
    api.rule(subjectType="user", subjectId="Jo@Example.com")
    api.rule(subjectType="app")
    api.rule(subjectType="group")
    api.call("DELETE", f"/v1/users/{user['id']}")
    api.call("DELETE", f"/v1/apps/{account['id']}")
    return [rule["subjectType"] for rule in api.rules()[2:]]


def test_the_rules_of_a_deleted_subject_stay(api):
    assert subjects_with_rules(api) == ["user", "app", "group"]


def test_the_rules_of_a_deleted_subject_can_go_with_it(api):
    api.knobs.rules_go_with_subject = True
    assert subjects_with_rules(api) == ["group"]


@pytest.mark.parametrize(
    ("knob", "project", "tenant"),
    [
        ("absent", {}, {}),
        ("null", {"clusterId": None}, {"clusterId": None}),
        ("filled", {"clusterId": CLUSTER_A.uuid}, {"clusterId": None}),
    ],
)
def test_a_cluster_that_was_not_sent(api, knob, project, tenant):
    api.knobs.unsent_cluster_id = knob
    for body, expected in (({}, project), ({"scopeType": "tenant", "scopeId": "1001"}, tenant)):
        made = api.rule(**body)
        for rule in (made, api.get(f"{RULES}/{made['id']}"), api.rules()[-1]):
            assert {name: rule[name] for name in rule if name == "clusterId"} == expected


def test_a_null_cluster_counts_as_not_sent(api):
    assert "clusterId" not in api.rule(clusterId=None)


def test_the_role_ids_can_be_shifted(api, refused):
    made = api.rule(roleId=5)
    api.knobs.role_id_shift = 100
    read = api.get(f"{RULES}/{made['id']}")
    assert (read["roleId"], read["roleName"]) == (105, "L1 researcher")
    refused(api.try_rule(roleId=6), 404)
    refused(api.try_rule(roleId=105), 409)
    assert api.rule(roleId=106)["roleName"] == "ML engineer"
    assert [rule["roleId"] for rule in api.rules("?roleId=105")] == [105]
    assert [rule["roleId"] for rule in api.rules("?filterBy=roleId%3D%3D105")] == [105]
