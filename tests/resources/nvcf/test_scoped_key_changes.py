"""What changes in place, what replaces, and what is no change at all."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import GpucredsError, NotExecuted, NotFound, Rejected
from gpucreds_emulator import Fault
from tests.lifecycle.stack import Stack
from tests.resources.nvcf.desk import EVENTS, FUNCTIONS, MINT, OWNER, TASKS, Desk, revoke, rewrite
from tests.world import World

ONE = "00000000-0000-0000-0000-000000000001"
NOW = {"before": "14d", "overlap": "2d", "trigger": "now"}
LESS = {"scopes": ["list_functions"]}
ALL = {("account-functions", "*")}


def sent_by(world: World, command: object) -> list[str]:
    before = len(world.requests())
    command()
    return world.requests()[before:]


@pytest.mark.parametrize(
    ("edit", "opened"),
    [
        (LESS, ({"list_functions"}, ALL)),
        (
            {"scopes": ["invoke_function", "list_functions", "queue_details"]},
            ({"invoke_function", "list_functions", "queue_details"}, ALL),
        ),
        ({"functions": [f"{ONE}/*"]}, ({"invoke_function", "list_functions"}, {("function", f"{ONE}/*")})),
        (
            {"functions": None, "resources": [{"type": "authorized-functions", "id": "*"}]},
            ({"invoke_function", "list_functions"}, {("authorized-functions", "*")}),
        ),
        ({"scopes": ["teleport"], "allowUnknownScopes": True}, ({"teleport"}, ALL)),
    ],
    ids=["fewer scopes", "more scopes", "other functions", "other resources", "unknown scopes"],
)
def test_scopes_and_resources_change_in_place(key: Stack, world: World, desk: Desk, edit: dict, opened: tuple):
    made = key.up()
    world.advance(minutes=1)
    assert sent_by(world, lambda: key.up(**edit)) == ["GET /v1/services", rewrite(made["keyId"])]
    state = key.kept.state
    assert (state["key"], state["keyId"], state["generation"]) == (made["key"], made["keyId"], 1)
    assert desk.opens(state["key"]) == opened
    assert key.preview() == {}
    key.refresh()
    assert key.preview() == {}


def test_a_change_right_after_the_create_waits_its_three_seconds(key: Stack, world: World, desk: Desk):
    made = key.up()
    key.up(**LESS)
    assert desk.opens(made["key"]) == ({"list_functions"}, ALL)
    assert 3 <= world.clock.waited <= 4


def test_they_change_for_the_key_that_retires_too(key: Stack, world: World, desk: Desk):
    key.up()
    state = key.up(rotation=NOW)
    world.advance(minutes=1)
    sent = sent_by(world, lambda: key.up(**LESS))
    assert sorted(sent[1:]) == sorted([rewrite(state["keyId"]), rewrite(state["previousKeyId"])])
    assert desk.opens(state["key"]) == desk.opens(state["previousKey"]) == ({"list_functions"}, ALL)


def test_a_rotation_and_a_change_in_one_update_leave_both_keys_with_what_is_asked(key: Stack, world: World, desk: Desk):
    made = key.up()
    world.advance(minutes=1)
    state = key.up(**LESS, rotation=NOW)
    assert state["previousKeyId"] == made["keyId"]
    assert desk.opens(state["key"]) == desk.opens(state["previousKey"]) == ({"list_functions"}, ALL)
    assert desk.generations() == [1, 2]


def test_a_key_that_is_revoked_at_once_is_not_changed_before(key: Stack, world: World):
    made = key.up()
    world.advance(minutes=1)
    sent = sent_by(world, lambda: key.up(**LESS, rotation=NOW | {"overlap": "0s"}))
    assert rewrite(made["keyId"]) not in sent


@pytest.mark.parametrize(
    ("program", "edit"),
    [
        ({}, {"scopes": ["list_functions", "invoke_function"]}),
        ({"functions": ["*", f"{ONE}/*"]}, {"functions": [f"{ONE}/*", "*"]}),
        (
            {"service": "tasks", "scopes": ["launch_task"], "functions": None, "tasks": ["*", ONE]},
            {"tasks": [ONE, "*"]},
        ),
        (
            {
                "functions": None,
                "resources": [{"type": "account-functions", "id": "*"}, {"type": "function", "id": f"{ONE}/*"}],
            },
            {"resources": [{"type": "function", "id": f"{ONE}/*"}, {"type": "account-functions", "id": "*"}]},
        ),
        ({}, {"functions": "*"}),
        ({"rotation": None, "expiresAt": "2026-12-31T00:00:00Z"}, {"expiresAt": "2026-12-31T01:00:00+01:00"}),
    ],
)
def test_another_order_or_spelling_is_no_change(key: Stack, world: World, program: dict, edit: dict):
    key.up(**program)
    key.program |= edit
    assert key.preview() == {}
    assert sent_by(world, key.up) == []


@pytest.mark.parametrize(
    "edit",
    [
        {"functions": None, "resources": [{"type": "account-functions", "id": "*"}]},
        {"scopes": ["invoke_function", "list_functions", "invoke_function"]},
        {"allowUnknownScopes": True},
        {"ttl": "30d"},
    ],
)
def test_what_nvcf_need_not_know_is_not_sent(key: Stack, world: World, edit: dict):
    key.up()
    assert [line for line in sent_by(world, lambda: key.up(**edit)) if not line.startswith("GET ")] == []


@pytest.mark.parametrize(
    "edit",
    [
        {"description": "other"},
        {"ownerId": "team-b"},
        {"service": "events", "scopes": ["read"]},
        {"service": "tasks", "scopes": ["launch_task"], "functions": None, "tasks": ["*"]},
    ],
)
def test_description_owner_and_service_replace_after_the_new_key_is_there(
    key: Stack, world: World, desk: Desk, edit: dict
):
    old = key.up()["keyId"]
    sent = sent_by(world, lambda: key.up(**edit))
    assert sent.index(MINT) < sent.index(revoke(old))
    made, state = desk.key(), key.kept.state
    assert (made.id, made.owner_id) == (state["keyId"], edit.get("ownerId", OWNER))
    issuers = {"functions": FUNCTIONS, "events": EVENTS, "tasks": TASKS}
    assert made.issuer_service_id == state["serviceId"] == issuers[state["service"]]
    assert world.warnings == []


# Writes that go wrong


@pytest.mark.parametrize("kind", ["reset-after", "timeout-after", "status-after", "html-after", "broken-json"])
def test_a_change_whose_answer_is_lost_is_found_by_a_read_and_sent_once(
    key: Stack, world: World, desk: Desk, kind: str
):
    made = key.up()
    world.advance(minutes=1)
    world.emulator.inject(Fault(kind, platform="nvcf", method="PUT"))
    path = f"GET /v1/keys/{made['keyId']}"
    assert sent_by(world, lambda: key.up(**LESS))[1:] == [rewrite(made["keyId"]), path]
    assert desk.opens(made["key"]) == ({"list_functions"}, ALL)


def test_one_that_did_not_arrive_is_sent_again(key: Stack, world: World, desk: Desk):
    made = key.up()
    world.advance(minutes=1)
    world.emulator.inject(Fault("status-before", platform="nvcf", method="PUT", status=503))
    assert sent_by(world, lambda: key.up(**LESS)).count(rewrite(made["keyId"])) == 2
    assert desk.opens(made["key"]) == ({"list_functions"}, ALL)


def test_one_that_nvcf_has_never_time_for_leaves_the_state_and_is_made_by_the_next_up(
    key: Stack, world: World, desk: Desk
):
    made = key.up()
    world.emulator.inject(Fault("status-before", platform="nvcf", method="PUT", status=429, count=5))
    with pytest.raises(NotExecuted, match="429"):
        key.up(**LESS)
    assert key.kept.state == made
    key.up()
    assert desk.opens(made["key"]) == ({"list_functions"}, ALL)


def test_one_that_changed_only_one_of_two_keys_is_finished_by_the_next_up(key: Stack, world: World, desk: Desk):
    key.up()
    state = key.up(rotation=NOW)
    world.advance(minutes=1)
    world.emulator.inject(Fault("status-before", platform="nvcf", method="PUT", status=429, after=1, count=5))
    with pytest.raises(GpucredsError):
        key.up(**LESS)
    assert key.kept.state == state
    key.up()
    assert desk.opens(state["key"]) == desk.opens(state["previousKey"]) == ({"list_functions"}, ALL)


def test_a_key_that_somebody_deleted_takes_no_change_and_a_refresh_is_the_way_out(key: Stack, desk: Desk):
    state = key.up()
    desk.delete(state["keyId"])
    with pytest.raises(NotFound, match=r"Key not found. The key is gone: run `pulumi refresh`, then `pulumi up`"):
        key.up(**LESS)
    key.refresh()
    assert desk.opens(key.up()["key"]) == ({"list_functions"}, ALL)


def test_a_retiring_key_that_somebody_deleted_does_not_bar_a_change_after_a_refresh(
    key: Stack, world: World, desk: Desk
):
    key.up()
    state = key.up(rotation=NOW)
    desk.delete(state["previousKeyId"])
    world.advance(minutes=1)
    with pytest.raises(NotFound, match="run `pulumi refresh`"):
        key.up(**LESS)
    key.refresh()
    key.up()
    assert desk.opens(state["key"]) == ({"list_functions"}, ALL)


def test_a_suspended_key_takes_no_change_and_a_rotation_without_overlap_is_the_way_out(
    key: Stack, world: World, desk: Desk
):
    state = key.up()
    world.advance(minutes=1)
    desk.suspend(state["keyId"])
    with pytest.raises(Rejected, match=r"Key is not active. Rotate it by rotation.trigger with the overlap 0s"):
        key.up(**LESS)
    state = key.up(rotation=NOW | {"overlap": "0s"})
    assert desk.opens(state["key"]) == ({"list_functions"}, ALL)
    assert desk.ids() == [state["keyId"]]
