"""What other control planes may do at sign-in: A3, A4, A5, A7 and A8 as knobs (contract section 10)."""

from __future__ import annotations

import jwt
import pytest


def test_password_can_ask_for_the_client_id_cli(api, refused):
    api.knobs.password_needs_cli = True
    refused(api.sign_in_as_user(), 401)
    refused(api.sign_in_as_user(clientID="other"), 401)
    assert api.sign_in_as_user(clientID="cli").status_code == 200
    form = {"grant_type": "password", "username": api.platform.username, "password": api.platform.password}
    assert api.sign_in_v2(**form).json()["error"] == "invalid_grant"
    assert api.sign_in_v2(**form, client_id="cli").status_code == 200


@pytest.mark.parametrize("status", [400, 401, 403])
def test_the_status_of_a_refused_login_is_a_knob(api, refused, status):
    api.knobs.refused_login_status = status
    refused(api.sign_in_as_client(secret="wrong"), status)
    refused(api.sign_in_as_user(password="wrong"), status)


def test_the_body_of_a_refused_login_can_be_that_of_oauth(api):
    api.knobs.refused_login_body = "oauth"
    response = api.sign_in_as_client(secret="wrong")
    assert (response.status_code, response.json()["error"]) == (401, "invalid_grant")


@pytest.mark.parametrize("status", [401, 422, 500])
def test_the_status_of_an_unsupported_grant_is_a_knob(api, refused, status):
    api.knobs.unsupported_grant_status = status
    refused(api.sign_in(grantType="x"), status)


def test_the_tenant_can_be_text(api):
    api.knobs.tenant_id_as_text = True
    assert jwt.decode(api.administrator, options={"verify_signature": False})["tenant_id"] == "1001"


def ended(api):
    """Bearers whose account was disabled, deleted or given a new secret, whose key or user is gone or new."""
    bearers = {}
    for name, method, ending, body in (
        ("off", "PATCH", "", {"enabled": False}),
        ("gone", "DELETE", "", None),
        ("new", "POST", "/secret", None),
    ):
        made = api.account(name)
        bearers[name] = api.sign_in_as_client(name, made["clientSecret"]).json()["accessToken"]
        api.call(method, f"/v1/apps/{made['id']}{ending}", body)
    for name, method, ending in (("key-gone", "DELETE", ""), ("key-new", "POST", "/secret")):
        made = api.key(name)
        bearers[name] = api.sign_in_as_client(made["clientId"], made["clientSecret"]).json()["accessToken"]
        api.call(method, f"/v1/access-keys/{made['id']}{ending}")
    for name, method, ending in (("user-gone", "DELETE", ""), ("user-new", "POST", "/password")):
        made = api.user(f"{name}@example.com")
        bearers[name] = api.sign_in_as_user(made["username"], made["tempPassword"]).json()["accessToken"]
        api.call(method, f"/v1/users/{made['id']}{ending}")
    return bearers


def statuses(api, bearers):
    return {api.call("GET", "/v1/clusters", bearer=bearer).status_code for bearer in bearers.values()}


def test_tokens_live_on_whatever_becomes_of_the_secret(api):
    assert statuses(api, ended(api)) == {200}


def test_tokens_can_die_at_once_and_the_others_live_on(api):
    bearers = ended(api)
    api.knobs.tokens_die_at_once = True
    assert statuses(api, bearers) == {401}
    assert api.get("/v1/users")
    assert api.get("/v1/users", bearer=api.sign_in_as_client().json()["accessToken"])
