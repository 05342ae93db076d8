"""Kubeconfigs of workspaces (contract section 7)."""

from __future__ import annotations

import base64

import jwt
import pytest
import yaml

TEXT = """\
apiVersion: v1
kind: Config
clusters:
    - name: worker-1
      cluster:
        server: https://worker-1.example.com
        certificate-authority-data: {authority}
users:
    - name: red-workspace
      user:
        token: {token}
contexts:
    - name: red-workspace@worker-1
      context:
        cluster: worker-1
        user: red-workspace
        namespace: team-a
current-context: red-workspace@worker-1
"""


@pytest.fixture
def ready(api, emulator):
    """A workspace whose kubeconfigs are ready at once."""
    emulator.egs.knobs.polls_until_ready = 0
    api.workspace("red", clusters=["worker-1", "worker-2"], namespaces=["team-a", "team-b"])
    return api


def text_of(response):
    return response.json()["data"]["kubeConfig"]


def user_token(text):
    return yaml.safe_load(text)["users"][0]["user"]["token"]


def test_the_text_has_the_contracts_exact_form(ready):
    response = ready.kubeconfig()
    text = text_of(response)
    authority = yaml.safe_load(text)["clusters"][0]["cluster"]["certificate-authority-data"]
    assert base64.b64decode(authority).startswith(b"-----BEGIN CERTIFICATE-----\n")
    expected = TEXT.format(authority=authority, token=user_token(text))
    assert response.json() == {
        "statusCode": 200,
        "status": "OK",
        "message": "Success",
        "data": {"kubeConfig": expected},
    }


def test_the_token_has_the_claims_of_an_old_service_account_token(ready):
    token = user_token(text_of(ready.kubeconfig()))
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "kid": "emulator"}
    claims = jwt.decode(token, options={"verify_signature": False})
    prefix = "kubernetes.io/serviceaccount/"
    assert claims.pop(f"{prefix}service-account.uid")
    assert claims == {
        "iss": "kubernetes/serviceaccount",
        "sub": "system:serviceaccount:team-a:red-workspace",
        f"{prefix}namespace": "team-a",
        f"{prefix}secret.name": "red-workspace-sa",
        f"{prefix}service-account.name": "red-workspace",
    }


def test_each_call_gives_the_same_text(ready):
    assert text_of(ready.kubeconfig()) == text_of(ready.kubeconfig())


def test_a_workspace_made_again_has_another_token(ready, emulator):
    emulator.egs.knobs.polls_until_gone = 0
    before = user_token(text_of(ready.kubeconfig()))
    ready.delete_workspace("red")
    ready.workspace("red", namespaces=["team-a"])
    assert user_token(text_of(ready.kubeconfig())) != before


def test_no_cluster_name_means_the_first_cluster(ready):
    assert text_of(ready.kubeconfig(cluster=None)) == text_of(ready.kubeconfig(cluster="worker-1"))


def test_a_workspace_without_namespaces_has_the_default_one(ready):
    ready.workspace("blue", namespaces=[])
    assert yaml.safe_load(text_of(ready.kubeconfig("blue")))["contexts"][0]["context"]["namespace"] == "default"


def test_the_first_calls_for_each_workspace_and_cluster_come_too_early(api):
    api.workspace("red", clusters=["worker-1", "worker-2"])
    calls = ["worker-1", "worker-2", "worker-1", "worker-1", "worker-2", "worker-2"]
    assert [api.kubeconfig("red", cluster).status_code for cluster in calls] == [404, 404, 404, 200, 404, 200]


def test_a_workspace_that_is_unknown_or_leaving_has_no_record(ready, refused):
    refused(ready.kubeconfig("blue"), "E13", replacing={"red": "blue"})
    ready.delete_workspace("red")
    refused(ready.kubeconfig("red"), "E13")


def test_a_cluster_that_is_not_of_the_workspace_is_told_so(ready):
    response = ready.kubeconfig(cluster="worker-9")
    assert response.status_code == 404
    text = response.json()["error"]["data"]
    assert r"cluster \"worker-9\" is not part of slice \"red\"" in text
    assert '"Reason":"NotFound"' in text
    assert "Error fetching kubeconfig" in text


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, r"\"workspaceName\" is required"),
        ({"workspaceName": ""}, r"\"workspaceName\" is not allowed to be empty"),
        ({"workspaceName": "red", "clusterName": 1}, r"\"clusterName\" must be a string"),
        ({"workspaceName": "red", "clusterName": ""}, r"\"clusterName\" is not allowed to be empty"),
    ],
)
def test_a_field_that_cannot_be_is_named(ready, body, message):
    response = ready.call("POST", "/slice-workspace/kube-config", body)
    assert response.status_code == 422
    assert message in response.json()["error"]["data"]
