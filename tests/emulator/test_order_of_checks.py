"""Route, bearer, JSON, role, fields, values, existence and conflict: the first that fails answers (section 10)."""

from __future__ import annotations

import pytest

BAD = "no.good.bearer"


def test_an_unknown_route_comes_before_a_bad_bearer(api, refused):
    refused(api.call("PUT", "/slice-workspace", bearer=BAD), "E8")


def test_a_bad_bearer_comes_before_a_body_that_is_no_json(api, refused):
    headers = {"Authorization": f"Bearer {BAD}"}
    refused(api.http.post("/api/v1/slice-workspace", content=b"{", headers=headers), "E1")


def test_a_body_that_is_no_json_comes_before_the_role(api, refused):
    headers = {"Authorization": f"Bearer {api.bearer('Viewer', api.workspace())}"}
    refused(api.http.post("/api/v1/slice-workspace", content=b"{", headers=headers), "E4")


def test_the_role_comes_before_the_fields(api):
    viewer = api.bearer("Viewer", api.workspace())
    assert api.call("POST", "/api-key", {"role": "nobody"}, bearer=viewer).status_code == 403


def test_the_fields_come_before_existence(api):
    body = {"name": "x", "role": "Editor", "validity": "gone", "workspaceName": "unknown"}
    assert api.call("POST", "/api-key", body).status_code == 422


def test_a_missing_field_comes_before_a_bad_name(api, refused):
    refused(api.create_workspace("RED", email=None), "E11", 0)


def test_a_finding_comes_before_the_name_that_is_taken(api, refused):
    api.workspace("red")
    refused(api.create_workspace("red", clusters=["worker-9"]), "E10", 1)


@pytest.mark.parametrize("role", ["Editor", "Viewer"])
def test_a_kubeconfig_of_another_workspace_is_refused_before_it_is_looked_for(api, role):
    bearer = api.bearer(role, api.workspace("red"))
    assert api.kubeconfig("unknown", bearer=bearer).status_code == 403


def test_an_editor_who_names_no_workspace_is_told_about_the_field(api):
    bearer = api.bearer("Editor", api.workspace("red"))
    response = api.call("POST", "/slice-workspace/kube-config", {}, bearer=bearer)
    assert response.status_code == 422
    assert '\\"workspaceName\\" is required' in response.json()["error"]["data"]
