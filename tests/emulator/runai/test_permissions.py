"""Who may do what (choice 9)."""

from __future__ import annotations

import pytest

RULES = "/v1/authorization/access-rules"
LOOKUPS = ("/v1/authorization/roles", "/v2/authorization/roles", "/v1/org-unit/projects", "/v1/org-unit/departments")
FOR_ADMINISTRATORS = [
    ("GET", "/v1/apps"),
    ("POST", "/v1/apps"),
    ("PATCH", "/v1/apps/x"),
    ("DELETE", "/v1/apps/x"),
    ("POST", "/v1/apps/x/secret"),
    ("GET", "/v1/service-accounts"),
    ("GET", "/v1/service-accounts/x"),
    ("GET", "/v1/administration/access-keys"),
    ("DELETE", "/v1/administration/access-keys/x"),
    ("GET", "/v1/users"),
    ("GET", "/v1/users/count"),
    ("POST", "/v1/users/x/logout"),
    ("GET", RULES),
    ("POST", RULES),
    ("DELETE", f"{RULES}/1"),
]


def tenant_rule(api, **changes):
    return api.rule(**{"roleId": 1, "scopeType": "tenant", "scopeId": "1001", **changes})


@pytest.mark.parametrize(("method", "path"), FOR_ADMINISTRATORS)
def test_who_is_no_administrator_gets_a_403(api, refused, method, path):
    message = "You do not have sufficient permissions."
    refused(api.call(method, path, {}, bearer=api.bearer_of_user()), 403, message)
    refused(api.call(method, path, {}, bearer=api.bearer_of_account()), 403, message)


@pytest.mark.parametrize("path", [*LOOKUPS, "/v1/clusters"])
def test_anybody_may_look_things_up(api, path):
    api.get(path, bearer=api.bearer_of_account())


def test_a_user_without_a_rule_has_keys_and_a_password(api):
    bearer = api.bearer_of_user()
    assert api.key(bearer=bearer)
    body = {"currentPassword": "wrong-password", "newPassword": "Chosen-1"}
    assert api.call("POST", "/v1/me/password", body, bearer=bearer).status_code == 400


@pytest.mark.parametrize("subject_type", ["app", "service-account"])
def test_a_rule_of_either_kind_makes_an_account_an_administrator_until_it_is_deleted(api, refused, subject_type):
    bearer = api.bearer_of_account("ci")
    rule = tenant_rule(api, subjectType=subject_type, subjectId="ci")
    assert api.get("/v1/users", bearer=bearer)
    api.call("DELETE", f"{RULES}/{rule['id']}")
    refused(api.call("GET", "/v1/users", bearer=bearer), 403)


def test_a_rule_makes_a_user_an_administrator_whatever_the_case(api):
    bearer = api.bearer_of_user()
    tenant_rule(api, subjectType="user", subjectId="Jo@Example.com")
    assert api.get("/v1/users", bearer=bearer)


@pytest.mark.parametrize(
    "changes",
    [
        {"subjectType": "group"},
        {"subjectType": "user"},
        {"subjectType": "app", "subjectId": "CI"},
        {"subjectType": "app", "roleId": 3},
        {"subjectType": "app", "scopeType": "project", "scopeId": "4501"},
        {"subjectType": "app", "scopeType": "cluster", "scopeId": "9b1f4a52-6c0e-4d3b-8a77-2f5d0c1e4b90"},
    ],
)
def test_a_rule_about_somebody_or_something_else_does_not(api, refused, changes):
    bearer = api.bearer_of_account("ci")
    tenant_rule(api, **changes)
    refused(api.call("GET", "/v1/users", bearer=bearer), 403)


def test_a_rule_left_behind_gives_its_rights_to_the_next_of_that_name(api):
    account = api.account("ci")
    tenant_rule(api, subjectType="service-account", subjectId="ci")
    api.call("DELETE", f"/v1/service-accounts/{account['id']}")
    assert api.get("/v1/users", bearer=api.bearer_of_account("ci"))


def test_a_shift_of_the_role_ids_changes_no_right(api):
    api.knobs.role_id_shift = 50
    assert api.get("/v1/users")
