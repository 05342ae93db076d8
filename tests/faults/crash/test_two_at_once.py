"""Two commands on one stack at once."""

from __future__ import annotations

import pytest

from tests.faults.crash.cells import Hold
from tests.faults.crash.held import held
from tests.faults.crash.invariants import all_is_as_the_program_says
from tests.faults.crash.processes import wait_until
from tests.faults.crash.repair import converged, destroyed
from tests.faults.crash.stage import Stage
from tests.faults.crash.story import COMMANDS, DESTROY, REFRESH, UP
from tests.faults.ledger import holds, ran
from tools.program import CommandFailed

CREATE = COMMANDS["create"]
MINT = "egs POST /api/v1/api-key"
LOCKED = "the stack is currently locked by 1 lock"
RECLAIMED = "revoked what a run that died, or --replace, had left at its address (1)."


@pytest.mark.parametrize("second", [UP, REFRESH, DESTROY], ids=lambda typed: typed[0])
def test_the_second_command_on_a_stack_is_refused_before_it_sends_anything(stage: Stage, second: tuple[str, ...]):
    ran(stage.door)
    stage.bring_to(CREATE)
    with held(stage, UP, Hold("timeout-after", path=MINT)) as first:
        before = stage.requests()
        with pytest.raises(CommandFailed, match=LOCKED):
            stage.program.pulumi(*second)
        holds("the second command sends nothing", stage.requests() == before)
        stage.halt.release()
        holds("the first one never notices", first.ended() == 0)
        wait_until("nothing is left of the first one", lambda: not first.alive())
    all_is_as_the_program_says(stage, CREATE, converged(stage))
    destroyed(stage)


def test_an_orphan_that_ends_after_the_next_up_brings_nothing_back(stage: Stage):
    ran(stage.door)
    stage.bring_to(CREATE)
    with held(stage, UP, Hold("timeout-after", path=MINT)) as run:
        run.kill("engine")
        run.ended()
        stage.program.pulumi("cancel", "--yes")
        holds("what the orphan has made is revoked", RECLAIMED in stage.program.pulumi(*UP))
        stage.halt.release()
        wait_until("the orphan is at rest", lambda: run.rests() and stage.rests())
    all_is_as_the_program_says(stage, CREATE, converged(stage))
    destroyed(stage)


def test_what_an_orphan_makes_after_the_next_up_goes_with_a_destroy(stage: Stage):
    ran(stage.door)
    stage.bring_to(CREATE)
    with held(stage, UP, Hold("delay", path=MINT)) as run:
        run.kill("engine")
        run.ended()
        stage.program.pulumi("cancel", "--yes")
        stage.program.pulumi(*UP)
        stage.halt.release()
        wait_until("the orphan is at rest", lambda: run.rests() and stage.rests())
    names = [live.name.partition("-gc-")[0] for live in stage.emulator.live()]
    holds("the orphan has made a second token", names.count("ci") == 2)
    destroyed(stage)
