"""`kill -9` of the engine, the provider or both, at every request of every command: the next `pulumi up` repairs it."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.faults.crash.cells import EVERY, Cell, cells, requests, writes
from tests.faults.crash.held import held
from tests.faults.crash.processes import wait_until
from tests.faults.crash.repair import destroyed, repaired
from tests.faults.crash.stage import Stage
from tests.faults.crash.story import LIFE, Command
from tests.faults.crash.wreck import Wrecks
from tests.faults.ledger import LEDGER, holds, ran


def killed(stage: Stage, cell: Cell) -> None:
    """Run the command up to the request, and kill; wait until nothing of the run will do anything any more."""
    ran(stage.door)
    stage.bring_to(cell.command)
    with held(stage, cell.command.typed, cell.hold) as run:
        run.kill(cell.victim)
        stage.halt.release()
        run.ended()
        if cell.victim != "engine":
            wait_until("nothing is left of the run", lambda: not run.alive())
        elif stage.door == "plugin":
            wait_until("the plugin has ended by itself", lambda: not run.providers())
        else:  # its orphans stay for ever, and finish the call that they are in
            wait_until("the orphans are at rest", lambda: run.rests() and stage.rests())


@pytest.mark.parametrize("cell", [*cells(*map(str, LIFE))], ids=str)
def test_the_next_up_repairs_what_a_killed_run_left(stage: Stage, wrecks: Wrecks, cell: Cell):
    killed(stage, cell)
    if cell.command.name == "refresh":
        holds("a refresh changes no platform", not any(map(writes, stage.requests())))
    if wrecks.is_new(stage, cell.command):
        LEDGER["wrecks repaired"] += 1
        repaired(stage, cell.command)


WRITES = [cell for cell in cells("create", "rotate") if writes(cell.request) and cell.phase == "after"]
TURNS = [cell for number, cell in enumerate(WRITES) if number % 4 == 0 or EVERY in os.environ]
"""Three cells stand there for each write: so the victims take turns."""


@pytest.mark.parametrize("cell", TURNS, ids=str)
def test_at_the_plugin_too_and_it_ends_with_its_engine(plugin_stage: Stage, wrecks: Wrecks, cell: Cell):
    killed(plugin_stage, cell)
    if wrecks.is_new(plugin_stage, cell.command):
        LEDGER["wrecks repaired"] += 1
        repaired(plugin_stage, cell.command)


IN_PLACE = [cell for cell in cells("rotate", "overlap-end") if cell.victim == "both" and writes(cell.request)]


@pytest.mark.parametrize("cell", IN_PLACE, ids=str)
def test_a_destroy_takes_what_a_killed_rotation_left(stage: Stage, cell: Cell):
    killed(stage, cell)
    stage.program.pulumi("cancel", "--yes")
    destroyed(stage)


@pytest.mark.parametrize("command", LIFE, ids=str)
def test_the_table_has_every_request_of_a_command(stage: Stage, plugin_stage: Stage, command: Command):
    for each in (stage, plugin_stage):
        each.bring_to(command)
        each.program.pulumi(*command.typed)
        assert Counter(each.requests()) == Counter(requests(command.name))
