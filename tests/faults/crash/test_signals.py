"""Ctrl-C, a CI system's SIGTERM and a closed terminal, in the middle of a create."""

from __future__ import annotations

from collections.abc import Iterator
from signal import SIG_DFL, SIGHUP, SIGINT, SIGTERM, Signals, signal

import pytest

from tests.faults.crash.cells import Hold
from tests.faults.crash.held import held
from tests.faults.crash.invariants import all_is_as_the_program_says, each_generation_lives_once
from tests.faults.crash.processes import wait_until
from tests.faults.crash.repair import converged, destroyed
from tests.faults.crash.stage import Stage
from tests.faults.crash.story import COMMANDS, UP
from tests.faults.ledger import holds, ran
from tools.program import CommandFailed

CREATE = COMMANDS["create"]
MINT = Hold("timeout-after", path="egs POST /api/v1/api-key")
RECLAIMED = "revoked what a run that died, or --replace, had left at its address (1)."
PENDING = "interrupted while creating"

asking = pytest.mark.parametrize("asking", [SIGINT, SIGTERM], ids=lambda one: one.name)


def all_is_well(stage: Stage) -> None:
    """One more up, which has nothing to repair."""
    all_is_as_the_program_says(stage, CREATE, converged(stage))
    destroyed(stage)


@asking
def test_asked_to_end_a_run_finishes_its_request_keeps_the_token_and_needs_no_cancel(stage: Stage, asking: Signals):
    ran(stage.door)
    stage.bring_to(CREATE)
    with held(stage, UP, MINT) as run:
        run.signal(asking)
        wait_until("the engine has heard", lambda: f"{name_of(asking)} received; cancelling" in run.printed())
        holds("a run that was asked to end waits for its request", not run.is_over())
        stage.halt.release()
        holds("a run that was asked to end fails", run.ended() == 1)
        holds("it says that it was cancelled", "error: update canceled" in run.printed())
        wait_until("nothing is left of the run", lambda: not run.alive())
    holds("what was asked for is there", [live.kind for live in stage.emulator.live()] == ["api-key", "workspace"])
    printed = stage.program.pulumi(*UP)
    holds("nothing was lost, so nothing is revoked", RECLAIMED not in printed)
    holds("no operation is pending", PENDING not in printed)
    each_generation_lives_once(stage)
    all_is_well(stage)


@asking
def test_asked_twice_a_run_ends_at_once_and_the_next_up_repairs_it_without_a_cancel(stage: Stage, asking: Signals):
    ran(stage.door)
    stage.bring_to(CREATE)
    with held(stage, UP, MINT) as run:
        run.signal(asking)
        wait_until("the engine has heard", lambda: "received; cancelling" in run.printed())
        run.signal(asking)
        holds("a run that was asked twice fails while its request is still held", run.ended() == 8)
        wait_until("nothing is left of the run", lambda: not run.alive())
    printed = stage.program.pulumi(*UP)
    holds("what the run left is revoked", RECLAIMED in printed)
    holds("the engine tells of the operation", PENDING in printed)
    all_is_well(stage)


@pytest.fixture
def _terminal() -> Iterator[None]:
    """Under nohup whatever is started would take no notice of the terminal."""
    former = signal(SIGHUP, SIG_DFL)
    yield
    signal(SIGHUP, former)


@pytest.mark.usefixtures("_terminal")
def test_a_closed_terminal_kills_the_engine_and_the_next_up_wants_a_cancel(stage: Stage):
    ran(stage.door)
    stage.bring_to(CREATE)
    with held(stage, UP, MINT) as run:
        run.signal(SIGHUP)
        holds("the engine dies of it", run.ended() == -SIGHUP)
        stage.halt.release()
        wait_until("its orphans are at rest", lambda: run.rests() and stage.rests())
    before = stage.requests()
    with pytest.raises(CommandFailed, match="the stack is currently locked by 1 lock"):
        stage.program.pulumi(*UP)
    holds("a locked stack sends nothing", stage.requests() == before)
    stage.program.pulumi("cancel", "--yes")
    holds("what the run left is revoked", RECLAIMED in stage.program.pulumi(*UP))
    all_is_well(stage)


def test_the_warning_of_a_pending_create_goes_with_a_refresh_that_clears_it(stage: Stage):
    ran(stage.door)
    stage.bring_to(CREATE)
    with held(stage, UP, MINT) as run:
        run.kill("both")
    stage.program.pulumi("cancel", "--yes")
    stage.program.pulumi(*UP)
    holds("an up alone keeps the warning", PENDING in stage.program.pulumi(*UP))
    stage.program.pulumi("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
    holds("a refresh that clears ends it", PENDING not in stage.program.pulumi(*UP))
    all_is_well(stage)


def name_of(asking: Signals) -> str:
    """What the engine calls a signal."""
    return "^C" if asking is SIGINT else asking.name
