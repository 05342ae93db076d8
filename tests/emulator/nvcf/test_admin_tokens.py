"""The admin token and the check in front that takes it (row 21; contract section 10, E1, E12, E13)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from uuid import UUID

import pytest

SCOPES = [
    "register_function",
    "list_functions",
    "list_functions_details",
    "deploy_function",
    "update_function",
    "update_secrets",
    "delete_function",
    "manage_telemetries",
    "manage_registry_credentials",
    "cluster-management",
]
ISSUED = 1781524800  # 2026-06-15T12:00:00Z


def decoded(part):
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def parts(token):
    header, claims, signature = token.split(".")
    return json.loads(decoded(header)), json.loads(decoded(claims)), decoded(signature)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("body", [b"", b"{}", b"{", b"null"])
def test_the_answer_looks_like_a_key_whatever_the_body(api, body):
    response = api.http.post("/v1/admin/keys", content=body)
    token = response.json()
    assert response.status_code == 200
    assert UUID(token.pop("id"))
    assert token.pop("value").count(".") == 2
    policy = {
        "aud": api.functions,
        "auds": [api.functions],
        "product": "nv-cloud-functions",
        "resources": [{"id": "*", "type": "account-functions"}, {"id": "*", "type": "authorized-functions"}],
        "scopes": SCOPES,
    }
    assert list(token.items()) == [
        ("status", "ACTIVE"),
        ("owner_type", "SYSTEM"),
        ("owner_id", "admin-issuer-proxy"),
        ("issuer_service_id", api.functions),
        ("audience_service_ids", [api.functions]),
        ("description", "Admin token"),
        ("created_at", "2026-06-15T12:00:00Z"),
        ("expires_at", "2026-06-16T00:00:00Z"),
        ("authorizations", {"policies": [policy]}),
    ]


def test_the_token_has_the_claims_of_the_contract(api):
    header, claims, signature = parts(api.token().json()["value"])
    assert header == {"alg": "ES256", "kid": "emulator", "typ": "JWT"}
    assert UUID(claims.pop("jti"))
    assert claims == {
        "iss": "http://api.nvcf.svc.cluster.local",
        "sub": "ncp",
        "azp": "ncp",
        "aud": ["ncp", "s:api"],
        "scopes": SCOPES,
        "iat": ISSUED,
        "nbf": ISSUED,
        "exp": ISSUED + 12 * 3600,
    }
    assert len(signature) == 64


def test_each_call_makes_a_new_one_and_none_is_a_key(api, emulator):
    tokens = [api.token().json() for _ in range(2)]
    assert tokens[0]["value"] != tokens[1]["value"]
    assert tokens[0]["id"] != tokens[1]["id"]
    assert emulator.nvcf.live() == []
    assert api.http.get("/v1/admin/users/admin-issuer-proxy").status_code == 404


def test_the_issuer_can_fail_in_plain_text(api, knobs):
    knobs.token_issuer_fails = True
    response = api.token()
    assert response.status_code == 500
    assert response.headers["Content-Type"].startswith("text/plain")
    assert api.listed() == []


def test_the_answer_can_be_the_bare_token(api, knobs):
    knobs.admin_token_bare = True
    response = api.token()
    assert response.headers["Content-Type"].startswith("text/plain")
    assert parts(response.text)[1]["exp"] == ISSUED + 12 * 3600


def test_the_answer_can_be_a_201_without_expiry_and_with_fewer_scopes(api, knobs):
    knobs.admin_token_status, knobs.admin_token_expires_at, knobs.admin_token_scopes = 201, False, ("a", "b")
    response = api.token()
    assert response.status_code == 201
    assert "expires_at" not in response.json()
    assert response.json()["authorizations"]["policies"][0]["scopes"] == ["a", "b"]
    assert parts(response.json()["value"])[1]["scopes"] == ["a", "b"]


def test_no_bearer_is_read_without_a_check_in_front(api):
    assert api.call("GET", "/v1/keys", headers=bearer("nonsense")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/keys"), ("GET", "/health"), ("POST", "/v1/admin/keys"), ("PUT", "/nowhere"), ("POST", "/v1/keys")],
)
@pytest.mark.parametrize("headers", [{}, bearer("nonsense"), {"Authorization": "Basic eDp5"}, bearer("")])
def test_a_check_in_front_turns_away_whatever_has_no_good_bearer(api, knobs, method, path, headers):
    knobs.require_bearer = True
    response = api.call(method, path, headers=headers)
    assert (response.status_code, response.content) == (401, b"")
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "Content-Type" not in response.headers


def test_a_check_in_front_lets_an_admin_token_through_until_it_expires(api, knobs):
    token = api.token().json()["value"]
    knobs.require_bearer = True
    assert api.call("GET", "/v1/keys", headers=bearer(token)).status_code == 200
    assert api.http.post("/v1/admin/keys", headers=bearer(token)).status_code == 200
    api.advance(hours=12, microseconds=-123457)
    assert api.call("GET", "/v1/keys", headers=bearer(token)).status_code == 200
    api.advance(microseconds=1)
    assert api.call("GET", "/v1/keys", headers=bearer(token)).status_code == 401


def test_a_token_of_another_emulator_or_life_is_turned_away(api, emulator, knobs):
    old = api.token().json()["value"]
    emulator.reset()
    other = type(api)(type(emulator)()).token().json()["value"]
    knobs.require_bearer = True
    for token in (old, other):
        assert api.call("GET", "/v1/keys", headers=bearer(token)).status_code == 401
