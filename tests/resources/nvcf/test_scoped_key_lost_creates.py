"""A create whose answer never came: its value is gone for ever, so the key goes too, and another one is made."""

from __future__ import annotations

import httpx
import pytest

from gpucreds.core.errors import AnswerLost, Forbidden, Rejected
from gpucreds_emulator import Fault
from tests.lifecycle.stack import Stack
from tests.resources.nvcf.desk import KEYS, LIST, MINT, SERVICES, Desk, revoke
from tests.world import World

EXECUTED = ["reset-after", "timeout-after", "status-after", "html-after", "broken-json"]
NOT_EXECUTED = ["reset-before", "status-before", "html", "wrong-status-code"]


def lost(kind: str, count: int = 1) -> Fault:
    return Fault(kind, platform="nvcf", method="POST", path=KEYS, count=count)


@pytest.mark.parametrize("kind", EXECUTED)
def test_the_key_of_a_lost_answer_is_deleted_and_another_is_made(key: Stack, world: World, desk: Desk, kind: str):
    world.emulator.inject(lost(kind))
    state = key.up()
    assert desk.ids() == [state["keyId"]]
    assert desk.opens(state["key"])
    assert state["status"] == "active"
    kinds = [line.partition(" ")[0] for line in world.requests()]
    assert kinds == ["GET", "GET", "POST", "GET", "DELETE", "POST"]


@pytest.mark.parametrize("kind", NOT_EXECUTED)
def test_where_none_was_made_it_is_looked_for_twice_and_made_again(key: Stack, world: World, desk: Desk, kind: str):
    world.emulator.inject(lost(kind))
    state = key.up()
    assert desk.ids() == [state["keyId"]]
    assert world.requests() == [SERVICES, LIST, MINT, LIST, LIST, MINT]
    assert world.clock.waited >= 2


@pytest.mark.parametrize("kind", EXECUTED)
def test_a_rotation_does_the_same_and_the_old_key_stays_for_its_overlap(
    key: Stack, world: World, desk: Desk, kind: str
):
    old = key.up()
    world.emulator.inject(lost(kind))
    state = key.up(rotation={"before": "14d", "overlap": "2d", "trigger": "now"})
    assert desk.ids() == [old["keyId"], state["keyId"]]
    assert state["previousKey"] == old["key"]


@pytest.mark.parametrize("kind", [*EXECUTED, *NOT_EXECUTED])
def test_after_five_creates_it_ends_and_leaves_nothing(key: Stack, world: World, desk: Desk, kind: str):
    world.emulator.inject(lost(kind, count=99))
    with pytest.raises(AnswerLost):
        key.up()
    assert world.requests().count(MINT) == 5
    assert desk.ids() == []
    assert key.kept is None


@pytest.mark.parametrize("kind", EXECUTED)
def test_two_lost_answers_are_no_obstacle(key: Stack, world: World, desk: Desk, kind: str):
    world.emulator.inject(lost(kind, count=2))
    state = key.up()
    assert desk.ids() == [state["keyId"]]


def test_a_key_that_the_list_shows_late_is_found_by_the_second_look(key: Stack, world: World, desk: Desk, on_the_way):
    world.emulator.inject(lost("timeout-after"))
    on_the_way(LIST, lambda: None, lambda: httpx.Response(200, json={"keys": []}))
    state = key.up()
    assert desk.ids() == [state["keyId"]]


def test_several_keys_of_one_mark_are_not_guessed_among_and_the_next_up_clears_them(
    key: Stack, world: World, desk: Desk, on_the_way
):
    def twin() -> None:
        desk.add(desk.key().description)

    world.emulator.inject(lost("timeout-after"))
    on_the_way(LIST, lambda: None, twin)
    with pytest.raises(AnswerLost, match=r"2 credentials of the mark gc-.* exist and none can be told to be ours"):
        key.up()
    assert len(desk.all_keys()) == 2
    assert world.requests().count(MINT) == 1
    state = key.up()
    assert desk.ids() == [state["keyId"]]


def test_a_key_of_the_same_mark_that_was_there_before_is_not_taken_for_the_lost_one(
    key: Stack, world: World, desk: Desk
):
    """A rotation that died has left generation 2; the lost create makes another generation 2."""
    old, kept = key.up(), key.kept
    key.up(rotation={"before": "14d", "overlap": "2d", "trigger": "now"})
    stray = desk.ids()[1]
    key.kept = kept
    world.emulator.inject(lost("reset-before"))
    new = key.up()
    assert desk.ids() == [old["keyId"], new["keyId"]]
    assert world.requests().count(revoke(stray)) == 1


@pytest.mark.parametrize("look", ["GET", "DELETE"])
def test_where_it_cannot_be_settled_the_error_says_so_and_the_next_up_settles_it(
    key: Stack, world: World, desk: Desk, look: str
):
    after = 1 if look == "GET" else 0
    path = KEYS if look == "GET" else None
    world.emulator.inject(
        lost("timeout-after"), Fault("status-before", platform="nvcf", method=look, path=path, after=after, count=5)
    )
    with pytest.raises(AnswerLost, match=r"it may exist all the same, and settling that failed: .*pulumi up") as caught:
        key.up()
    assert "\n" not in str(caught.value)
    (left,) = desk.ids()
    assert world.requests().count(MINT) == 1
    state = key.up()
    assert desk.ids() == [state["keyId"]] != [left]
    assert "revoked what a run that died, or --replace, had left at its address (1)" in world.warnings[0]


def test_a_lost_create_that_took_the_last_slot_gives_it_back(key: Stack, world: World, desk: Desk):
    for number in range(7):
        desk.add(f"theirs-{number}")
    world.emulator.inject(lost("timeout-after"))
    state = key.up()
    assert len(desk.all_keys()) == 8
    assert state["keyId"] in desk.ids()


@pytest.mark.parametrize("value", ["nvapi-nvcf-stg-**********12k", "", None, "nvapi-short"])
def test_a_key_that_was_made_without_its_value_goes_too(
    key: Stack, world: World, desk: Desk, on_the_way, value: str | None
):
    inputs = key.preview()

    def valueless() -> httpx.Response:
        made = desk.add(f"ci-gc-{inputs['address']}-{inputs['nonce']}-1")
        return httpx.Response(200, json={"id": made, "value": value, "status": "ACTIVE"})

    on_the_way(MINT, valueless)
    state = world.run().create(key.token, inputs).state
    assert desk.ids() == [state["keyId"]]
    assert desk.opens(state["key"])


@pytest.mark.parametrize(
    ("status", "error"), [(400, Rejected), (403, Forbidden), (404, Rejected), (415, Rejected), (422, Rejected)]
)
def test_a_refusal_made_no_key_and_is_told_at_once(
    key: Stack, world: World, desk: Desk, status: int, error: type[Exception]
):
    world.emulator.inject(Fault("status-before", platform="nvcf", method="POST", path=KEYS, status=status, count=99))
    with pytest.raises(error, match=f"answered {status}"):
        key.up()
    assert world.requests() == [SERVICES, LIST, MINT]
    assert desk.ids() == []


def test_a_busy_nvcf_is_waited_for(key: Stack, world: World, desk: Desk):
    world.emulator.inject(Fault("status-before", platform="nvcf", method="POST", path=KEYS, status=429, count=4))
    state = key.up()
    assert desk.ids() == [state["keyId"]]
    assert world.requests() == [SERVICES, LIST, *[MINT] * 5]
