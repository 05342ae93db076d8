"""An issuer over the keys that it issued (rows 10 to 14; contract section 4)."""

from __future__ import annotations

import pytest

USER = "/v1/service-admin/users/team-a"
ROWS = [
    ("GET", f"{USER}/keys", None),
    ("GET", f"{USER}/keys/x", None),
    ("DELETE", f"{USER}/keys/x", None),
    ("PUT", f"{USER}/keys/x/status", {"status": "ACTIVE"}),
    ("PUT", f"{USER}/suspend", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), ROWS)
def test_the_issuer_is_checked_and_no_owner_header_is_needed(api, refused, method, path, body):
    refused(api.call(method, path, body, owner=None, issuer=None), 400, "Key-Issuer-Id is not set")
    refused(api.call(method, path, body, owner=None, issuer="mars"), 400, "Caller service not registered")


@pytest.mark.parametrize(("method", "path", "body"), ROWS[1:4])
def test_a_key_of_another_owner_or_issuer_is_not_found(api, refused, method, path, body):
    mine, other, task_key = "x", api.key(owner="team-b")["id"], api.key(issuer=api.tasks)["id"]
    for key_id in (mine, other, task_key):
        refused(api.call(method, path.replace("x", key_id), body), 404, "Key not found")


def test_a_suspended_owner_is_no_obstacle(api):
    key = api.key()
    api.set_owner_status("team-a", "SUSPENDED")
    assert api.call("GET", f"{USER}/keys/{key['id']}").json()["status"] == "ACTIVE"
    assert api.set_status(key, "SUSPENDED").status_code == 200


def test_the_list_and_the_read_are_those_of_the_owner(api):
    key = api.key()
    assert api.call("GET", f"{USER}/keys", owner=None).json() == {"keys": api.listed()}
    assert api.call("GET", f"{USER}/keys/{key['id']}", owner=None).json() == api.read(key).json()


def test_an_unknown_user_has_no_keys(api):
    assert api.call("GET", f"{USER}/keys").json() == {"keys": []}


def test_an_owner_id_may_be_percent_encoded(api):
    api.key(owner="a b+c%20")
    assert len(api.call("GET", "/v1/service-admin/users/a%20b+c%2520/keys").json()["keys"]) == 1


def test_a_delete_is_a_204_and_the_second_a_404(api):
    path = f"{USER}/keys/{api.key()['id']}"
    assert [api.call("DELETE", path, owner=None).status_code for _ in range(2)] == [204, 404]


def test_three_moves_of_status_are_allowed(api):
    key = api.key()
    assert api.set_status(key, "SUSPENDED").json() == {**api.read(key).json(), "status": "SUSPENDED"}
    assert api.set_status(key, "ACTIVE").json()["status"] == "ACTIVE"
    api.advance(days=80)
    assert api.set_status(key, "SUSPENDED").json()["status"] == "SUSPENDED"


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("ACTIVE", "ACTIVE"),
        ("ACTIVE", "EXPIRED"),
        ("ACTIVE", None),
        ("SUSPENDED", "SUSPENDED"),
        ("SUSPENDED", "EXPIRED"),
    ],
)
def test_every_other_move_is_refused(api, refused, before, wanted):
    key = api.key()
    if before == "SUSPENDED":
        api.set_status(key, "SUSPENDED")
    refused(api.set_status(key, wanted), 400, "Invalid status transition")
    assert api.read(key).json()["status"] == before


@pytest.mark.parametrize("wanted", ["ACTIVE", "EXPIRED"])
def test_an_expired_key_cannot_become_active(api, refused, wanted):
    key = api.key()
    api.advance(days=80)
    refused(api.set_status(key, wanted), 400, "Invalid status transition")


def test_an_overdue_key_that_is_set_active_reads_expired_at_once(api):
    key = api.key()
    api.set_status(key, "SUSPENDED")
    api.advance(days=80)
    assert api.read(key).json()["status"] == "SUSPENDED"
    response = api.set_status(key, "ACTIVE")
    assert (response.status_code, response.json()["status"]) == (200, "EXPIRED")


@pytest.mark.parametrize("status", ["REVOKED", "active", "", 5, ["ACTIVE"]])
def test_an_unknown_status_is_bad_json_before_everything_else(api, status):
    response = api.call("PUT", f"{USER}/keys/x/status", {"status": status}, issuer=None)
    assert (response.status_code, response.json()["type"]) == (400, "about:blank")
    assert response.json()["detail"].startswith("JSON parse error: status is ")


@pytest.mark.parametrize("content", [b"{}", b"", b"{"])
def test_a_user_can_be_suspended_with_any_body_of_the_right_type(api, content):
    suspended, active = api.key(), api.key()
    expired = api.key(expires_at="2026-06-15T12:00:01Z")
    task_key = api.key(issuer=api.tasks)
    api.set_status(suspended, "SUSPENDED")
    api.advance(seconds=5)
    headers = {"Content-Type": "application/json"}
    response = api.call("PUT", f"{USER}/suspend", content=content, headers=headers, owner=None)
    assert response.status_code == 200
    assert response.json() == {"keys": api.listed()}
    statuses = {key["id"]: key["status"] for key in response.json()["keys"]}
    assert statuses == {suspended["id"]: "SUSPENDED", active["id"]: "SUSPENDED", expired["id"]: "EXPIRED"}
    assert api.read(task_key, issuer=api.tasks).json()["status"] == "ACTIVE"


def test_suspending_a_user_needs_the_content_type(api):
    assert api.call("PUT", f"{USER}/suspend").status_code == 415
