"""Rotations of a key: by the clock, a trigger, a moved end; with an overlap and without; and what ends without one."""

from __future__ import annotations

from tests.lifecycle.stack import Stack
from tests.resources.nvcf.desk import MINT, Desk, revoke
from tests.world import World


def rotation(trigger: str | None = None, overlap: str = "2d") -> dict:
    return {"before": "14d", "overlap": overlap, **({"trigger": trigger} if trigger else {})}


def opened(desk: Desk, *values: str) -> list[bool]:
    return [desk.opens(value) is not None for value in values]


def test_in_its_window_a_key_is_rotated_and_not_a_minute_before(key: Stack, world: World, desk: Desk):
    first = key.up()
    world.advance(days=76)
    assert key.up() == first
    world.advance(minutes=1)
    state = key.up()
    assert desk.generations() == [1, 2]
    assert state["rotationReason"] == "ends at 2026-06-08T12:01:00Z, within 14d"
    assert state["expiresAt"] == desk.lives_until(state["keyId"]) == "2026-08-23T12:02:00Z"
    assert (state["previousKey"], state["previousKeyId"]) == (first["key"], first["keyId"])
    assert state["retiring"] == {"generation": 1, "revokeAfter": "2026-05-27T12:02:00Z"}


def test_both_keys_work_through_the_overlap_and_the_old_one_no_longer_after_it(key: Stack, world: World, desk: Desk):
    key.up()
    world.advance(days=80)
    state = key.up()
    assert opened(desk, state["key"], state["previousKey"]) == [True, True]
    world.advance(days=2, seconds=56)
    after = key.up()
    assert opened(desk, state["key"], state["previousKey"]) == [True, False]
    assert not {"previousKey", "previousKeyId", "retiring"} & after.keys()
    assert key.preview() == {}


def test_the_end_of_an_overlap_sends_one_delete_and_reads_no_list(key: Stack, world: World):
    key.up()
    old = key.up(rotation=rotation("now"))["previousKeyId"]
    world.advance(days=3)
    before = len(world.requests())
    key.up()
    assert world.requests()[before:] == ["GET /v1/services", revoke(old)]


def test_a_new_trigger_rotates_and_the_first_one_too(key: Stack, desk: Desk):
    key.up()
    assert key.up(rotation=rotation("a"))["generation"] == 2
    assert key.up(rotation=rotation("a"))["generation"] == 2
    state = key.up(rotation=rotation("b"))
    assert (state["generation"], state["rotationReason"]) == (3, "the trigger changed")
    assert desk.generations() == [2, 3]


def test_without_overlap_the_old_key_is_revoked_in_the_same_update_after_the_mint(key: Stack, world: World, desk: Desk):
    leaked = key.up()
    before = len(world.requests())
    state = key.up(rotation=rotation("leak", "0s"))
    assert world.requests()[before:] == ["GET /v1/services", "GET /v1/keys", MINT, revoke(leaked["keyId"])]
    assert opened(desk, state["key"], leaked["key"]) == [True, False]
    assert not {"previousKey", "previousKeyId", "retiring"} & state.keys()


def test_a_leak_while_one_retires_revokes_both(key: Stack, desk: Desk):
    key.up()
    key.up(rotation=rotation("a"))
    state = key.up(rotation=rotation("leak", "0s"))
    assert desk.ids() == [state["keyId"]]


def test_a_fixed_end_is_rotated_by_a_later_one(key: Stack, desk: Desk):
    first = key.up(rotation=None, expiresAt="2026-04-01T00:00:00Z")
    state = key.up(expiresAt="2026-05-01T00:00:00Z")
    assert state["rotationReason"] == "the end moved from 2026-04-01T00:00:00Z to 2026-05-01T00:00:00Z"
    assert state["previousKeyId"] == first["keyId"]
    assert desk.lives_until(state["keyId"]) == "2026-05-01T00:00:00Z"
    assert key.preview() == {}


def test_a_fixed_end_that_has_passed_is_no_mistake_as_long_as_nothing_else_is_asked(key: Stack, world: World):
    key.up(rotation=None, expiresAt="2026-04-01T00:00:00Z")
    world.advance(days=60)
    assert key.preview() == {}


def test_an_expired_key_without_rotation_stays_and_the_state_says_so(key: Stack, world: World, desk: Desk):
    first = key.up(rotation=None)
    world.advance(days=91)
    assert key.preview() == {}
    assert key.refresh()["status"] == "expired"
    assert key.preview() == {}
    assert desk.ids() == [first["keyId"]]
    assert key.kept.state["key"] == first["key"]


def test_a_rotation_that_comes_too_late_leaves_no_old_key(key: Stack, world: World, desk: Desk):
    key.up()
    world.advance(days=91)
    state = key.up()
    assert state["rotationReason"] == "expired at 2026-06-08T12:01:00Z"
    assert desk.ids() == [state["keyId"]]
    assert not {"previousKey", "retiring"} & state.keys()


def test_a_key_that_nvcf_has_purged_after_its_end_is_made_anew(key: Stack, world: World, desk: Desk):
    key.up(rotation=None)
    world.emulator.nvcf.knobs.expired_keys_purged = True
    world.advance(days=92, minutes=1)
    assert key.refresh() is None
    state = key.up()
    assert desk.ids() == [state["keyId"]]


def test_a_year_long_key_is_rotated_within_its_shortened_year(key: Stack, world: World, desk: Desk):
    key.up(ttl="365d")
    world.advance(days=351)
    state = key.up()
    assert state["generation"] == 2
    assert key.preview() == {}
    assert len(desk.all_keys()) == 2


def test_a_key_outlives_many_rotations_by_the_clock(key: Stack, world: World, desk: Desk):
    for _ in range(20):
        world.advance(days=30)
        state = key.up()
        assert opened(desk, state["key"]) == [True]
        assert len(desk.all_keys()) <= 2
    assert key.kept.state["generation"] == 7
    assert world.warnings == []


def test_the_plan_is_the_same_for_a_whole_minute(key: Stack, world: World):
    key.up()
    world.advance(days=80)
    plan = key.preview()
    world.advance(seconds=54)
    assert key.preview() == plan
