"""Applications and service accounts: the same six calls in two views (contract sections 3 and 4, A9 and A10)."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest

APPS, SERVICE_ACCOUNTS = "/v1/apps", "/v1/service-accounts"
BOTH = pytest.mark.parametrize(("path", "key"), [(APPS, "secret"), (SERVICE_ACCOUNTS, "clientSecret")])
EITHER = pytest.mark.parametrize("path", [APPS, SERVICE_ACCOUNTS])
SEEDED = {
    "id": "2d8f7b61-4e63-4c9a-b2d5-8e3f6071ac24",
    "name": "iac-admin",
    "clientId": "iac-admin",
    "enabled": True,
    "tenantId": "1001",
    "createdBy": "system",
    "createdAt": "2026-06-15T12:00:00.000000Z",
    "updatedAt": "2026-06-15T12:00:00.000000Z",
    "lastLogin": None,
}


@BOTH
def test_create_answers_the_secret_under_the_word_of_the_view(api, path, key):
    made = api.account("app-1", path)
    assert list(made) == ["id", "name", key, "clientId"]
    assert str(uuid.UUID(made["id"], version=4)) == made["id"]
    assert (made["name"], made["clientId"]) == ("app-1", "app-1")
    assert re.fullmatch("[A-Za-z0-9]{32}", made[key])


@EITHER
def test_the_list_is_a_bare_array_oldest_first_with_the_seeded_one(api, path):
    made = api.account("app-1", path)
    listed = api.get(path)
    assert listed[0] == SEEDED
    assert listed[1] == {
        **SEEDED,
        "id": made["id"],
        "name": "app-1",
        "clientId": "app-1",
        "createdBy": api.platform.username,
    }
    assert listed[1] == api.get(f"{path}/{made['id']}")


@EITHER
def test_what_is_made_in_one_view_is_in_the_other_with_the_same_id(api, path):
    made = api.account("app-1", path)
    assert api.get(f"{APPS}/{made['id']}") == api.get(f"{SERVICE_ACCOUNTS}/{made['id']}")
    other = ({APPS, SERVICE_ACCOUNTS} - {path}).pop()
    assert api.call("POST", other, {"name": "app-1"}).status_code == 409


@EITHER
def test_enabled_is_changed_with_no_body_in_the_answer(api, path):
    made = api.account("app-1", path)
    api.emulator.clock.advance(timedelta(seconds=5))
    response = api.call("PATCH", f"{path}/{made['id']}", {"enabled": False, "name": "ignored"})
    assert (response.status_code, response.content) == (200, b"")
    read = api.get(f"{path}/{made['id']}")
    assert (read["enabled"], read["name"]) == (False, "app-1")
    assert read["updatedAt"] == "2026-06-15T12:00:05.000000Z"
    assert read["createdAt"] == "2026-06-15T12:00:00.000000Z"


@EITHER
@pytest.mark.parametrize("body", [{}, {"enabled": None}, {"enabled": "false"}, {"enabled": 0}, [], None])
def test_a_change_that_says_no_enabled_is_a_400(api, refused, path, body):
    refused(api.call("PATCH", f"{path}/{api.account('app-1', path)['id']}", body), 400)


@BOTH
def test_a_new_secret_replaces_the_old_one_at_once(api, path, key):
    made = api.account("app-1", path)
    response = api.call("POST", f"{path}/{made['id']}/secret")
    assert list(response.json()) == [key]
    assert response.json()[key] != made[key]
    assert api.sign_in_as_client("app-1", made[key]).status_code == 401
    assert api.sign_in_as_client("app-1", response.json()[key]).status_code == 200


@EITHER
@pytest.mark.parametrize("content", [b"", b"{}", b'{"other":1}'])
def test_a_new_secret_takes_no_body_or_an_object(api, path, content):
    made = api.account("app-1", path)
    headers = {"Authorization": f"Bearer {api.administrator}"}
    assert api.http.post(f"/api{path}/{made['id']}/secret", content=content, headers=headers).status_code == 200


@EITHER
def test_no_read_shows_a_secret(api, path):
    made = api.account("app-1", path)
    secret = made.get("secret") or made["clientSecret"]
    for place in (path, f"{path}/{made['id']}"):
        assert secret not in api.call("GET", place).text
        assert "ecret" not in api.call("GET", place).text


@EITHER
def test_a_deleted_one_is_gone_and_its_name_free(api, refused, path):
    made = api.account("app-1", path)
    response = api.call("DELETE", f"{path}/{made['id']}")
    assert (response.status_code, response.content) == (204, b"")
    for method, ending, body in (("GET", "", None), ("DELETE", "", None), ("POST", "/secret", None)):
        refused(api.call(method, f"{path}/{made['id']}{ending}", body), 404, "Resource id not found.")
    refused(api.call("PATCH", f"{path}/{made['id']}", {"enabled": True}), 404)
    assert api.account("app-1", path)["id"] != made["id"]


@EITHER
def test_a_name_is_unique(api, refused, path):
    api.account("app-1", path)
    refused(api.call("POST", path, {"name": "app-1"}), 409, "Resource with this name already exists")
    refused(api.call("POST", path, {"name": "iac-admin"}), 409)


@EITHER
@pytest.mark.parametrize("name", ["a1", "a-b_c9", "z" * 255])
def test_a_name_that_has_the_form_is_taken(api, path, name):
    assert api.account(name, path)["name"] == name


@EITHER
@pytest.mark.parametrize("name", ["a", "A1", "1a", "a-", "a.b", "a b", "z" * 256, "", "a1\n", 5, None, ["a1"]])
def test_a_name_without_the_form_is_a_400(api, refused, path, name):
    refused(api.call("POST", path, {"name": name}), 400)


@EITHER
def test_a_sign_in_is_told(api, path):
    made = api.account("app-1", path)
    api.emulator.clock.advance(timedelta(seconds=1))
    assert api.sign_in_as_client("app-1", made.get("secret") or made["clientSecret"]).status_code == 200
    assert api.get(f"{path}/{made['id']}")["lastLogin"] == "2026-06-15T12:00:01.000000Z"


def test_who_made_it_is_the_caller(api):
    bearer = api.sign_in_as_client().json()["accessToken"]
    made = api.make(SERVICE_ACCOUNTS, {"name": "app-1"}, bearer=bearer)
    assert api.get(f"{SERVICE_ACCOUNTS}/{made['id']}")["createdBy"] == "iac-admin"


def test_whether_a_new_one_is_enabled_is_a_knob(api, refused):
    api.knobs.new_accounts_enabled = False
    made = api.account()
    assert api.get(f"{APPS}/{made['id']}")["enabled"] is False
    refused(api.sign_in_as_client("ci", made["clientSecret"]), 401)


def test_the_two_views_can_be_kept_apart(api, refused):
    api.knobs.separate_stores = True
    app, account = api.account("ci", APPS), api.account("ci", SERVICE_ACCOUNTS)
    assert [one["id"] for one in api.get(APPS)] == [app["id"]]
    assert [one["id"] for one in api.get(SERVICE_ACCOUNTS)] == [SEEDED["id"], account["id"]]
    refused(api.call("GET", f"{SERVICE_ACCOUNTS}/{app['id']}"), 404)
    refused(api.call("DELETE", f"{APPS}/{account['id']}"), 404)
    for secret in (app["secret"], account["clientSecret"]):
        assert api.sign_in_as_client("ci", secret).status_code == 200
