"""Two runners that want one stack at once: one works, the other is told, and nothing is made twice."""

from __future__ import annotations

import re
import threading
from contextlib import suppress

import pytest

from gpucreds_emulator import Fault
from tests.engine.site import Site
from tests.faults.crash.processes import PATIENCE, engine_run, wait_until
from tests.faults.crash.stage import Halt
from tests.fleet.backends.backend import Backend
from tests.fleet.backends.programs import DOORS, TOKEN, UP, elsewhere, only_token_works, stack_of

LOCKED = "the stack is currently locked by 1 lock(s)"
REFUSED = re.compile(re.escape(LOCKED) + r"|code=NotFound|2\) NotFound")
"""How a runner is refused: the other one's lock may go away while it is looked at."""
CREATE = Fault("timeout-after", method="POST", path="/api/v1/api-key")
# What either protocol sends to write a lock, and neither to read or to remove one.
LOCK_WRITTEN = re.compile(rb'PUT /\S*\.pulumi/locks/|\.pulumi/locks/\S+\.json.{4}\{"data"', re.DOTALL)


class LocksTogether:
    """Holds each lock on its way until there are two: then each runner has seen a stack without one."""

    def __init__(self) -> None:
        self._two = threading.Barrier(2)
        self.met = False

    def __call__(self, chunk: bytes) -> None:
        if LOCK_WRITTEN.search(chunk):
            with suppress(threading.BrokenBarrierError):  # only one came
                self._two.wait(PATIENCE)
                self.met = True


@pytest.mark.parametrize("door", DOORS)
def test_a_second_runner_is_refused_while_the_first_one_makes_a_token(site: Site, halt: Halt, door: str):
    program = stack_of(site, door, TOKEN)
    other = elsewhere(site, program)
    site.emulator.inject(CREATE)
    program.settings["GPUCREDS_TIMEOUT"] = "5m"
    with engine_run(program, UP) as first:
        wait_until("a token is being made", halt.reached)
        assert LOCKED in other.up(succeeds=False)
        assert "pulumi cancel" in other.log[-1]
        halt.release()
        assert first.ended() == 0
    other.up("--expect-no-changes")
    assert only_token_works(site, other)


@pytest.mark.parametrize("backend", ["postgres", "s3"], indirect=True)
def test_two_runners_that_both_saw_no_lock_do_not_both_work(site: Site, backend: Backend):
    program = stack_of(site, "plugin", TOKEN)
    other = elsewhere(site, program)
    assert backend.relay is not None
    together = LocksTogether()
    with backend.relay.gated(together), engine_run(program, UP) as first, engine_run(other, UP) as second:
        ended = [first.ended(), second.ended()]
    assert together.met
    assert ended.count(0) <= 1
    refused = [each.log[-1] for each, status in zip((program, other), ended, strict=True) if status]
    assert all(REFUSED.search(printed) for printed in refused)
    program.up()
    assert only_token_works(site, program)


def test_runners_that_start_at_once_leave_one_token(site: Site):
    program = stack_of(site, "plugin", TOKEN)
    other = elsewhere(site, program)
    with engine_run(program, UP) as first, engine_run(other, UP) as second:
        ended = [first.ended(), second.ended()]
    refused = [each.log[-1] for each, status in zip((program, other), ended, strict=True) if status]
    assert all(REFUSED.search(printed) for printed in refused)
    program.up()
    assert only_token_works(site, program)
