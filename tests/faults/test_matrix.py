"""After any fault the next command converges: one living credential per generation, a secret that works, nothing left.

Every command of a life is interrupted at every request it sends, by everything that can happen to one: once (the
command itself may recover) and for as long as the command lasts (only the next one can).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable

import pytest

from gpucreds.core.errors import GpucredsError
from tests.faults import invariants
from tests.faults.crash.cells import EVERY
from tests.faults.interruptions import INTERRUPTIONS, Interruption
from tests.faults.ledger import FAULTS, LEDGER, holds, ran
from tests.lifecycle.cases import ON_PLATFORMS, Case
from tests.lifecycle.doors import DOORS, Aborted, Properties
from tests.lifecycle.stack import Stack
from tests.world import Killed, World


def _again(rotating: Properties) -> Properties:
    """The same edit with another trigger."""
    return json.loads(json.dumps(rotating).replace('"now"', '"again"'))


COMMANDS: dict[str, Callable[[Stack, Case], object]] = {
    "create": lambda stack, _: stack.up(),
    "rotate": lambda stack, case: stack.up(**case.rotating),
    "rotate again": lambda stack, case: stack.up(**_again(case.rotating)),
    "end of overlap": lambda stack, _: (stack.world.advance(days=4), stack.up()),
    "update": lambda stack, case: stack.up(**case.in_place),
    "replace": lambda stack, case: stack.up(**case.replacing),
    "refresh": lambda stack, _: stack.refresh(),
    "destroy": lambda stack, _: stack.destroy(),
}
HAPPENINGS = [
    pytest.param(door, what, count, id=f"{door}-{what}, {'once' if count == 1 else 'lasting'}")
    for door in DOORS
    for what, interruption in INTERRUPTIONS.items()
    for count in interruption.counts
    # Behind both doors is the hub; and what lasts ends in its errors, which tests of the dynamic door look at.
    if door == "plugin" or (door == "dynamic" and count == 1) or EVERY in os.environ
]
ALWAYS_ASK = ("create", "replace", "destroy")
MOST_REQUESTS = 25


@pytest.fixture(params=ON_PLATFORMS, ids=lambda case: case.token)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


def _bring_to(command: str, stack: Stack, case: Case) -> None:
    """What has to be done before a command makes sense."""
    for name, act in COMMANDS.items():
        if name == command:
            return
        act(stack, case)


def _interrupted(stack: Stack, case: Case, command: str, what: Interruption, request: int, count: int) -> bool:
    """Run a command under an interruption; whether it happened at all."""
    what.begin(stack.world, request, count)
    error = None
    try:
        COMMANDS[command](stack, case)
    except (GpucredsError, Aborted) as raised:
        error = raised
    except Killed:
        pass
    happened = what.end(stack.world)
    invariants.an_error_is_one_line_without_a_secret(stack.world, stack, case, error)
    if count == 1:
        holds("what passes by itself is no error", error is None or not what.passes)
    LEDGER[FAULTS] += happened
    return happened > 0


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("door", "what", "count"), HAPPENINGS)
def test_the_next_command_repairs_what_a_fault_did(
    world: World, monkeypatch: pytest.MonkeyPatch, door: str, case: Case, command: str, what: str, count: int
):
    for request in range(MOST_REQUESTS):
        world.emulator.reset()
        stack = Stack(world, monkeypatch, door, case.token, case.program(world))
        _bring_to(command, stack, case)
        if not _interrupted(stack, case, command, INTERRUPTIONS[what], request, count):
            assert request > 0 or command not in ALWAYS_ASK or what == "a list lags behind"
            return
        if command != "destroy":
            invariants.the_next_run_converges(stack, case)
        stack.destroy()
        invariants.nothing_is_left(world)
        ran(door)
    pytest.fail(f"a command sends {MOST_REQUESTS} requests or more")
