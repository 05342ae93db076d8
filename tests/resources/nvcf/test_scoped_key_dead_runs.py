"""A run died after NVCF had acted and before the engine had written its state: the next one leaves no trace of it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from gpucreds.core.errors import PlatformError
from gpucreds_emulator import Fault
from tests.lifecycle.stack import Stack
from tests.resources.nvcf.desk import LIST, MINT, TASKS, Desk, revoke
from tests.world import World

NOW = {"before": "14d", "overlap": "2d", "trigger": "now"}
LEAK = {"before": "14d", "overlap": "0s", "trigger": "leak"}
LEFT = "revoked what a run that died, or --replace, had left at its address (1)."


def forgotten(stack: Stack, command: Callable[[], object]) -> None:
    """Run a command whose effect never reaches the state."""
    kept = deepcopy(stack.kept)
    command()
    stack.kept = kept


def test_after_a_create_one_key_is_left_and_the_warning_says_what_was_revoked(key: Stack, world: World, desk: Desk):
    forgotten(key, key.up)
    (left,) = desk.ids()
    state = key.up()
    assert desk.ids() == [state["keyId"]]
    assert world.requests()[-2:] == [MINT, revoke(left)]
    assert world.warnings == [f"{state['platformName']}: {LEFT}"]


def test_after_a_rotation_each_generation_has_one_key(key: Stack, world: World, desk: Desk):
    first = key.up()
    forgotten(key, lambda: key.up(rotation=NOW))
    state = key.up()
    assert desk.ids() == [first["keyId"], state["keyId"]]
    assert desk.generations() == [1, 2]
    assert world.warnings == [f"{state['platformName']}: {LEFT}"]


def test_after_a_rotation_without_overlap_too(key: Stack, desk: Desk):
    key.up()
    forgotten(key, lambda: key.up(rotation=LEAK))
    state = key.up()
    assert desk.ids() == [state["keyId"]]


def test_after_a_replacement_too(key: Stack, desk: Desk):
    key.up()
    forgotten(key, lambda: key.up(description="other"))
    state = key.up()
    assert desk.ids() == [state["keyId"]]


def test_a_destroy_right_after_a_dead_rotation_leaves_nothing(key: Stack, desk: Desk):
    key.up()
    forgotten(key, lambda: key.up(rotation=NOW))
    key.destroy()
    assert desk.ids() == []


def test_to_destroy_what_is_gone_is_a_success(key: Stack, world: World):
    key.up()
    world.emulator.nvcf.reset()
    key.destroy()
    assert key.kept is None


@pytest.mark.parametrize(
    "description",
    [
        "theirs",
        "ci",
        "ci-gc-{address}-0000",
        "ci-gc-{address}-0000-1-copy",
        "ci-gc-{address}-00000-1",
        "ci-gc-0000dead-{place}-0000-1",
        "ci-gc-{identity}-0000dead-0000-1",
        "ci-GC-{address}-0000-1",
        "cigc-{address}-0000-1",
    ],
)
def test_a_key_that_is_not_of_this_address_is_never_touched(key: Stack, desk: Desk, description: str):
    address = key.program["address"]
    identity, place = address.split("-")
    theirs = desk.add(description.format(address=address, identity=identity, place=place), days=300)
    forgotten(key, key.up)
    for command in (key.up, lambda: key.up(rotation=NOW), lambda: key.up(description="x"), key.destroy):
        command()
        assert theirs in desk.ids()
    assert desk.ids() == [theirs]


def test_nor_is_one_of_the_same_mark_at_another_owner_or_service(key: Stack, desk: Desk):
    description = f"ci-gc-{key.program['address']}-0000-1"
    theirs = [desk.add(description, owner="team-b"), desk.add(description, issuer=TASKS)]
    key.up()
    key.destroy()
    assert desk.ids() == theirs


def test_two_keys_of_one_stack_never_touch_each_other(
    key: Stack, world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    other = Stack(world, monkeypatch, "hub", key.token, {**key.program, "address": world.address()})
    other.up()
    forgotten(key, key.up)
    key.up()
    key.up(rotation=NOW)
    key.destroy()
    assert desk.ids() == [other.kept.state["keyId"]]


def test_many_keys_of_one_run_read_the_services_and_the_list_once(key: Stack, world: World, desk: Desk):
    hub = world.run()
    for _ in range(7):
        inputs = hub.check(key.token, {**key.program, "address": world.address()}).inputs
        hub.create(key.token, inputs)
    assert len(desk.all_keys()) == 7
    assert world.requests() == ["GET /v1/services", LIST, *[MINT] * 7]


# What could not be revoked


@pytest.fixture
def unrevoked(key: Stack, world: World) -> Stack:
    """Generation 2 lives, and NVCF refuses to revoke generation 1."""
    key.up()
    world.emulator.inject(Fault("status-before", platform="nvcf", method="DELETE", count=10_000))
    key.up(rotation=LEAK)
    return key


def test_a_key_that_nvcf_does_not_let_go_becomes_a_left_over_of_the_state(unrevoked: Stack, world: World, desk: Desk):
    state = unrevoked.kept.state
    old, new = desk.ids()
    assert state["keyId"] == new
    assert state["leftovers"] == [{"ownerId": state["ownerId"], "serviceId": state["serviceId"], "keyId": old}]
    assert (state["status"], state["pending"]) == ("pending", "old credentials still to be revoked: 1")
    (warning,) = world.warnings
    assert warning.startswith(f"{state['platformName']}: an old credential is not revoked yet. NVCF: DELETE ")


def test_the_next_up_finishes(unrevoked: Stack, world: World, desk: Desk):
    assert unrevoked.preview() == {"pending": True}
    unrevoked.refresh()
    assert unrevoked.preview() == {"pending": True}
    with pytest.raises(PlatformError, match="The old credential still works"):
        unrevoked.up()
    world.emulator.clear_faults()
    state = unrevoked.up()
    assert desk.ids() == [state["keyId"]]
    assert state["status"] == "active"
    assert not {"leftovers", "pending"} & state.keys()


@pytest.mark.parametrize(
    "finish",
    [
        lambda key: key.destroy(),
        lambda key: key.up(description="other"),
        lambda key: key.up(ownerId="team-b"),
        lambda key: key.up(rotation=LEAK | {"trigger": "again"}),
    ],
    ids=["destroy", "replace", "other-owner", "rotate"],
)
def test_so_does_whatever_comes_instead(unrevoked: Stack, world: World, desk: Desk, finish: Callable[[Stack], object]):
    world.emulator.clear_faults()
    world.warnings.clear()
    finish(unrevoked)
    assert desk.ids() == ([unrevoked.kept.state["keyId"]] if unrevoked.kept else [])
    assert world.warnings == []


def test_a_left_over_that_somebody_else_has_deleted_is_done(unrevoked: Stack, world: World, desk: Desk):
    desk.delete(unrevoked.kept.state["leftovers"][0]["keyId"])
    world.emulator.clear_faults()
    assert unrevoked.up()["status"] == "active"


def test_a_stray_that_nvcf_does_not_let_go_becomes_one_too(key: Stack, world: World, desk: Desk):
    stray = desk.add(f"ci-gc-{key.program['address']}-0000-1")
    world.emulator.inject(Fault("status-before", platform="nvcf", method="DELETE", count=10_000))
    assert key.up()["leftovers"][0]["keyId"] == stray
    world.emulator.clear_faults()
    state = key.up()
    assert desk.ids() == [state["keyId"]]
