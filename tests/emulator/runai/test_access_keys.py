"""The access keys of the caller, and of all users for administrators (contract section 5, A11 and A12)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

KEYS = "/v1/access-keys"


def test_create_answers_the_secret_and_a_client_id_that_is_not_the_name(api):
    made = api.key()
    assert list(made) == ["id", "clientId", "name", "clientSecret", "createdAt"]
    assert made["name"] == "laptop"
    assert re.fullmatch("[0-9a-f]{16}", made["clientId"])
    assert re.fullmatch("[A-Za-z0-9]{32}", made["clientSecret"])
    assert made["createdAt"] == "2026-06-15T12:00:00.000000Z"


def test_a_key_as_read_has_no_secret_and_tells_its_last_login(api):
    made = api.key()
    api.emulator.clock.advance(timedelta(seconds=1))
    api.sign_in_as_client(made["clientId"], made["clientSecret"])
    shown = {name: made[name] for name in ("id", "name", "clientId", "createdAt")}
    shown["lastLogin"] = "2026-06-15T12:00:01.000000Z"
    assert api.get(KEYS) == {"accessKeys": [shown]}
    assert api.get(f"{KEYS}/{made['id']}") == shown


def test_a_list_without_keys_is_empty(api):
    assert api.get(KEYS) == {"accessKeys": []}


def test_a_new_secret_replaces_the_old_one_and_nothing_else_can_change(api, refused):
    made = api.key()
    response = api.call("POST", f"{KEYS}/{made['id']}/secret")
    assert list(response.json()) == ["clientSecret"]
    refused(api.sign_in_as_client(made["clientId"], made["clientSecret"]), 401)
    assert api.sign_in_as_client(made["clientId"], response.json()["clientSecret"]).status_code == 200
    refused(api.call("PATCH", f"{KEYS}/{made['id']}", {"enabled": False}), 405)


def test_a_deleted_key_is_gone(api, refused):
    made = api.key()
    assert api.call("DELETE", f"{KEYS}/{made['id']}").status_code == 204
    for method, ending in (("GET", ""), ("DELETE", ""), ("POST", "/secret")):
        refused(api.call(method, f"{KEYS}/{made['id']}{ending}"), 404)


def test_a_name_is_unique_among_the_keys_of_one_user(api, refused):
    api.key("laptop")
    refused(api.call("POST", KEYS, {"name": "laptop"}), 409)
    assert api.key("laptop", bearer=api.bearer_of_user())


@pytest.mark.parametrize("name", ["a", "A1", "a-", "", None, 5, "z" * 256])
def test_a_name_without_the_form_is_a_400(api, refused, name):
    refused(api.call("POST", KEYS, {"name": name}), 400)


def test_the_21st_key_is_too_many_even_if_its_name_is_taken(api, refused):
    for number in range(20):
        api.key(f"key-{number}")
    refused(api.call("POST", KEYS, {"name": "key-20"}), 400, "Access keys limit reached")
    refused(api.call("POST", KEYS, {"name": "key-1"}), 400, "Access keys limit reached")
    assert api.key(bearer=api.bearer_of_user())


def test_the_status_of_one_too_many_is_a_knob(api, refused):
    for number in range(20):
        api.key(f"key-{number}")
    api.knobs.key_limit_status = 422
    refused(api.call("POST", KEYS, {"name": "key-20"}), 422, "Access keys limit reached")


def test_nobody_reaches_the_keys_of_another_user(api, refused):
    made, bearer = api.key(), api.bearer_of_user()
    assert api.get(KEYS, bearer=bearer) == {"accessKeys": []}
    for method, ending in (("GET", ""), ("DELETE", ""), ("POST", "/secret")):
        refused(api.call(method, f"{KEYS}/{made['id']}{ending}", bearer=bearer), 404)


def test_who_signed_in_with_a_key_has_the_keys_of_its_user(api):
    made = api.key()
    bearer = api.sign_in_as_client(made["clientId"], made["clientSecret"]).json()["accessToken"]
    assert [key["id"] for key in api.get(KEYS, bearer=bearer)["accessKeys"]] == [made["id"]]


@pytest.mark.parametrize(
    ("method", "ending"), [("GET", ""), ("POST", ""), ("GET", "/x"), ("DELETE", "/x"), ("POST", "/x/secret")]
)
def test_an_account_may_make_none_of_the_calls(api, refused, method, ending):
    """Not even one that may do everything else."""
    bearer = api.sign_in_as_client().json()["accessToken"]
    refused(api.call(method, f"{KEYS}{ending}", {"name": "ci"}, bearer=bearer), 403)


def test_an_administrator_lists_and_deletes_the_keys_of_all(api, refused):
    path = "/v1/administration/access-keys"
    mine, other = api.key(), api.key(bearer=api.bearer_of_user())
    listed = api.get(path)["accessKeys"]
    assert [(key["id"], key["createdBy"]) for key in listed] == [
        (mine["id"], "admin@runai.example.com"),
        (other["id"], "jo@example.com"),
    ]
    assert [key["id"] for key in api.get(f"{path}?createdBy=jo@example.com")["accessKeys"]] == [other["id"]]
    assert [key["id"] for key in api.get(f"{path}?clientId={mine['clientId']}")["accessKeys"]] == [mine["id"]]
    assert api.call("DELETE", f"{path}/{other['id']}").status_code == 204
    refused(api.call("DELETE", f"{path}/{other['id']}"), 404)
