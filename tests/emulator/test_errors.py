"""E1 to E14 are the contract's own text, key for key and character for character."""

from __future__ import annotations

import pytest

from gpucreds_emulator import Fault


def test_e1_answers_an_unknown_key(api, refused):
    refused(api.log_in("11111111-1111-4111-8111-111111111111"), "E1")


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic eDp5", "Token x.y.z"],
)
def test_e1_answers_a_bad_bearer(api, refused, header):
    headers = {} if header is None else {"Authorization": header}
    refused(api.http.get("/api/v1/slice-workspace/list", headers=headers), "E1")


def test_e2_answers_an_expired_key(api, emulator, refused):
    key = api.key(validity="2026-06-15")
    emulator.clock.set(emulator.clock.now().replace(day=16))
    refused(api.log_in(key), "E2")


def test_e3_answers_a_key_whose_record_has_no_usable_role(api, emulator, refused):
    key = api.key(name="half-made")
    emulator.egs.knobs.incomplete_keys = ("half-made",)
    refused(api.log_in(key), "E3")


@pytest.mark.parametrize("body", [b"", b"{", b"apiKey=x", b"[]", b'"text"', b"null", b"\xff", b"[" * 100_000])
def test_e4_answers_a_body_that_is_no_json_object(api, refused, body):
    refused(api.http.post("/api/v1/auth", content=body), "E4")
    headers = {"Authorization": f"Bearer {api.owner}"}
    refused(api.http.request("DELETE", "/api/v1/slice-workspace", content=body, headers=headers), "E4")


def test_e5_answers_a_role_that_may_not(api, refused):
    viewer = api.bearer("Viewer", api.workspace("red"))
    refused(api.call("POST", "/slice-workspace", {}, bearer=viewer), "E5")


def test_e6_answers_a_delete_of_an_unknown_workspace(api, refused):
    refused(api.delete_workspace("red"), "E6")


def test_e6_answers_a_key_for_an_unknown_workspace(api, refused):
    response = api.create_key(role="Editor", workspaceName="red")
    refused(response, "E6", replacing={"Error deleting slice": "Error creating API key"})


def test_e7_answers_a_delete_of_an_unknown_key(api, refused):
    refused(api.call("DELETE", "/api-key", {"apiKey": "11111111-1111-4111-8111-111111111111"}), "E7")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/api/v1"),
        ("GET", "/api/v1/auth"),
        ("POST", "/api/v1/auth/"),
        ("POST", "/api/v1/auth/token"),
        ("POST", "/api/v1/token/create"),
        ("POST", "/api/v1/api-key/create"),
        ("DELETE", "/api/v1/api-key/delete"),
        ("GET", "/api/v1/api-key"),
        ("POST", "/api/v1/api-key/list"),
        ("OPTIONS", "/api/v1/api-key/list"),
        ("PUT", "/api/v1/slice-workspace"),
        ("PATCH", "/api/v1/slice-workspace"),
        ("GET", "/api/v1/slice-workspace/kube-config"),
        ("GET", "/prefix/api/v1/slice-workspace/list"),
        ("GET", "/API/v1/slice-workspace/list"),
        ("GET", "/static/x"),
    ],
)
def test_e8_answers_every_other_route_and_method(api, refused, method, path):
    refused(api.http.request(method, path), "E8")


def test_head_is_a_method_that_no_route_has(api):
    assert api.http.head("/api/v1/slice-workspace/list").status_code == 404


def test_e9_answers_a_name_that_is_taken(api, refused):
    api.workspace("red")
    refused(api.create_workspace("red"), "E9")


def test_e10_answers_a_workspace_without_clusters(api, refused):
    refused(api.create_workspace(clusters=[]), "E10", 0)


def test_e10_answers_a_workspace_on_an_unknown_cluster(api, refused):
    refused(api.create_workspace(clusters=["worker-9"]), "E10", 1)


def test_e11_answers_a_workspace_without_an_email(api, refused):
    refused(api.create_workspace(email=None), "E11", 0)


def test_e11_answers_a_key_with_an_unknown_role(api, refused):
    refused(api.create_key(role="owner"), "E11", 1)


def test_e12_answers_a_delete_while_gpu_requests_are_active(api, emulator, refused):
    api.workspace("red")
    emulator.egs.knobs.active_gpu_requests = ("red",)
    refused(api.delete_workspace("red"), "E12")
    assert api.workspaces() == ["red"]


def test_e13_answers_a_kubeconfig_that_is_not_ready(api, refused):
    api.workspace("red")
    refused(api.kubeconfig("red"), "E13")


def test_e14_answers_a_failure_of_the_backend(api, emulator, refused):
    emulator.inject(Fault("status-before", method="POST", path="/api/v1/slice-workspace"))
    refused(api.create_workspace(), "E14")


def test_every_error_of_the_contract_is_covered_here(contract):
    assert list(contract) == [f"E{number}" for number in range(1, 15)]
