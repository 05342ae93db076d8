"""Who may do what (contract section 8)."""

from __future__ import annotations

import json

import pytest

KEY = {"name": "x", "role": "Owner", "validity": "2026-12-31"}
WORKSPACE = {
    "workspaceName": "green",
    "clusters": ["worker-1"],
    "namespaces": [],
    "username": "Jo Doe",
    "email": "jo@example.com",
}
CALLS = {
    "create key": ("POST", "/api-key", KEY),
    "list keys": ("GET", "/api-key/list", None),
    "delete key": ("DELETE", "/api-key", {"apiKey": "00000000-0000-4000-8000-000000000001"}),
    "create workspace": ("POST", "/slice-workspace", WORKSPACE),
    "delete workspace": ("DELETE", "/slice-workspace", {"workspaceName": "red"}),
    "list workspaces": ("GET", "/slice-workspace/list", None),
    "own kubeconfig": ("POST", "/slice-workspace/kube-config", {"workspaceName": "red"}),
    "other kubeconfig": ("POST", "/slice-workspace/kube-config", {"workspaceName": "blue"}),
}
MAY = {
    "Editor": {"list workspaces", "own kubeconfig"},
    "Viewer": {"list workspaces"},
    "Owner": set(CALLS),
    "access token": set(CALLS),
}


@pytest.fixture
def bearer(api, emulator):
    emulator.egs.knobs.polls_until_ready = 0
    api.workspace("red")
    api.workspace("blue")

    def make(role):
        if role == "access token":
            return emulator.egs.access_token
        return api.bearer(role, None if role == "Owner" else "red")

    return make


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("role", MAY)
def test_a_role_may_do_what_the_table_says(api, bearer, role, call):
    method, path, body = CALLS[call]
    status = api.call(method, path, body, bearer=bearer(role)).status_code
    assert status == (200 if call in MAY[role] else 403)


@pytest.mark.parametrize(("role", "seen"), [("Owner", ["blue", "red"]), ("Editor", ["red"]), ("Viewer", ["red"])])
def test_a_list_has_the_workspaces_within_reach(api, bearer, role, seen):
    assert api.workspaces(bearer=bearer(role)) == seen


@pytest.mark.parametrize(
    ("asked", "failure", "said"),
    [
        (("Editor", "create key"), "Error creating API key", 'rw-slice-red" cannot create resource "apikeys"'),
        (("Editor", "delete workspace"), "Error deleting slice", 'rw-slice-red" cannot delete resource "sliceconfigs"'),
        (("Viewer", "own kubeconfig"), "Error fetching kubeconfig", 'ro-slice-red" cannot get resource "sliceconfigs"'),
    ],
)
def test_a_refusal_names_the_call_and_the_account(api, bearer, asked, failure, said):
    role, call = asked
    method, path, body = CALLS[call]
    error = json.loads(api.call(method, path, body, bearer=bearer(role)).json()["error"]["data"])["error"]
    assert error["Message"] == failure
    assert error["DetailedError"]["Errormessage"].endswith(said)
    assert error["DetailedError"]["Reason"] == "Forbidden"


def test_a_refused_call_does_nothing(api, bearer):
    editor = bearer("Editor")
    before = api.listed_keys()
    for call in set(CALLS) - MAY["Editor"]:
        method, path, body = CALLS[call]
        api.call(method, path, body, bearer=editor)
    assert api.listed_keys() == before
    assert api.workspaces() == ["blue", "red"]


def test_an_owner_key_may_make_owner_keys(api):
    first = api.token(api.key())
    second = api.call("POST", "/api-key", KEY, bearer=first).json()["data"]["apiKey"]
    assert api.log_in(second).status_code == 200


def test_a_list_that_a_leaving_workspace_is_not_in_is_no_poll_of_it(api, bearer):
    editor = bearer("Editor")
    api.delete_workspace("blue")
    for _ in range(5):
        api.workspaces(bearer=editor)
    assert api.workspaces() == ["blue", "red"]
