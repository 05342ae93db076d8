"""After any fault the next command converges: one living credential per generation, a secret that works, nothing left.

Every command of a life is interrupted at every request it sends, by every kind of fault: once (the command itself may
recover) and for as long as the command lasts (only the next one can).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gpucreds.core.errors import GpucredsError
from gpucreds_emulator import Fault
from tests.faults import invariants
from tests.faults.ledger import CELLS, FAULTS, LEDGER
from tests.lifecycle.cases import ON_PLATFORMS, Case
from tests.lifecycle.doors import DOORS, Aborted
from tests.lifecycle.stack import Stack
from tests.world import World

# What happens to a request; where two things happen to it, the second one happens to the next list.
KINDS: dict[str, list[dict[str, object]]] = {
    "the connection is refused": [{"kind": "refuse"}],
    "the connection breaks before the commit": [{"kind": "reset-before"}],
    "the connection breaks after the commit": [{"kind": "reset-after"}],
    "no answer comes, nothing is done": [{"kind": "timeout-before"}],
    "no answer comes, all is done": [{"kind": "timeout-after"}],
    "half an answer comes": [{"kind": "slow-body"}],
    "429": [{"kind": "status-before", "status": 429}],
    "429 with Retry-After": [{"kind": "status-before", "status": 429, "retry_after": 9}],
    "503 before the commit": [{"kind": "status-before", "status": 503}],
    "503 with Retry-After": [{"kind": "status-before", "status": 503, "retry_after": 9}],
    "503 after the commit": [{"kind": "status-after", "status": 503}],
    "500 before the commit": [{"kind": "status-before", "status": 500}],
    "500 after the commit": [{"kind": "status-after", "status": 500}],
    "401": [{"kind": "status-before", "status": 401}],
    "403": [{"kind": "status-before", "status": 403}],
    "HTML from a proxy": [{"kind": "html"}],
    "HTML from a proxy after the commit": [{"kind": "html-after"}],
    "truncated JSON": [{"kind": "broken-json"}],
    "somebody else's JSON": [{"kind": "wrong-json"}],
    "a wrong content type": [{"kind": "wrong-content-type"}],
    "a status in the body that is not HTTP's": [{"kind": "wrong-status-code"}],
    "the bearer expires": [{"kind": "expired-bearer"}],
    "a list lags behind": [{"kind": "stale-list"}],
    "the answer is lost and the next list lags behind": [{"kind": "reset-after"}, {"kind": "stale-list", "after": 0}],
}
COMMANDS: dict[str, Callable[[Stack, Case], object]] = {
    "create": lambda stack, _: stack.up(),
    "rotate": lambda stack, case: stack.up(**case.rotating),
    "end of overlap": lambda stack, _: (stack.world.advance(days=4), stack.up()),
    "update": lambda stack, case: stack.up(**case.in_place),
    "replace": lambda stack, case: stack.up(**case.replacing),
    "refresh": lambda stack, _: stack.refresh(),
    "destroy": lambda stack, _: stack.destroy(),
}
ALWAYS_ASK = ("create", "replace", "destroy")
LASTING = 1000
MOST_REQUESTS = 25


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=ON_PLATFORMS, ids=lambda case: case.token)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture(params=[1, LASTING], ids=["once", "lasting"])
def count(request: pytest.FixtureRequest) -> int:
    return request.param


def _bring_to(command: str, stack: Stack, case: Case) -> None:
    """What has to be done before a command makes sense."""
    for name, act in COMMANDS.items():
        if name == command:
            return
        act(stack, case)


def _faults(kind: str, request: int, count: int) -> list[Fault]:
    return [Fault(**({"after": request, "count": count} | what)) for what in KINDS[kind]]


def _interrupted(stack: Stack, case: Case, command: str, faults: list[Fault]) -> bool:
    """Run a command under faults; whether the first one hit at all."""
    emulator = stack.world.emulator
    emulator.inject(*faults)
    error = None
    try:
        COMMANDS[command](stack, case)
    except (GpucredsError, Aborted) as raised:
        error = raised
    left = next((waiting.count for waiting in emulator.faults() if waiting.kind == faults[0].kind), 0)
    emulator.clear_faults()
    invariants.an_error_is_one_line_without_a_secret(stack.world, stack, case, error)
    LEDGER[FAULTS] += faults[0].count - left
    return left < faults[0].count


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", COMMANDS)
def test_the_next_command_repairs_what_a_fault_did(
    world: World, monkeypatch: pytest.MonkeyPatch, door: str, case: Case, command: str, kind: str, count: int
):
    for request in range(MOST_REQUESTS):
        world.emulator.reset()
        stack = Stack(world, monkeypatch, door, case.token, case.program(world))
        _bring_to(command, stack, case)
        if not _interrupted(stack, case, command, _faults(kind, request, count)):
            assert request > 0 or command not in ALWAYS_ASK or kind == "a list lags behind"
            return
        if command != "destroy":
            invariants.the_next_run_converges(stack, case)
        stack.destroy()
        invariants.nothing_is_left(world)
        LEDGER[CELLS] += 1
    pytest.fail(f"a command sends {MOST_REQUESTS} requests or more")
