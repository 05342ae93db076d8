"""The token itself (contract section 2, choice 6)."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import jwt
import pytest

ISSUED = 1781524800  # 2026-06-15T12:00:00Z


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_a_user_is_named_with_the_address(api):
    found = claims(api.administrator)
    assert found.pop("jti")
    assert found.pop("iss").startswith("https://")
    assert found == {
        "exp": ISSUED + 3600,
        "iat": ISSUED,
        "sub": "1c9e6a70-3f52-4b8d-a1c4-7d2e5f609b13",
        "azp": "cli",
        "tenant_id": 1001,
        "preferred_username": "admin@runai.example.com",
        "email": "admin@runai.example.com",
    }


def test_an_account_has_no_address(api):
    found = claims(api.sign_in_as_client().json()["accessToken"])
    assert "email" not in found
    assert (found["azp"], found["preferred_username"]) == ("iac-admin", "iac-admin")
    assert found["sub"] == "2d8f7b61-4e63-4c9a-b2d5-8e3f6071ac24"


def test_a_key_acts_as_its_user(api):
    key = api.key()
    token = api.sign_in_as_client(key["clientId"], key["clientSecret"]).json()["accessToken"]
    assert claims(token)["email"] == "admin@runai.example.com"
    assert claims(token)["azp"] == key["clientId"]
    assert api.get("/v1/users", bearer=token)


@pytest.mark.parametrize("name", ["ñandú>", "what?", "a~b~~", "\x7f", ">>>???~~~", "a\u20acb>"])
def test_the_payload_can_be_decoded_with_the_standard_alphabet(api, name):
    """Whatever a name holds: 2.18 takes any, and the name is in the claims."""
    api.knobs.version = "2.18"
    for padding in ("", "x", "xx"):
        made = api.account(name + padding, "/v1/apps")
        token = api.sign_in_as_client(name + padding, made["secret"]).json()["accessToken"]
        header, payload, signature = token.split(".")
        assert not set("-_=") & set(payload)
        assert not set("=") & set(header + signature)
        assert json.loads(base64.b64decode(payload + "==="))["preferred_username"] == name + padding


def test_a_token_lives_until_its_exp(api, refused):
    token = api.administrator
    api.emulator.clock.advance(timedelta(seconds=3599))
    assert api.get("/v1/users", bearer=token)
    api.emulator.clock.advance(timedelta(seconds=1))
    refused(api.call("GET", "/v1/users"), 401, "Issuer is not familiar.")


def test_the_lifetime_is_a_knob(api):
    api.knobs.token_lifetime = 1
    assert api.sign_in_as_user().json()["expiresIn"] == 1
    assert claims(api.administrator)["exp"] == ISSUED + 1


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Bearer x.y.z", "Basic eDp5", "eyJ"])
def test_what_is_no_bearer_is_a_401(api, refused, authorization):
    headers = {"Authorization": authorization} if authorization else {}
    refused(api.http.get("/api/v1/users", headers=headers), 401)


def test_a_bad_signature_is_a_401(api, refused):
    header, payload, signature = api.administrator.split(".")
    refused(api.call("GET", "/v1/users", bearer=f"{header}.{payload}.{signature[::-1]}"), 401)


def test_an_id_token_and_a_refresh_token_are_no_bearers(api, refused):
    given = api.sign_in_as_user().json()
    for name in ("idToken", "refreshToken"):
        refused(api.call("GET", "/v1/users", bearer=given[name]), 401)


def test_a_token_works_neither_on_another_emulator_nor_after_a_reset(api, starting, refused):
    refused(starting().call("GET", "/v1/users", bearer=api.administrator), 401)
    api.emulator.reset()
    refused(api.call("GET", "/v1/users"), 401)
