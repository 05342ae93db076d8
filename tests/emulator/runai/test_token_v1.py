"""`POST /api/v1/token`: each grant, whose keys ignore case (contract section 2, choices 2, 3, 7 and 8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

MISSING = "Required parameter is missing"


@pytest.mark.parametrize("names", [("appID", "appSecret"), ("AppId", "AppSecret"), ("appId", "APPSECRET")])
def test_app_token_takes_the_id_and_secret_in_any_case(api, names):
    given = dict(zip(names, (api.platform.client_id, api.platform.client_secret), strict=True))
    response = api.sign_in(grantType="app_token", **given)
    assert response.status_code == 200
    assert list(response.json()) == ["accessToken", "expiresIn"]


@pytest.mark.parametrize("name", ["clientID", "clientId", "CLIENTID"])
def test_client_credentials_do_the_same(api, name):
    given = {name: api.platform.client_id, "clientSecret": api.platform.client_secret}
    response = api.sign_in(grantType="client_credentials", **given)
    assert response.json()["expiresIn"] == 3600
    assert list(response.json()) == ["accessToken", "expiresIn"]


def test_of_one_key_in_two_spellings_the_last_counts(api):
    given = {"clientID": "nobody", "clientId": api.platform.client_id, "clientSecret": api.platform.client_secret}
    assert api.sign_in(grantType="client_credentials", **given).status_code == 200
    assert api.sign_in(**{"grantType": "x", "GRANTTYPE": "client_credentials", **given}).status_code == 200


@pytest.mark.parametrize("more", [{}, {"clientID": "cli"}, {"clientID": "other"}, {"clientID": None}])
def test_password_works_with_any_client_id_or_none(api, more):
    response = api.sign_in_as_user(**more)
    assert response.status_code == 200
    assert list(response.json()) == ["accessToken", "idToken", "refreshToken", "expiresIn"]


def test_the_user_is_matched_without_case(api):
    assert api.sign_in_as_user("ADMIN@Runai.Example.com").status_code == 200


def test_a_refresh_token_gives_more_tokens_again_and_again(api):
    refresh = api.sign_in_as_user().json()["refreshToken"]
    for _ in range(2):
        response = api.sign_in(grantType="refresh_token", refreshToken=refresh, clientID="cli")
        assert list(response.json()) == ["accessToken", "idToken", "refreshToken", "expiresIn"]
        assert api.get("/v1/users", bearer=response.json()["accessToken"])


def test_a_refresh_token_lives_ten_lifetimes(api):
    refresh = api.sign_in_as_user().json()["refreshToken"]
    api.emulator.clock.advance(timedelta(seconds=36000 - 1))
    assert api.sign_in(grantType="refresh_token", refreshToken=refresh).status_code == 200
    api.emulator.clock.advance(timedelta(seconds=1))
    assert api.sign_in(grantType="refresh_token", refreshToken=refresh).status_code == 401


@pytest.mark.parametrize("ending", ["/password", "/logout", ""])
def test_a_refresh_token_dies_with_a_reset_a_logout_and_the_user(api, ending):
    user = api.user()
    refresh = api.sign_in_as_user(user["username"], user["tempPassword"]).json()["refreshToken"]
    api.call("POST" if ending else "DELETE", f"/v1/users/{user['id']}{ending}")
    assert api.sign_in(grantType="refresh_token", refreshToken=refresh).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"grantType": "client_credentials", "clientID": "iac-admin", "clientSecret": "wrong"},
        {"grantType": "client_credentials", "clientID": "nobody", "clientSecret": "iac-admin-example-secret-0001"},
        {"grantType": "app_token", "appID": "iac-admin", "appSecret": "wrong"},
        {"grantType": "password", "username": "admin@runai.example.com", "password": "wrong"},
        {"grantType": "password", "username": "no@example.com", "password": "Adm1n-Example-Pass"},
        {"grantType": "refresh_token", "refreshToken": "unknown"},
    ],
)
def test_wrong_credentials_are_a_401_in_the_error_body(api, refused, body):
    refused(api.sign_in(**body), 401)


def test_the_id_of_an_account_is_not_its_object_id(api, refused):
    refused(api.sign_in_as_client("2d8f7b61-4e63-4c9a-b2d5-8e3f6071ac24"), 401)


@pytest.mark.parametrize("grant", ["exchange_token", "external_token_exchange", "authorization_code", "x"])
def test_another_grant_is_a_400(api, refused, grant):
    refused(api.sign_in(grantType=grant), 400)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"grantType": None},
        {"grantType": "app_token", "appID": "x"},
        {"grantType": "client_credentials", "clientSecret": "x"},
        {"grantType": "password", "username": "x"},
        {"grantType": "refresh_token"},
    ],
)
def test_a_missing_field_is_a_400(api, refused, body):
    refused(api.sign_in(**body), 400, MISSING)


@pytest.mark.parametrize(
    "more",
    [
        {"clientID": 5},
        {"clientID": ["x"]},
        {"clientID": "x" * 256},
        {"clientSecret": "x" * 501},
    ],
)
def test_a_field_of_another_type_or_too_long_is_a_400(api, refused, more):
    body = {"grantType": "client_credentials", "clientID": "x", "clientSecret": "x", **more}
    refused(api.sign_in(**body), 400, "Invalid parameter")


def test_the_longest_secret_is_only_a_wrong_one(api, refused):
    refused(api.sign_in_as_client("x" * 255, "x" * 500), 401)


@pytest.mark.parametrize("content", [b"", b"{", b'{"grantType":"password",}', b"[]", b'"x"'])
def test_a_body_that_is_no_json_object_is_a_400(api, refused, content):
    refused(api.http.post("/api/v1/token", content=content), 400)


def test_a_token_that_is_sent_along_is_ignored(api):
    body = {"grantType": "app_token", "appID": api.platform.client_id, "appSecret": api.platform.client_secret}
    headers = {"Authorization": "Bearer x", "content-type": "text/plain"}
    assert api.http.post("/api/v1/token", json=body, headers=headers).status_code == 200


def test_who_was_disabled_deleted_or_given_another_secret_signs_in_no_more(api, refused):
    disabled, deleted, renewed = (api.account(name) for name in ("disabled", "deleted", "renewed"))
    api.call("PATCH", f"/v1/service-accounts/{disabled['id']}", {"enabled": False})
    api.call("DELETE", f"/v1/service-accounts/{deleted['id']}")
    new = api.call("POST", f"/v1/service-accounts/{renewed['id']}/secret").json()["clientSecret"]
    for account in (disabled, deleted, renewed):
        refused(api.sign_in_as_client(account["clientId"], account["clientSecret"]), 401)
    assert api.sign_in_as_client("renewed", new).status_code == 200
    api.call("PATCH", f"/v1/service-accounts/{disabled['id']}", {"enabled": True})
    assert api.sign_in_as_client("disabled", disabled["clientSecret"]).status_code == 200


def test_a_key_signs_in_until_it_or_its_user_is_deleted(api, refused):
    jo, other = api.user(), api.user("other@example.com")
    keys = []
    for user in (jo, other):
        bearer = api.sign_in_as_user(user["username"], user["tempPassword"]).json()["accessToken"]
        keys.append(api.key(bearer=bearer))
    assert [api.sign_in_as_client(key["clientId"], key["clientSecret"]).status_code for key in keys] == [200, 200]
    api.call("DELETE", f"/v1/users/{jo['id']}")
    api.call("DELETE", f"/v1/administration/access-keys/{keys[1]['id']}")
    for key in keys:
        refused(api.sign_in_as_client(key["clientId"], key["clientSecret"]), 401)
