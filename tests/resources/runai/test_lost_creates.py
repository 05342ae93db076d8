"""A create whose answer was lost: what it made is found, and only that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gpucreds.core.errors import GpucredsError, Refused
from gpucreds_emulator import Fault
from tests.resources.runai.console import ACCOUNT, LOGIN, RULE, USER
from tests.resources.runai.unique import TAKEN, TOLD, Unique, inputs_of
from tests.world import World

LOST = ["reset-after", "timeout-after", "status-after", "html-after", "broken-json"]
NEVER_DONE = ["reset-before", "status-before", "html"]


@pytest.mark.parametrize("kind", LOST)
def test_a_lost_answer_is_recovered_in_the_same_run(unique: Unique, world: World, kind: str):
    world.emulator.inject(Fault(kind, method="POST", path=unique.route.split()[1]))
    unique.stack.up()
    assert unique.works()
    assert len(unique.there()) == 1
    assert world.requests().count(unique.route) == 1
    assert world.warnings == []


@pytest.mark.parametrize("kind", NEVER_DONE)
def test_what_was_never_done_is_done_after_a_second_look(unique: Unique, world: World, kind: str):
    world.emulator.inject(Fault(kind, method="POST", path=unique.route.split()[1]))
    unique.stack.up()
    assert unique.works()
    assert len(unique.there()) == 1
    assert world.requests().count(unique.route) == 2
    assert world.clock.waited >= 2


def test_a_list_that_lags_behind_is_looked_at_twice(unique: Unique, world: World, monkeypatch: pytest.MonkeyPatch):
    world.emulator.inject(Fault("reset-after", method="POST", path=unique.route.split()[1]))
    looks = []
    to_look_up = type(resource := world.run()._resources[unique.stack.token]).look_up

    def late(self: object, inputs: object, *, fresh: bool) -> object:
        looks.append(fresh)
        return None if len(looks) == 2 else to_look_up(self, inputs, fresh=fresh)

    monkeypatch.setattr(type(resource), "look_up", late)
    unique.stack.up()
    assert looks == [False, True, True]
    assert unique.works()
    assert len(unique.there()) == 1


def test_a_409_after_a_lost_answer_is_one_s_own(unique: Unique, world: World, monkeypatch: pytest.MonkeyPatch):
    world.emulator.inject(Fault("reset-after", method="POST", path=unique.route.split()[1]))
    looks = []
    to_look_up = type(resource := world.run()._resources[unique.stack.token]).look_up

    def later(self: object, inputs: object, *, fresh: bool) -> object:
        looks.append(fresh)
        return None if len(looks) <= 3 else to_look_up(self, inputs, fresh=fresh)

    monkeypatch.setattr(type(resource), "look_up", later)
    unique.stack.up()
    assert unique.works()
    assert len(unique.there()) == 1
    assert world.requests().count(unique.route) == 2
    assert world.warnings == []


@pytest.mark.parametrize("minutes", [-60, -4, 4])
def test_a_clock_that_is_off_a_little_or_behind_is_no_trouble(unique: Unique, world: World, minutes: int):
    world.emulator.inject(Fault("reset-after", method="POST", path=unique.route.split()[1]))
    world.clock.now = lambda: world.emulator.clock.now() + timedelta(minutes=minutes)
    unique.stack.up()
    assert unique.works()
    assert world.warnings == []


@pytest.mark.parametrize("created_by", [LOGIN, "somebody@example.com"])
def test_what_is_older_than_the_attempt_is_not_its_effect(unique: Unique, world: World, created_by: str):
    world.advance(minutes=-6)
    ours = world.run()
    world.run = lambda: ours
    ours._resources[unique.stack.token].look_up(inputs_of(unique.stack), fresh=False)
    unique.add(created_by=created_by)
    world.advance(minutes=6)
    world.emulator.inject(Fault("reset-before", method="POST", path=unique.route.split()[1]))
    if created_by == LOGIN:
        unique.stack.up()
        assert [warning.endswith(TOLD) for warning in world.warnings] == [True]
    else:
        with pytest.raises(Refused, match=TAKEN):
            unique.stack.up()


def test_when_looking_fails_too_the_error_says_so_and_the_next_up_takes_over(unique: Unique, world: World):
    path = unique.route.split()[1]
    listed = {ACCOUNT: 1, USER: 2, RULE: 2}[unique.route]
    world.emulator.inject(
        Fault("reset-after", method="POST", path=path),
        Fault("status-before", method="GET", path=path, after=listed, count=1000),
    )
    with pytest.raises(
        GpucredsError, match=r"may exist all the same, and looking for it failed.*Run `pulumi up` again"
    ):
        unique.stack.up()
    world.emulator.clear_faults()
    assert len(unique.there()) == 1
    unique.stack.up()
    assert unique.works()
    assert len(unique.there()) == 1


def test_a_create_that_fails_for_good_ends_after_a_few_attempts_and_is_done_later(unique: Unique, world: World):
    world.emulator.inject(Fault("status-before", method="POST", path=unique.route.split()[1], status=503, count=1000))
    with pytest.raises(GpucredsError, match="answered 503"):
        unique.stack.up()
    assert world.requests().count(unique.route) == 5
    world.emulator.clear_faults()
    unique.stack.up()
    assert unique.works()


@pytest.mark.parametrize("status", [400, 403])
def test_a_refused_create_is_final(unique: Unique, world: World, status: int):
    world.emulator.inject(Fault("status-before", method="POST", path=unique.route.split()[1], status=status))
    with pytest.raises(GpucredsError, match=f"answered {status}") as caught:
        unique.stack.up()
    assert world.requests().count(unique.route) == 1
    assert ("Give the login of gpucreds an access rule" in str(caught.value)) is (status == 403)
    assert "\n" not in str(caught.value)


def test_what_somebody_made_a_moment_before_a_lost_create_is_not_its_effect(unique: Unique, world: World):
    ours = world.run()
    world.run = lambda: ours
    ours._resources[unique.stack.token].look_up(inputs_of(unique.stack), fresh=False)
    unique.add(created_by="somebody@example.com")
    world.advance(minutes=1)
    world.emulator.inject(Fault("reset-before", method="POST", path=unique.route.split()[1]))
    with pytest.raises(Refused, match=TAKEN):
        unique.stack.up()
