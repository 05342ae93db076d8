"""Path, method, token, permission, body and query, existence, conflict: the first that fails answers (choice 1)."""

from __future__ import annotations

import pytest

RULES = "/v1/authorization/access-rules"
BAD = "no.good.bearer"


def test_a_path_that_is_not_there_comes_before_the_method_and_the_token(api, refused):
    api.knobs.version = "3.0"
    refused(api.call("PUT", "/v1/apps", bearer=BAD), 404)


def test_the_method_comes_before_the_token(api, refused):
    refused(api.call("PUT", "/v1/users", bearer=BAD), 405)
    refused(api.call("GET", "/v1/token", bearer=BAD), 405)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_a_method_is_served_only_where_the_contract_has_it(api, method):
    assert api.call(method, "/v1/users").status_code == 405


def test_the_token_comes_before_the_body(api, refused):
    headers = {"Authorization": f"Bearer {BAD}"}
    refused(api.http.post("/api/v1/users", content=b"{", headers=headers), 401)


def test_the_permission_comes_before_body_query_and_existence(api, refused):
    bearer = api.bearer_of_user()
    headers = {"Authorization": f"Bearer {bearer}"}
    refused(api.http.post("/api/v1/users", content=b"{", headers=headers), 403)
    refused(api.call("GET", "/v1/users?limit=0", bearer=bearer), 403)
    refused(api.call("GET", "/v1/users/unknown", bearer=bearer), 403)
    refused(api.try_rule(scopeType="system", roleId="x"), 403)


def test_the_body_comes_before_existence(api, refused):
    refused(api.call("PATCH", "/v1/apps/unknown", {}), 400)
    refused(api.try_rule(scopeId="unknown", roleId="5"), 400)
    headers = {"Authorization": f"Bearer {api.administrator}"}
    refused(api.http.post("/api/v1/users/unknown/password", content=b"[]", headers=headers), 400)


def test_existence_comes_before_conflict(api, refused):
    api.rule()
    refused(api.try_rule(clusterId="00000000-0000-4000-8000-000000000000"), 404)
    refused(api.try_rule(), 409)


@pytest.mark.parametrize("content", [b"{", b'{"email":"a@b.cc",}', b"[]", b'"x"', b"null", b""])
def test_a_body_that_is_no_json_object_is_a_400(api, refused, content):
    headers = {"Authorization": f"Bearer {api.administrator}"}
    for path in ("/v1/users", "/v1/apps", "/v1/access-keys", RULES):
        refused(api.http.post(f"/api{path}", content=content, headers=headers), 400)


def test_headers_in_lower_case_a_content_type_on_get_and_a_bare_question_mark_are_fine(api):
    headers = {"authorization": f"Bearer {api.administrator}", "content-type": "application/json"}
    request = api.http.build_request("GET", "/api/v1/users", headers=headers)
    del request.headers["accept"]
    request.url = request.url.copy_with(raw_path=b"/api/v1/users?")
    assert api.http.send(request).status_code == 200


def test_an_id_holds_no_underscore(api):
    made = [api.account()["id"], api.user()["id"], api.key()["id"]]
    assert not [one for one in made if "_" in one]


@pytest.mark.parametrize(
    ("knob", "status", "content_type"),
    [
        ("error", 404, "application/json"),
        ("html", 404, "text/html; charset=utf-8"),
        ("method-not-allowed", 405, "application/json"),
        ("page", 200, "text/html; charset=utf-8"),
    ],
)
def test_what_a_missing_path_answers_is_a_knob(api, refused, knob, status, content_type):
    api.knobs.version = "2.18"
    api.knobs.missing_path = knob
    response = api.call("GET", "/v1/service-accounts", bearer=BAD)
    assert (response.status_code, response.headers["Content-Type"]) == (status, content_type)
    refused(api.call("GET", "/v1/users/unknown"), 404)
