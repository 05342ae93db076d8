"""Creating a key: what is answered, and each check in its order (row 1; contract sections 3.1, 3.2 and 4)."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

NOW = "2026-06-15T12:00:00.123456Z"
LIFETIME = "expires_at must be in the future and not more than 365 days from now"


def test_a_created_key_has_all_members_in_their_order(api):
    response = api.create(description="team-a invoke")
    key = response.json()
    assert response.status_code == 200
    assert UUID(key.pop("id"))
    assert re.fullmatch(r"nvapi-nvcf-stg-[A-Za-z0-9_-]{43}[A-Za-z0-9_-]{21}", key.pop("value"))
    assert list(key.items()) == [
        ("status", "ACTIVE"),
        ("owner_type", "USER"),
        ("owner_id", "team-a"),
        ("issuer_service_id", api.functions),
        ("audience_service_ids", [api.functions]),
        ("description", "team-a invoke"),
        ("created_at", "2026-06-15T12:00:00.123Z"),
        ("expires_at", "2026-07-01T00:00:00Z"),
        ("authorizations", api.policies("a")),
    ]


def test_every_key_has_a_value_and_an_id_of_its_own(api):
    keys = [api.key() for _ in range(8)]
    assert len({key["value"] for key in keys}) == len({key["id"] for key in keys}) == 8


def test_the_first_failure_wins_in_the_order_of_the_contract(api, refused):
    bad = {"description": "?", "expires_at": NOW.replace("2026", "2020"), "audience_service_ids": []}
    bad["authorizations"] = None
    create = {"owner": None, "issuer": None, **bad}
    refused(api.create(**create), 400, "Key-Owner-Id is not set")
    create["owner"] = "team-a"
    refused(api.create(**create), 400, "Key-Issuer-Id is not set")
    create["issuer"] = "mars"
    refused(api.create(**create), 400, "Caller service not registered")
    create["issuer"] = api.functions
    for _ in range(8):
        api.key()
    api.set_owner_status("team-a", "SUSPENDED")
    refused(api.create(**create), 403, "Key owner suspended.")
    api.set_owner_status("team-a", "ACTIVE")
    refused(api.create(**create), 400, "description is invalid")
    create["description"] = "ci"
    refused(api.create(**create), 400, LIFETIME)
    create["expires_at"] = "2026-07-01T00:00:00Z"
    refused(api.create(**create), 400, "audience_service_ids can't be empty")
    create["audience_service_ids"] = ["z", "a", api.functions, "z"]
    refused(api.create(**create), 400, f"service '{api.functions}' cannot use audiences: a,z")
    create["audience_service_ids"] = [api.functions]
    refused(api.create(**create), 400, "Actor reached maximum allowed number of keys in service")
    api.delete(api.listed()[0])
    refused(api.create(**create), 400, "authorizations can not be null")
    create["authorizations"] = "x" * 2047
    refused(api.create(**create), 400, "authorizations size can not be greater than 2048 but was 2049")
    create["authorizations"] = "x" * 2046
    assert api.create(**create).status_code == 200


def test_a_refused_create_leaves_neither_key_nor_owner(api):
    assert api.create(description="?").status_code == 400
    assert api.listed() == []
    assert api.http.get("/v1/admin/users/team-a").status_code == 404


def test_an_empty_owner_header_is_set_and_an_empty_issuer_is_not_registered(api, refused):
    assert api.key(owner="")["owner_id"] == ""
    refused(api.create(issuer=""), 400, "Caller service not registered")


def test_a_key_may_be_for_its_own_issuer_alone(api, refused):
    detail = f"service '{api.tasks}' cannot use audiences: {api.functions}"
    refused(api.create(issuer=api.tasks, audience_service_ids=[api.functions, api.tasks]), 400, detail)


@pytest.mark.parametrize("audiences", [..., None])
def test_a_key_without_audiences_is_for_its_issuer(api, audiences):
    assert api.key(issuer=api.tasks, audience_service_ids=audiences)["audience_service_ids"] == [api.tasks]


def test_an_audience_sent_twice_is_kept_once(api):
    assert api.key(audience_service_ids=[api.functions] * 2)["audience_service_ids"] == [api.functions]


@pytest.mark.parametrize("description", ["a", "a" * 64, "A b_c-9", " ", "a\tb\n"])
def test_a_description_of_these_characters_is_taken_as_sent(api, description):
    assert api.key(description=description)["description"] == description


@pytest.mark.parametrize("description", [..., None, "", "a" * 65, "a.b", "é", "a\u00a0b", "a:b"])
def test_another_description_is_refused(api, refused, description):
    refused(api.create(description=description), 400, "description is invalid")


def test_two_keys_may_have_one_description(api):
    assert api.key()["description"] == api.key()["description"]


@pytest.mark.parametrize("expires_at", [NOW, "2027-06-15T12:00:00.123456Z", "2026-06-15T14:00:00.123456+02:00"])
def test_both_ends_of_the_lifetime_are_allowed(api, expires_at):
    assert api.create(expires_at=expires_at).status_code == 200


@pytest.mark.parametrize(
    "expires_at",
    [..., None, "2026-06-15T12:00:00.123455999Z", "2027-06-15T12:00:00.123456001Z", "0001-01-01T00:00:00+23:59"],
)
def test_beyond_both_ends_it_is_refused(api, refused, expires_at):
    refused(api.create(expires_at=expires_at), 400, LIFETIME)


@pytest.mark.parametrize(
    ("sent", "created", "read"),
    [
        ("36Z", "36Z", "36Z"),
        ("36.000Z", "36Z", "36Z"),
        ("36+00:00", "36Z", "36Z"),
        ("36.5Z", "36.500Z", "36.500Z"),
        ("36.1234Z", "36.123400Z", "36.123Z"),
        ("36.000000001Z", "36.000000001Z", "36Z"),
        ("36.123456789Z", "36.123456789Z", "36.123Z"),
    ],
)
def test_an_expiry_is_echoed_as_fine_as_sent_and_read_in_milliseconds(api, sent, created, read):
    key = api.key(expires_at=f"2026-11-28T21:42:{sent}")
    assert key["expires_at"] == f"2026-11-28T21:42:{created}"
    assert api.read(key).json()["expires_at"] == f"2026-11-28T21:42:{read}"


def test_an_expiry_in_another_zone_comes_back_in_utc(api):
    assert api.key(expires_at="2026-07-01T01:30:00-05:30")["expires_at"] == "2026-07-01T07:00:00Z"


@pytest.mark.parametrize(
    "expires_at",
    [
        "",
        "tomorrow",
        "2026-07-01",
        "2026-07-01T00:00Z",
        "2026-07-01T00:00:00",
        "2026-07-01 00:00:00Z",
        "2026-07-01T00:00:00.Z",
        "2026-07-01T00:00:00.0123456789Z",
        "2026-07-01T00:00:00+0000",
        "2026-02-30T00:00:00Z",
        "0000-01-01T00:00:00Z",
        " 2026-07-01T00:00:00Z",
        "2026-07-01T00:00:00Z\n",
    ],
)
def test_an_expiry_in_another_form_is_bad_json(api, bad_json, expires_at):
    bad_json(api.create(expires_at=expires_at), "expires_at is not an instant")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"description": 5}, "description is not a string"),
        ({"expires_at": 1782864000}, "expires_at is not a string"),
        ({"audience_service_ids": "x"}, "audience_service_ids is not an array"),
        ({"audience_service_ids": [None]}, "audience_service_ids is not a string"),
    ],
)
def test_a_member_of_a_wrong_type_is_bad_json_before_everything_else(api, bad_json, changes, reason):
    bad_json(api.create(owner=None, **changes), reason)


@pytest.mark.parametrize("authorizations", [{}, [], 0, False, "", "any", [None], {"policies": "none"}])
def test_authorizations_are_any_json_and_come_back_as_sent(api, authorizations):
    key = api.key(authorizations=authorizations)
    assert key["authorizations"] == api.read(key).json()["authorizations"] == authorizations


@pytest.mark.parametrize("authorizations", [..., None])
def test_authorizations_must_be_there(api, refused, authorizations):
    refused(api.create(authorizations=authorizations), 400, "authorizations can not be null")


@pytest.mark.parametrize(("unit", "size"), [("é", 1), ("\N{GRINNING FACE}", 2), ('"', 2), ("\n", 2), (" ", 1)])
def test_the_size_of_authorizations_counts_utf_16_units_of_compact_json(api, refused, unit, size):
    count = 2046 // size
    assert api.create(authorizations=unit * count).status_code == 200
    too_long = {"a": 1, "b": unit * count}
    detail = f"authorizations size can not be greater than 2048 but was {14 + size * count}"
    refused(api.create(authorizations=too_long), 400, detail)


def test_half_a_character_is_one_unit(api):
    body = json.dumps(api.body(authorizations="\ud800" * 2046))
    response = api.call("POST", "/v1/keys", content=body, headers={"Content-Type": "application/json"})
    assert response.json()["authorizations"] == "\ud800" * 2046


def test_members_that_nobody_knows_are_ignored(api):
    assert "name" not in api.key(name="x", value="mine", id="mine")


def test_eight_keys_fit_under_one_owner_and_issuer(api, refused):
    for _ in range(8):
        api.key()
    refused(api.create(), 400, "Actor reached maximum allowed number of keys in service")
    assert api.key(owner="team-b")
    assert api.key(issuer=api.tasks)
    api.delete(api.listed()[3])
    assert api.key()


def test_expired_and_suspended_keys_keep_their_slots(api, refused):
    keys = [api.key() for _ in range(8)]
    api.set_status(keys[0], "SUSPENDED")
    api.advance(days=80)
    assert {key["status"] for key in api.listed()} == {"EXPIRED", "SUSPENDED"}
    refused(
        api.create(expires_at="2026-12-01T00:00:00Z"), 400, "Actor reached maximum allowed number of keys in service"
    )


def test_of_twelve_creates_at_one_moment_eight_win(api):
    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(lambda _: api.create().status_code, range(12)))
    assert sorted(statuses) == [200] * 8 + [400] * 4
