"""Listing, reading, authorizing and deleting one's own keys (rows 2 to 5; contract sections 3.2, 4 and 5)."""

from __future__ import annotations

import pytest

ROWS = [
    ("GET", "/v1/keys", None),
    ("GET", "/v1/keys/x", None),
    ("PUT", "/v1/keys/x/authorizations", {"authorizations": 1}),
    ("DELETE", "/v1/keys/x", None),
]


def seen(key):
    """The created key as reads show it."""
    return {**key, "value": f"nvapi-nvcf-stg-**********{key['value'][-3:]}"}


@pytest.mark.parametrize(("method", "path", "body"), ROWS)
def test_the_headers_are_checked_in_their_order(api, refused, method, path, body):
    api.key()
    refused(api.call(method, path, body, owner=None, issuer=None), 400, "Key-Owner-Id is not set")
    refused(api.call(method, path, body, issuer=None), 400, "Key-Issuer-Id is not set")
    api.set_owner_status("team-a", "SUSPENDED")
    refused(api.call(method, path, body, issuer="mars"), 400, "Caller service not registered")
    refused(api.call(method, path, body), 403, "Key owner suspended.")


@pytest.mark.parametrize(("method", "path", "body"), ROWS[1:])
def test_one_404_covers_a_deleted_key_a_wrong_id_another_owner_and_another_issuer(api, refused, method, path, body):
    key, gone = api.key(), api.key()
    api.delete(gone)
    for key_id, more in [
        (gone["id"], {}),
        ("x", {}),
        (key["id"], {"owner": "team-b"}),
        (key["id"], {"issuer": api.tasks}),
    ]:
        refused(api.call(method, path.replace("x", key_id), body, **more), 404, "Key not found")


def test_a_read_has_a_masked_value_and_the_authorizations(api):
    key = api.key()
    response = api.read(key)
    assert response.json() == seen(key)
    assert list(response.json()) == list(key)


def test_a_list_has_masked_values_and_no_authorizations_by_id(api):
    keys = [api.key() for _ in range(5)]
    for key in keys:
        del key["authorizations"]
    assert api.call("GET", "/v1/keys").json() == {"keys": sorted(map(seen, keys), key=lambda key: key["id"])}


def test_a_list_holds_the_keys_of_one_owner_and_issuer(api):
    api.key(owner="team-b")
    api.key(issuer=api.tasks)
    assert api.listed() == []
    assert len(api.listed(owner="team-b")) == len(api.listed(issuer=api.tasks)) == 1


def test_reading_does_not_make_an_owner(api):
    assert api.listed() == []
    assert api.read({"id": "x"}).status_code == 404
    assert api.http.get("/v1/admin/users/team-a").status_code == 404


def test_a_key_is_active_up_to_its_expiry_and_expired_after_it(api):
    key = api.key(expires_at="2026-06-15T12:00:10.123456Z")
    for step, status in [(9.999, "ACTIVE"), (0, "ACTIVE"), (0.001, "EXPIRED"), (86400 * 400, "EXPIRED")]:
        api.advance(seconds=step)
        assert api.read(key).json()["status"] == api.listed()[0]["status"] == status


def test_a_delete_is_a_204_without_anything_and_the_second_a_404(api, refused):
    key = api.key()
    response = api.delete(key)
    assert (response.status_code, response.content) == (204, b"")
    assert "Content-Type" not in response.headers
    refused(api.delete(key), 404, "Key not found")


def test_an_expired_key_can_be_deleted(api):
    key = api.key()
    api.advance(days=80)
    assert api.delete(key).status_code == 204


def test_new_authorizations_are_answered_and_read(api):
    key = api.key()
    api.advance(seconds=3)
    response = api.authorize(key, api.policies("b"))
    assert (response.status_code, response.json()) == (200, {**seen(key), "authorizations": api.policies("b")})
    assert api.read(key).json() == response.json()


def test_a_create_counts_as_a_write_and_three_seconds_later_it_is_free_again(api, refused):
    key = api.key()
    api.advance(seconds=2.999999)
    refused(api.authorize(key, 1), 429, "Slow down.")
    assert "Retry-After" not in api.authorize(key, 1).headers
    assert api.read(key).json()["authorizations"] == api.policies("a")
    api.advance(seconds=0.000001)
    assert api.authorize(key, 1).status_code == 200


def test_each_write_starts_the_wait_and_a_refused_one_does_not_extend_it(api):
    key = api.key()
    api.advance(seconds=3)
    assert api.authorize(key, 1).status_code == 200
    api.advance(seconds=2)
    assert api.authorize(key, 2).status_code == 429
    api.advance(seconds=1)
    assert api.authorize(key, 3).status_code == 200


def test_a_400_does_not_start_the_wait(api):
    key = api.key()
    api.advance(seconds=3)
    assert api.authorize(key, None).status_code == 400
    assert api.authorize(key, 1).status_code == 200


def test_the_wait_of_one_key_is_not_that_of_another(api):
    key = api.key()
    api.advance(seconds=3)
    api.key()
    assert api.authorize(key, 1).status_code == 200


def test_a_change_of_status_neither_needs_the_wait_nor_starts_it(api):
    key = api.key()
    assert api.set_status(key, "SUSPENDED").status_code == 200
    api.advance(seconds=3)
    assert api.set_status(key, "ACTIVE").status_code == 200
    assert api.authorize(key, 1).status_code == 200


def test_of_a_write_the_content_is_checked_before_the_key_its_status_and_the_wait(api, refused):
    key = api.key(expires_at="2026-06-15T12:00:01.123Z")
    refused(api.authorize({"id": "x"}, None), 400, "authorizations can not be null")
    detail = "authorizations size can not be greater than 2048 but was 2049"
    refused(api.authorize({"id": "x"}, "x" * 2047), 400, detail)
    refused(api.authorize({"id": "x"}, 1), 404, "Key not found")
    refused(api.authorize(key, 1), 429, "Slow down.")
    api.advance(seconds=2)
    refused(api.authorize(key, 1), 400, "Key is not active")
    other = api.key()
    api.set_status(other, "SUSPENDED")
    refused(api.authorize(other, 1), 400, "Key is not active")
