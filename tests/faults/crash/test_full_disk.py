"""A disk that is full when the engine wants to write the state down.

The engine's file backend then leaves a state that is cut off, and may say so with the exit code of a success. It keeps
each state that it could write when it is told to (RETAIN): the newest of them is what a killed run would have left.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.faults.crash.cells import Hold
from tests.faults.crash.disk import small_disk
from tests.faults.crash.held import held
from tests.faults.crash.processes import engine_run, wait_until
from tests.faults.crash.repair import repaired
from tests.faults.crash.stage import Stage
from tests.faults.crash.story import COMMANDS, UP
from tests.faults.ledger import holds, ran
from tools.program import CommandFailed

RETAIN = "PULUMI_DIY_BACKEND_RETAIN_CHECKPOINTS"
NO_ROOM = "failed to save snapshot: An IO error occurred while writing the new snapshot file"
UNREADABLE = "failed to load checkpoint"
MOMENTS = {
    "create": "egs POST /api/v1/api-key",
    "rotate": "egs POST /api/v1/api-key",
    "replace": "runai POST /api/v1/service-accounts",
    "destroy": "egs DELETE /api/v1/api-key",
}


def readable(checkpoint: Path) -> bool:
    """Whether the engine could make anything of it."""
    try:
        return bool(json.loads(checkpoint.read_text()))
    except json.JSONDecodeError:
        return False


def with_room_again(stage: Stage) -> None:
    """Put the newest state that is whole in the place of one that is not."""
    if not readable(stage.checkpoint):
        with pytest.raises(CommandFailed, match=UNREADABLE):
            stage.program.pulumi("stack", "export")
        retained = sorted(stage.checkpoint.parent.glob(f"{stage.checkpoint.name}.[0-9]*[0-9]"), reverse=True)
        shutil.copy(next(filter(readable, retained)), stage.checkpoint)


@pytest.mark.parametrize("command", MOMENTS)
def test_a_state_that_finds_no_room_is_repaired_by_the_next_up(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
):
    ran(stage.door)
    stage.bring_to(COMMANDS[command])
    monkeypatch.setitem(stage.program.settings, RETAIN, "true")
    hold = Hold("timeout-after", path=MOMENTS[command])
    with small_disk(stage, tmp_path) as disk, held(stage, COMMANDS[command].typed, hold, disk.within) as run:
        disk.fill(run)
        stage.halt.release()
        run.ended()
        holds("the run says that the state found no room", NO_ROOM in run.printed())
        holds("it says why", disk.says in run.printed())
        wait_until("nothing is left of the run", lambda: not run.alive())
    with_room_again(stage)
    repaired(stage, COMMANDS[command])


def test_a_run_that_finds_no_room_for_its_lock_sends_nothing(stage: Stage, tmp_path: Path):
    ran(stage.door)
    stage.bring_to(COMMANDS["rotate"])
    with small_disk(stage, tmp_path) as disk, engine_run(stage.program, UP, disk.filled()) as run:
        holds("a run that finds no room for its lock fails", run.ended() != 0)
    holds("a run without a lock sends nothing", stage.requests() == [])
    repaired(stage, COMMANDS["rotate"])
