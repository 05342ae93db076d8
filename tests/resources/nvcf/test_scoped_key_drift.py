"""What somebody changed in NVCF shows up in a refresh, and the next preview says what it means."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import Forbidden
from gpucreds.platforms.nvcf import Policy
from gpucreds_emulator.nvcf.key import Key
from tests.lifecycle.stack import Stack
from tests.resources.nvcf.desk import FUNCTIONS, LIST, MINT, OWNER, TASKS, Desk, rewrite
from tests.world import World

NOW = {"before": "14d", "overlap": "2d", "trigger": "now"}
ASKED = ({"invoke_function", "list_functions"}, {("account-functions", "*")})


def policy(*scopes: str, resources: tuple[tuple[str, str], ...] = (("account-functions", "*"),)) -> dict:
    return Policy.of(scopes, resources).authorizations("functions", FUNCTIONS)


@pytest.fixture
def touched(key: Stack, world: World) -> Stack:
    """The key a minute after its creation."""
    key.up()
    world.advance(minutes=1)
    return key


def test_other_scopes_are_seen_and_repaired_in_place(touched: Stack, world: World, desk: Desk):
    made = dict(touched.kept.state)
    desk.change(made["keyId"], authorizations=policy("invoke_function", "queue_details"))
    assert touched.refresh()["scopes"] == ["invoke_function", "queue_details"]
    assert touched.preview() == {"scopes": ["invoke_function", "list_functions"]}
    touched.up()
    assert world.requests()[-1] == rewrite(made["keyId"])
    assert (touched.kept.state["key"], desk.opens(made["key"])) == (made["key"], ASKED)
    assert touched.preview() == {}


def test_other_resources_are_seen_and_repaired_in_place(touched: Stack, desk: Desk):
    made = dict(touched.kept.state)
    desk.change(
        made["keyId"],
        authorizations=policy(*ASKED[0], resources=(("authorized-functions", "*"), ("cluster", "c-1"))),
    )
    state = touched.refresh()
    assert state["resources"] == [{"type": "authorized-functions", "id": "*"}, {"type": "cluster", "id": "c-1"}]
    assert "functions" not in state
    assert touched.preview() == {"functions": ["*"], "resources": None}
    touched.up()
    assert desk.opens(made["key"]) == ASKED
    assert touched.preview() == {}


@pytest.mark.parametrize(
    "authorizations",
    [
        {},
        [],
        "nothing",
        0,
        {"policies": []},
        {"policies": None},
        {"policies": 5},
        policy(),
        policy(resources=()),
        {"policies": [{"aud": TASKS, "scopes": ["launch_task"], "resources": [{"type": "account-tasks", "id": "*"}]}]},
        {"policies": [{"aud": FUNCTIONS, "scopes": 5, "resources": "all"}]},
        {"policies": [{"aud": FUNCTIONS, "scopes": [None], "resources": [{"type": None}]}]},
    ],
)
def test_whatever_a_key_was_given_is_seen_and_repaired(touched: Stack, desk: Desk, authorizations: object):
    made = dict(touched.kept.state)
    desk.change(made["keyId"], authorizations=authorizations)
    touched.refresh()
    assert touched.preview()
    touched.refresh()
    touched.up()
    assert desk.opens(made["key"]) == ASKED
    assert touched.preview() == {}


@pytest.mark.parametrize(
    "same",
    [
        policy("list_functions", "invoke_function"),
        {"policies": [*policy(*ASKED[0])["policies"], *policy("queue_details")["policies"]]},
        {"policies": [{**policy(*ASKED[0])["policies"][0], "product": "other", "auds": [], "more": 1}], "more": 1},
        {
            "policies": [
                {
                    "aud": FUNCTIONS,
                    "scopes": ["list_functions", "invoke_function", "list_functions"],
                    "resources": [{"id": "*", "type": "account-functions", "more": 1}] * 2,
                }
            ]
        },
    ],
    ids=["order", "second-policy", "members", "twice"],
)
def test_what_opens_the_same_is_no_drift(touched: Stack, desk: Desk, same: dict):
    before = dict(touched.kept.state)
    desk.change(before["keyId"], authorizations=same)
    assert touched.refresh() == before
    assert touched.preview() == {}


def test_a_refresh_asks_for_each_key_once_and_for_no_list(touched: Stack, world: World):
    state = touched.up(rotation=NOW)
    before = len(world.requests())
    touched.refresh()
    reads = [f"GET /v1/keys/{state[name]}" for name in ("keyId", "previousKeyId")]
    assert world.requests()[before:] == ["GET /v1/services", *reads]


# Whether the key is still there


def test_a_key_that_was_deleted_is_made_anew(touched: Stack, desk: Desk):
    desk.delete(touched.kept.state["keyId"])
    assert touched.refresh() is None
    state = touched.up()
    assert desk.ids() == [state["keyId"]]


def test_where_the_retiring_key_is_left_a_deleted_one_is_rotated(touched: Stack, desk: Desk):
    state = touched.up(rotation=NOW)
    desk.delete(state["keyId"])
    assert touched.refresh()["status"] == "unusable"
    assert touched.preview()["rotationReason"] == "generation 2 was revoked outside gpucreds"
    after = touched.up()
    assert desk.generations() == [1, 3]
    assert after["previousKey"] == state["previousKey"]
    assert touched.preview() == {}


def test_a_deleted_retiring_key_is_forgotten(touched: Stack, desk: Desk):
    state = touched.up(rotation=NOW)
    desk.delete(state["previousKeyId"])
    after = touched.refresh()
    assert not {"previousKey", "previousKeyId", "retiring"} & after.keys()
    assert touched.preview() == {}
    assert desk.ids() == [after["keyId"]]


def test_a_key_whose_value_ends_otherwise_is_another_one_and_replaced(touched: Stack, desk: Desk):
    key = desk.key()
    desk.change(key.id, mask=key.mask[:-3] + ("abc" if key.mask[-3:] != "abc" else "xyz"))
    assert touched.refresh() is None
    state = touched.up()
    assert desk.ids() == [state["keyId"]] != [key.id]
    assert desk.opens(state["key"]) == ASKED


def test_a_mask_never_gets_into_the_state(touched: Stack, desk: Desk):
    value = touched.kept.state["key"]
    assert touched.refresh()["key"] == value
    assert "*" not in value
    assert desk.key().mask not in repr(touched.kept)


def test_a_suspended_key_is_unusable_and_stays(touched: Stack, world: World, desk: Desk):
    key = desk.key()
    desk.suspend(key.id)
    assert touched.refresh()["status"] == "unusable"
    assert touched.preview() == {}
    before = world.requests()
    touched.up()
    assert world.requests() == before
    assert desk.ids() == [key.id]


def test_and_active_again_when_somebody_says_so(touched: Stack, desk: Desk):
    desk.suspend(desk.key().id)
    touched.refresh()
    desk.change(desk.key().id, kept_status=Key.kept_status)
    assert touched.refresh()["status"] == "active"


def test_a_suspended_key_is_rotated_by_a_trigger(touched: Stack, desk: Desk):
    desk.suspend(desk.key().id)
    touched.refresh()
    state = touched.up(rotation=NOW)
    assert desk.opens(state["key"]) == ASKED
    assert desk.opens(state["previousKey"]) is None
    touched.destroy()
    assert desk.ids() == []


def test_a_status_of_a_later_version_is_unusable(touched: Stack, world: World):
    world.emulator.nvcf.knobs.revoked_keys = (touched.kept.state["keyId"],)
    world.emulator.nvcf.knobs.later_version = True
    assert touched.refresh()["status"] == "unusable"
    assert touched.preview() == {}


def test_a_suspended_owner_loses_no_key(touched: Stack, world: World):
    client = world.emulator.nvcf.app.test_client()
    client.put(f"/v1/admin/users/{OWNER}/status", json={"status": "SUSPENDED"})
    kept = touched.kept
    for command in (touched.refresh, touched.destroy, lambda: touched.up(rotation=NOW)):
        with pytest.raises(Forbidden, match=f"Check whether the owner '{OWNER}' is suspended"):
            command()
        assert touched.kept == kept
    assert MINT not in world.requests()[4:]


def test_a_description_that_changed_in_nvcf_is_nobodys_business(touched: Stack, desk: Desk):
    state = dict(touched.kept.state)
    desk.change(state["keyId"], description="mine now")
    assert touched.refresh() == state
    touched.destroy()
    assert desk.ids() == []


def test_a_list_is_not_asked_for_by_a_delete_of_a_key_alone(touched: Stack, world: World):
    touched.destroy()
    assert world.requests()[-1] == LIST
