"""A command that stands still at one of its requests, so that a test can do something to it there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gpucreds_emulator import Fault
from tests.faults.crash.processes import EngineRun, engine_run, wait_until
from tests.faults.crash.stage import Stage
from tests.faults.ledger import FAULTS, LEDGER


@contextmanager
def held(stage: Stage, typed: Sequence[str], hold: Fault, within: Sequence[str] = ()) -> Iterator[EngineRun]:
    """Run a command until the platform holds the request; the end of the block lets it go, and ends what is left."""
    stage.emulator.inject(hold)
    with engine_run(stage.program, typed, within) as run:
        wait_until(f"a held {hold.path}", lambda: stage.halt.reached() or run.is_over())
        assert stage.halt.reached(), f"the command ended without {hold.path}"
        LEDGER[FAULTS] += 1
        try:
            yield run
        finally:
            stage.halt.release()
            wait_until("the platforms are at rest", stage.rests)
