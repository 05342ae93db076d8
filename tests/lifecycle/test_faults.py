"""After any fault the next command converges: one living credential per generation, a secret that works, nothing left.

Every command of a life is interrupted at every request it sends, by every kind of fault: once (the command itself may
recover) and for as long as the command lasts (only the next one can).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import get_args

import pytest

from gpucreds.core.errors import GpucredsError
from gpucreds.core.ownership import Mark
from gpucreds_emulator import Fault, FaultKind
from tests.lifecycle.cases import ON_PLATFORMS, Case
from tests.lifecycle.doors import Aborted
from tests.lifecycle.stack import Stack
from tests.world import World

KINDS = [kind for kind in get_args(FaultKind) if kind != "delay"]
COMMANDS: dict[str, Callable[[Stack, Case], object]] = {
    "create": lambda stack, _: stack.up(),
    "rotate": lambda stack, case: stack.up(**case.rotating),
    "end of overlap": lambda stack, _: (stack.world.advance(days=4), stack.up()),
    "replace": lambda stack, case: stack.up(**case.replacing),
    "refresh": lambda stack, _: stack.refresh(),
    "destroy": lambda stack, _: stack.destroy(),
}
LASTING = 1000
MOST_REQUESTS = 25


def _bring_to(command: str, stack: Stack, case: Case) -> None:
    """What has to be done before a command makes sense."""
    for name, act in COMMANDS.items():
        if name == command:
            return
        act(stack, case)


def _interrupted(stack: Stack, case: Case, command: str, fault: Fault) -> bool:
    """Run a command under a fault; whether the fault hit at all."""
    stack.world.emulator.inject(fault)
    with contextlib.suppress(GpucredsError, Aborted):
        COMMANDS[command](stack, case)
    waiting = stack.world.emulator.faults()
    stack.world.emulator.clear_faults()
    return not waiting or waiting[0].count < fault.count


def _one_per_generation(world: World) -> bool:
    marks = [Mark.parse(live.name) for live in world.emulator.live() if live.kind in ("api-key", "key")]
    return len(marks) == len(set(marks)) and len({mark.incarnation for mark in marks if mark}) <= 1


def _secrets_work(stack: Stack, case: Case) -> bool:
    state = stack.kept.state
    return all(case.opens(stack.world, state, secret) for secret in case.secrets(state))


def _converges(stack: Stack, case: Case) -> None:
    stack.up()
    stack.up()  # what a fault left pending may take one more
    assert stack.preview() == {}
    assert stack.kept.state.get("pending") is None
    assert _one_per_generation(stack.world)
    assert len(stack.world.emulator.live()) == case.objects(stack.kept.state)
    assert _secrets_work(stack, case)


@pytest.fixture(params=ON_PLATFORMS, ids=lambda case: case.token)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture(params=[1, LASTING], ids=["once", "lasting"])
def count(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", COMMANDS)
def test_the_next_command_repairs_what_a_fault_did(
    world: World, monkeypatch: pytest.MonkeyPatch, door: str, case: Case, command: str, kind: str, count: int
):
    for request in range(MOST_REQUESTS):
        world.emulator.reset()
        stack = Stack(world, monkeypatch, door, case.token, case.program(world))
        _bring_to(command, stack, case)
        if not _interrupted(stack, case, command, Fault(kind, after=request, count=count)):
            assert request > 0 or command in ("refresh", "end of overlap", "rotate")
            return
        if command != "destroy":
            _converges(stack, case)
        stack.destroy()
        assert world.emulator.live() == []
    pytest.fail(f"a command sends {MOST_REQUESTS} requests or more")
