"""What a user does after a run was killed, in the words of the engine and of the errors; and then all is well."""

from __future__ import annotations

from tests.faults.crash.invariants import Outputs, all_is_as_the_program_says, nothing_is_left
from tests.faults.crash.stage import Stage
from tests.faults.crash.story import DESTROY, UP, Command
from tests.faults.ledger import holds
from tools.program import CommandFailed

LEFT_BEHIND = "a workspace 'red' exists on EGS already, and this resource did not make it"


def repaired(stage: Stage, command: Command) -> None:
    """Cancel what the dead run holds, type the command again, and look; then take everything away."""
    stage.program.pulumi("cancel", "--yes")
    if command.typed == DESTROY:
        stage.program.pulumi(*DESTROY)
        nothing_is_left(stage)
        return
    outputs = converged(stage)
    all_is_as_the_program_says(stage, command, outputs)
    destroyed(stage)


def converged(stage: Stage) -> Outputs:
    """An up repairs; one more finishes what it calls pending; then there is nothing to do."""
    up(stage)
    outputs = Outputs(stage.program.outputs())
    if outputs.pending:
        up(stage)
        outputs = Outputs(stage.program.outputs())
    stage.program.pulumi("preview", "--expect-no-changes")
    return outputs


def up(stage: Stage) -> str:
    """`pulumi up`, and what its error says to do where it has one."""
    try:
        return stage.program.pulumi(*UP)
    except CommandFailed as failed:
        if LEFT_BEHIND not in str(failed):
            raise
        holds("the error names the way out", "set `adopt`" in str(failed))
    stage.story.edit({"adopt": True})
    printed = stage.program.pulumi(*UP)
    holds("what is adopted is told", "was there already: taken over" in printed)
    return printed


def destroyed(stage: Stage) -> None:
    """Everything goes."""
    stage.program.pulumi(*DESTROY)
    nothing_is_left(stage)
