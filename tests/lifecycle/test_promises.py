"""What gpucreds promises of every resource, at every door."""

from __future__ import annotations

import pytest

from tests.lifecycle.cases import CASES, ON_PLATFORMS, Case
from tests.lifecycle.doors import SECRETS
from tests.lifecycle.stack import Stack
from tests.world import World


def _edits(case: Case) -> list[dict]:
    return [edit for edit in (case.in_place, case.rotating, case.replacing) if edit]


def test_preview_sends_nothing(stack: Stack, case: Case, world: World):
    stack.preview()
    assert world.requests() == []
    stack.up()
    before = world.requests()
    for edit in [{}, *_edits(case)]:
        stack.program |= edit
        stack.preview()
    assert world.requests() == before


def test_refresh_writes_nothing(stack: Stack, world: World):
    stack.up()
    before = world.writes()
    stack.refresh()
    assert world.writes() == before


def test_what_is_settled_stays_settled(stack: Stack, case: Case):
    for edit in [{}, *_edits(case)]:
        stack.up(**edit)
        assert stack.preview() == {}
        stack.refresh()
        assert stack.preview() == {}


def test_a_second_up_sends_nothing(stack: Stack, world: World):
    stack.up()
    before = world.requests()
    stack.up()
    assert world.requests() == before


def test_a_refresh_of_what_nobody_touched_changes_nothing(stack: Stack):
    state = stack.up()
    inputs = stack.kept.inputs
    assert stack.refresh() == state
    assert stack.kept.inputs == inputs


def test_destroy_leaves_nothing(stack: Stack, case: Case, world: World):
    for edit in [{}, *_edits(case)]:
        stack.up(**edit)
    stack.destroy()
    assert world.emulator.live() == []


@pytest.mark.parametrize("case", [case for case in CASES if case.in_place], ids=lambda case: case.token)
def test_an_update_in_place_keeps_the_object(stack: Stack, case: Case, world: World):
    stack.up()
    before, secrets = world.emulator.live(), case.secrets(stack.kept.state)
    stack.up(**case.in_place)
    assert world.emulator.live() == before
    assert case.secrets(stack.kept.state) == secrets


def test_a_replacement_leaves_one_object(stack: Stack, case: Case, world: World):
    stack.up()
    stack.up(**case.replacing)
    assert len(world.emulator.live()) == int(case.on_platform)


@pytest.mark.parametrize("case", ON_PLATFORMS, ids=lambda case: case.token)
def test_what_is_gone_is_made_anew(stack: Stack, world: World):
    stack.up()
    world.emulator.reset()
    assert stack.refresh() is None
    stack.up()
    assert len(world.emulator.live()) == 1


def test_deleting_what_is_gone_is_a_success(stack: Stack, world: World):
    stack.up()
    world.emulator.reset()
    stack.destroy()
    assert world.emulator.live() == []


def test_every_secret_in_a_state_is_marked(stack: Stack, case: Case):
    stack.up()
    state = stack.up(**case.rotating)
    open_values = {name: value for name, value in state.items() if name not in SECRETS[case.token]}
    for secret in case.secrets(state):
        assert secret not in repr(open_values)
        assert secret not in repr(stack.kept.inputs)


def test_no_secret_is_in_a_warning_or_a_repr(stack: Stack, case: Case, world: World):
    stack.up()
    state = stack.up(**case.rotating)
    seen = repr([world.warnings, world.run(), world.run().run])
    for secret in [*case.secrets(state), *world.secrets()]:
        assert secret not in seen


@pytest.mark.parametrize("days", range(0, 200, 13))
def test_two_previews_seconds_apart_plan_the_same(stack: Stack, world: World, days: int):
    stack.up()
    world.advance(days=days)
    planned = stack.preview()
    world.advance(seconds=40)
    assert stack.preview() == planned
