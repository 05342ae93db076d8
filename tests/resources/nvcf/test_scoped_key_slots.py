"""Eight keys are all that an owner has at a service: what makes room for a new one, and what never does."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import NoRoom, PlatformError
from gpucreds_emulator import Fault
from tests.lifecycle.stack import Stack
from tests.resources.nvcf.desk import LIST, MINT, TASKS, Desk, revoke
from tests.world import World

LEAK = {"before": "14d", "overlap": "0s", "trigger": "leak"}
STACK = "5747ac00"


def foreign(desk: Desk, number: int, **how: float) -> list[str]:
    return [desk.add(f"theirs-{index}", **how) for index in range(number)]


def marks(number: int, identity: str = STACK, place: str = "ffffff{:02}") -> list[str]:
    return [f"old-gc-{identity}-{place.format(index)}-0000-1" for index in range(number)]


def deletes(world: World) -> list[str]:
    return [line for line in world.requests() if line.startswith("DELETE")]


@pytest.fixture
def other(key: Stack, world: World, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """Another key of the same stack."""
    return Stack(world, monkeypatch, "hub", key.token, {**key.program, "address": world.address()})


# What makes room


def test_what_dead_runs_left_at_the_keys_address_makes_room_before_the_mint(key: Stack, world: World, desk: Desk):
    strays = [desk.add(f"ci-gc-{key.program['address']}-{nonce:04x}-1") for nonce in range(2)]
    foreign(desk, 6)
    state = key.up()
    assert len(desk.all_keys()) == 7
    assert world.requests()[1:4] == [LIST, MINT, LIST]
    assert sorted(world.requests()[4:6]) == sorted(map(revoke, strays))
    assert world.requests()[6:] == [MINT]
    name = state["platformName"]
    assert world.warnings == [f"{name}: revoked what a run that died, or --replace, had left at its address (2)."]


def test_expired_keys_of_the_stack_make_room(key: Stack, world: World, desk: Desk):
    for description in marks(3):
        desk.add(description, days=1)
    foreign(desk, 5)
    world.advance(days=2)
    state = key.up()
    assert len(desk.all_keys()) == 6
    assert len(world.warnings) == 3
    for description, warning in zip(marks(3), sorted(world.warnings, key=lambda text: text.split("'")[1]), strict=True):
        assert warning.startswith(f"{state['platformName']}: cleared ")
        assert f"'{description}' (EXPIRED), of this stack, to make room." in warning


def test_where_there_is_room_expired_keys_stay(key: Stack, world: World, desk: Desk):
    for description in marks(3):
        desk.add(description, days=1)
    foreign(desk, 4)
    world.advance(days=2)
    key.up()
    assert len(desk.all_keys()) == 8
    assert world.warnings == []


def test_the_keys_own_expired_generation_makes_room_for_the_next(key: Stack, world: World, desk: Desk):
    first = key.up()
    foreign(desk, 7, days=300)
    world.advance(days=91)
    state = key.up()
    assert len(desk.all_keys()) == 8
    assert state["keyId"] in desk.ids()
    assert first["keyId"] not in desk.ids()


def test_a_key_that_is_replaced_finds_its_room_among_the_expired(key: Stack, world: World, desk: Desk):
    key.up()
    foreign(desk, 6, days=300)
    desk.add(marks(1)[0], days=1)
    world.advance(days=2)
    state = key.up(description="other")
    assert state["keyId"] in desk.ids()
    assert len(desk.all_keys()) == 7


# What does not


@pytest.mark.parametrize(
    "description",
    ["theirs", *marks(1, identity="0000dead"), f"gc-{STACK}-old", f"old-gc-{STACK}-ffffff00-0000-1-copy"],
)
def test_expired_keys_of_others_are_never_cleared(key: Stack, world: World, desk: Desk, description: str):
    theirs = [desk.add(description, days=1) for _ in range(8)]
    world.advance(days=2)
    with pytest.raises(NoRoom):
        key.up()
    assert desk.ids() == theirs
    assert deletes(world) == []


def test_living_keys_of_the_stack_are_never_cleared(key: Stack, desk: Desk):
    living = [desk.add(description) for description in marks(8)]
    desk.suspend(living[0])
    with pytest.raises(NoRoom):
        key.up()
    assert desk.ids() == living


def test_an_expired_key_that_the_run_has_seen_in_a_state_is_not_cleared(
    key: Stack, other: Stack, world: World, desk: Desk
):
    """The engine looks at both in one run; the other one has no rotation, and its key stays although it has expired."""
    kept = other.up(rotation=None)["keyId"]
    foreign(desk, 7, days=300)
    world.advance(days=91)
    hub = world.run()
    hub.check(other.token, other.program, other.kept.inputs)
    with pytest.raises(NoRoom):
        hub.create(key.token, hub.check(key.token, key.program).inputs)
    assert kept in desk.ids()


def test_an_expired_key_of_the_stack_at_another_owner_or_service_stays(key: Stack, world: World, desk: Desk):
    elsewhere = [desk.add(marks(1)[0], days=1, owner="team-b"), desk.add(marks(1)[0], days=1, issuer=TASKS)]
    foreign(desk, 8)
    world.advance(days=2)
    with pytest.raises(NoRoom):
        key.up()
    assert set(elsewhere) <= set(desk.ids())


# Full


def test_the_error_says_what_takes_the_room_and_nothing_is_minted(key: Stack, world: World, desk: Desk):
    theirs = foreign(desk, 8)
    desk.suspend(theirs[1])
    desk.change(theirs[2], expires_at=desk.by_id(theirs[2]).created_at)
    world.advance(seconds=1)
    with pytest.raises(NoRoom) as caught:
        key.up()
    text = str(caught.value)
    assert "answered 400: Actor reached maximum allowed number of keys in service. Taken by: " in text
    for index, status in enumerate(["ACTIVE", "SUSPENDED", "EXPIRED", *["ACTIVE"] * 5]):
        assert f"{theirs[index]} 'theirs-{index}' ({status})" in text
    assert text.endswith("Remove a key that nobody needs")
    assert "\n" not in text
    assert desk.ids() == theirs
    assert key.kept is None


def test_a_rotation_without_a_free_slot_leaves_the_old_key_and_the_state(key: Stack, world: World, desk: Desk):
    state = key.up()
    foreign(desk, 7)
    for rotation in (LEAK, LEAK | {"overlap": "2d"}):
        with pytest.raises(NoRoom, match=f"{state['keyId']} '{state['platformName']}'"):
            key.up(rotation=rotation)
    assert key.kept.state == state
    assert len(desk.all_keys()) == 8
    assert deletes(world) == []


def test_it_goes_on_when_somebody_has_made_room(key: Stack, desk: Desk):
    key.up()
    theirs = foreign(desk, 7)
    with pytest.raises(NoRoom):
        key.up(rotation=LEAK)
    desk.delete(theirs[0])
    state = key.up()
    assert state["generation"] == 2
    assert len(desk.all_keys()) == 7


def test_a_rotation_with_one_free_slot_needs_no_more(key: Stack, desk: Desk):
    key.up()
    foreign(desk, 6)
    key.up(rotation=LEAK | {"overlap": "2d"})
    assert len(desk.all_keys()) == 8


def test_a_key_of_another_owner_has_room(key: Stack, desk: Desk):
    foreign(desk, 8)
    assert key.up(ownerId="team-b")["status"] == "active"


def test_room_that_somebody_else_takes_first_is_an_error_and_no_endless_clearing(
    key: Stack, world: World, desk: Desk, on_the_way
):
    desk.add(marks(1)[0], days=1)
    foreign(desk, 7)
    world.advance(days=2)
    on_the_way(MINT, lambda: None, lambda: desk.add("quicker") and None)
    with pytest.raises(NoRoom):
        key.up()
    assert len(desk.all_keys()) == 8
    assert world.requests().count(MINT) == 2


@pytest.mark.parametrize("status", [400, 403, 503])
def test_where_clearing_fails_nothing_is_minted(key: Stack, world: World, desk: Desk, status: int):
    desk.add(marks(1)[0], days=1)
    foreign(desk, 7)
    world.advance(days=2)
    world.emulator.inject(Fault("status-before", platform="nvcf", method="DELETE", status=status, count=99))
    before = desk.ids()
    with pytest.raises(PlatformError, match=f"DELETE .* answered {status}"):
        key.up()
    assert desk.ids() == before


def test_more_keys_than_there_should_be_are_no_obstacle(key: Stack, world: World, desk: Desk):
    world.emulator.nvcf.knobs.slots_enforced = False
    foreign(desk, 9)
    key.up()
    assert len(desk.all_keys()) == 10
