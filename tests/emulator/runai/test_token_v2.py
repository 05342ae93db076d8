"""`POST /api/v2/token`: a form, and errors in the words of OAuth (contract section 2, A6)."""

from __future__ import annotations

import pytest


def oauth(response):
    """Status and code of a refusal."""
    assert set(response.json()) <= {"error", "error_description", "error_uri"}
    return response.status_code, response.json()["error"]


def test_client_credentials_give_the_access_token_alone(api):
    given = {"client_id": api.platform.client_id, "client_secret": api.platform.client_secret}
    response = api.sign_in_v2(grant_type="client_credentials", **given)
    token = response.json()["access_token"]
    assert response.json() == {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
    assert api.get("/v1/users", bearer=token)


@pytest.mark.parametrize("more", [{}, {"client_id": "cli"}, {"client_id": "other"}])
def test_password_gives_all_and_asks_for_no_client_id(api, more):
    given = {"username": api.platform.username, "password": api.platform.password}
    response = api.sign_in_v2(grant_type="password", **given, **more)
    assert list(response.json()) == ["access_token", "token_type", "expires_in", "refresh_token", "id_token"]
    again = api.sign_in_v2(grant_type="refresh_token", refresh_token=response.json()["refresh_token"])
    assert list(again.json()) == list(response.json())


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"grant_type": "client_credentials", "client_id": "iac-admin", "client_secret": "x"}, (401, "invalid_client")),
        ({"grant_type": "password", "username": "admin@runai.example.com", "password": "x"}, (401, "invalid_grant")),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, (400, "invalid_grant")),
        ({"grant_type": "client_credentials", "client_id": "iac-admin"}, (400, "invalid_request")),
        ({"grant_type": "client_credentials", "client_secret": "x"}, (400, "invalid_request")),
        ({"grant_type": "password", "username": "x"}, (400, "invalid_request")),
        ({"grant_type": "refresh_token", "refresh_token": ""}, (400, "invalid_request")),
        ({}, (400, "invalid_request")),
        ({"grant_type": "app_token", "client_id": "x", "client_secret": "y"}, (400, "unsupported_grant_type")),
        ({"grant_type": "authorization_code", "code": "x"}, (400, "unsupported_grant_type")),
    ],
)
def test_each_refusal_has_its_code(api, form, told):
    assert oauth(api.sign_in_v2(**form)) == told


def test_field_names_are_exact(api):
    given = {"clientId": api.platform.client_id, "client_secret": api.platform.client_secret}
    assert oauth(api.sign_in_v2(grant_type="client_credentials", **given)) == (400, "invalid_request")


def test_json_is_no_form(api):
    given = {"client_id": api.platform.client_id, "client_secret": api.platform.client_secret}
    response = api.http.post("/api/v2/token", json={"grant_type": "client_credentials", **given})
    assert oauth(response) == (400, "invalid_request")
