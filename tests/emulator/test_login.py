"""API keys buy tokens (contract section 4)."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest

ISSUED = 1781524800  # 2026-06-15T12:00:00Z


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_the_data_of_a_login_is_the_token_alone(api, emulator):
    response = api.log_in(emulator.egs.api_key)
    assert response.status_code == 200
    token = response.json()["data"]["token"]
    assert response.json() == {"statusCode": 200, "status": "OK", "message": "Success", "data": {"token": token}}


def test_a_token_is_an_rs256_jwt_without_padding(api):
    assert jwt.get_unverified_header(api.owner) == {"alg": "RS256", "kid": "emulator"}
    assert api.owner.count(".") == 2
    assert "=" not in api.owner


def test_the_claims_are_those_of_a_service_account(api):
    found = claims(api.owner)
    uid = found["kubernetes.io"]["serviceaccount"].pop("uid")
    assert uid
    assert isinstance(found.pop("aud"), list)
    assert isinstance(found.pop("iss"), str)
    assert found == {
        "exp": ISSUED + 900,
        "iat": ISSUED,
        "nbf": ISSUED,
        "kubernetes.io": {
            "namespace": "kubeslice-avesha",
            "serviceaccount": {"name": "kubeslice-rbac-rw-external-apis"},
        },
        "sub": "system:serviceaccount:kubeslice-avesha:kubeslice-rbac-rw-external-apis",
    }


@pytest.mark.parametrize(
    ("role", "account"),
    [("Editor", "kubeslice-rbac-rw-slice-red"), ("Viewer", "kubeslice-rbac-ro-slice-red")],
)
def test_the_subject_tells_the_role_and_the_workspace(api, role, account):
    found = claims(api.bearer(role, api.workspace("red")))
    assert found["sub"] == f"system:serviceaccount:kubeslice-avesha:{account}"
    assert found["kubernetes.io"]["serviceaccount"]["name"] == account


def test_a_token_lives_until_its_exp_by_the_emulators_clock(api, emulator, refused):
    token = api.owner
    emulator.clock.advance(timedelta(seconds=899))
    assert api.call("GET", "/slice-workspace/list", bearer=token).status_code == 200
    emulator.clock.advance(timedelta(seconds=1))
    refused(api.call("GET", "/slice-workspace/list", bearer=token), "E1")


def test_the_token_lifetime_is_a_knob(api, emulator):
    emulator.egs.knobs.token_lifetime = 2
    assert claims(api.owner)["exp"] == ISSUED + 2


def test_a_token_with_another_signature_is_refused(api, refused):
    head, body, signature = api.owner.split(".")
    refused(api.call("GET", "/slice-workspace/list", bearer=f"{head}.{body}.{signature[::-1]}"), "E1")


def test_a_token_signed_by_nobody_is_refused(api, refused):
    forged = jwt.encode(claims(api.owner), None, algorithm="none")
    refused(api.call("GET", "/slice-workspace/list", bearer=forged), "E1")


def test_many_tokens_of_one_key_are_good_at_once(api, emulator):
    tokens = []
    for _ in range(3):
        tokens.append(api.token(emulator.egs.api_key))
        emulator.clock.advance(timedelta(seconds=1))
    assert len(set(tokens)) == 3
    assert {api.call("GET", "/slice-workspace/list", bearer=token).status_code for token in tokens} == {200}


@pytest.mark.parametrize("body", [{}, {"apiKey": ""}, {"apiKey": None}, {"apiKey": 5}, {"apiKey": ["x"]}])
def test_a_login_without_a_usable_key_is_like_one_with_an_unknown_key(api, refused, body):
    refused(api.http.post("/api/v1/auth", json=body), "E1")


def test_a_login_needs_no_bearer_and_ignores_unknown_fields(api, emulator):
    body = {"apiKey": emulator.egs.api_key, "other": 1}
    assert api.http.post("/api/v1/auth", json=body, headers={"Authorization": "Bearer x"}).status_code == 200


def test_the_access_token_is_an_owner_bearer_that_never_expires(api, emulator):
    token = emulator.egs.access_token
    assert token.count(".") == 2
    assert "exp" not in claims(token)
    emulator.clock.advance(timedelta(days=36500))
    body = {"name": "first", "role": "Owner", "validity": "2200-01-01"}
    assert api.call("POST", "/api-key", body, bearer=token).status_code == 200


def test_the_access_token_buys_nothing_at_auth(api, emulator, refused):
    refused(api.log_in(emulator.egs.access_token), "E1")


def test_a_deleted_key_buys_no_token_but_the_ones_it_bought_stay_good(api, refused):
    key = api.key()
    token = api.token(key)
    api.call("DELETE", "/api-key", {"apiKey": key})
    refused(api.log_in(key), "E1")
    assert api.call("GET", "/slice-workspace/list", bearer=token).status_code == 200


def test_tokens_of_an_expired_key_stay_good_until_their_exp(api, emulator):
    emulator.clock.set(emulator.clock.now().replace(hour=23, minute=59, second=59))
    key = api.key(validity="2026-06-15")
    token = api.token(key)
    emulator.clock.advance(timedelta(seconds=1))
    assert api.log_in(key).json()["message"] == "Api Key has expired"
    assert api.call("GET", "/slice-workspace/list", bearer=token).status_code == 200


@pytest.mark.parametrize("role", ["Editor", "Viewer"])
def test_keys_and_tokens_of_a_workspace_die_with_it_and_the_keys_come_back(api, emulator, refused, role):
    emulator.egs.knobs.polls_until_gone = 0
    key = api.key(role, api.workspace("red"))
    token = api.token(key)
    api.delete_workspace("red")
    refused(api.log_in(key), "E3")
    refused(api.call("GET", "/slice-workspace/list", bearer=token), "E1")
    assert key in [item["apiKey"] for item in api.listed_keys()]
    api.workspace("red")
    assert api.log_in(key).status_code == 200
    refused(api.call("GET", "/slice-workspace/list", bearer=token), "E1")


def test_keys_and_tokens_of_a_workspace_work_while_it_is_leaving(api):
    key = api.key("Editor", api.workspace("red"))
    token = api.token(key)
    api.delete_workspace("red")
    assert api.log_in(key).status_code == 200
    assert api.workspaces(bearer=token) == ["red"]


def test_a_kubeconfig_token_is_no_bearer(api, emulator, refused):
    emulator.egs.knobs.polls_until_ready = 0
    api.workspace("red")
    text = api.kubeconfig("red").json()["data"]["kubeConfig"]
    token = text.split("token: ")[1].split("\n")[0]
    refused(api.call("GET", "/slice-workspace/list", bearer=token), "E1")
