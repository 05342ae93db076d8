"""Keys and owners over all issuers (rows 15 to 19; contract sections 3.3 and 4)."""

from __future__ import annotations

import pytest

USER = "/v1/admin/users/team-a"


def look_up(api, value):
    return api.http.post("/v1/admin/lookup", json={"key": value})


def test_a_look_up_finds_a_key_in_any_status_and_shows_neither_value_nor_authorizations(api):
    key = api.key()
    shown = {name: value for name, value in key.items() if name not in {"value", "authorizations"}}
    assert look_up(api, key["value"]).json() == shown
    api.set_owner_status("team-a", "SUSPENDED")
    api.set_status(key, "SUSPENDED")
    assert look_up(api, key["value"]).json() == {**shown, "status": "SUSPENDED"}
    api.set_status(key, "ACTIVE")
    api.advance(days=80)
    assert look_up(api, key["value"]).json() == {**shown, "status": "EXPIRED"}


def test_a_look_up_checks_the_value_first(api, refused):
    key = api.key()
    refused(look_up(api, None), 400, "api key empty")
    refused(look_up(api, "x"), 400, "api key format invalid")
    refused(look_up(api, key["value"][:-1] + ("a" if key["value"][-1] != "a" else "b")), 400, "Invalid key")
    api.delete(key)
    refused(look_up(api, key["value"]), 404, "Key not found")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"{USER}/keys", None),
        ("DELETE", f"{USER}/keys", None),
        ("GET", USER, None),
        ("PUT", f"{USER}/status", {}),
    ],
)
def test_an_owner_who_never_had_a_key_is_not_found(api, refused, method, path, body):
    refused(api.http.request(method, path, json=body), 404, "Key owner not found")


def test_the_list_is_over_all_issuers_by_issuer_and_id(api):
    tasks = [api.key(issuer=api.tasks)["id"] for _ in range(3)]
    functions = [api.key()["id"] for _ in range(3)]
    api.key(owner="team-b")
    response = api.http.get(f"{USER}/keys")
    assert [key["id"] for key in response.json()["keys"]] == sorted(functions) + sorted(tasks)
    assert response.json()["keys"] == api.listed() + api.listed(issuer=api.tasks)


def test_all_keys_of_an_owner_can_be_deleted_also_when_there_are_none_left(api):
    api.key()
    api.key(issuer=api.tasks)
    other = api.key(owner="team-b")
    assert [api.http.delete(f"{USER}/keys").status_code for _ in range(2)] == [204, 204]
    assert api.http.get(f"{USER}/keys").json() == {"keys": []}
    assert api.read(other, owner="team-b").status_code == 200


def test_an_owner_appears_with_the_first_key_and_stays_after_the_last(api):
    key = api.key()
    api.advance(days=1)
    api.key(issuer=api.tasks)
    api.delete(key)
    api.http.delete(f"{USER}/keys")
    assert list(api.http.get(USER).json().items()) == [
        ("owner_type", "USER"),
        ("owner_id", "team-a"),
        ("status", "ACTIVE"),
        ("status_updated_at", "2026-06-15T12:00:00Z"),
    ]


def test_setting_a_status_sets_its_time_also_when_it_is_repeated(api):
    api.key()
    for seconds, status in [(10, "SUSPENDED"), (20, "SUSPENDED"), (30, "ACTIVE")]:
        api.advance(seconds=10)
        response = api.set_owner_status("team-a", status)
        assert response.status_code == 200
        assert response.json() == api.http.get(USER).json()
        assert (response.json()["status"], response.json()["status_updated_at"]) == (
            status,
            f"2026-06-15T12:00:{seconds}.123Z",
        )


def test_a_status_must_be_given_once_the_owner_is_known(api, refused):
    api.key()
    for body in ({}, {"status": None}):
        refused(api.http.put(f"{USER}/status", json=body), 400, "status is required parameter")


@pytest.mark.parametrize("status", ["EXPIRED", "suspended"])
def test_an_unknown_status_is_bad_json_before_the_owner(api, bad_json, status):
    bad_json(api.set_owner_status("nobody", status), "status is none of ACTIVE, SUSPENDED")


def test_suspending_an_owner_leaves_the_keys_as_they_are(api):
    api.key()
    api.set_owner_status("team-a", "SUSPENDED")
    assert api.http.get(f"{USER}/keys").json()["keys"][0]["status"] == "ACTIVE"
    api.set_owner_status("team-a", "ACTIVE")
    assert len(api.listed()) == 1
