"""`gpucreds fleet up` that ends before its time, and the next one: it converges, with one credential each."""

from __future__ import annotations

import json
import re
import signal
from collections import Counter
from typing import Any

import psutil
import pytest

from gpucreds_emulator import Fault
from tests.faults.crash.processes import wait_until
from tests.faults.crash.stage import Halt
from tests.fleet.project import FleetProject

pytestmark = pytest.mark.usefixtures("foreground")

FOUR = {f"team-{number}": {"ci": "Owner", "more": "Owner"} for number in range(1, 5)}
HELD = Fault("timeout-after", platform="egs", method="POST", path="/api/v1/api-key")


def fates(told: Any) -> Counter[str]:
    return Counter(one["fate"] for one in told["teams"])


def converges(fleet: FleetProject) -> None:
    """The next run finishes what is left, each token is there once, and nothing is to be done any more."""
    fleet.up()
    assert fleet.site.names() == sorted([*["ci"] * 4, *["more"] * 4])
    for team in FOUR:
        outputs = json.loads(fleet.program.pulumi("stack", "output", "--json", "--show-secrets", "--stack", team))
        fleet.program.log.pop()
        assert {*outputs.values()} <= {*fleet.site.emulator.egs.save().keys}
    assert fates(fleet.up()) == {"skipped": 4}


@pytest.mark.parametrize(("what", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_lets_what_is_under_way_end_and_begins_no_more(
    fleet: FleetProject, halt: Halt, what: signal.Signals, status: int
):
    fleet.write(FOUR)
    fleet.site.emulator.inject(HELD)
    with fleet.running("--parallel", "1") as run:
        wait_until("a token is being made", halt.reached)
        run.signal(what)
        halt.release()
        assert run.ended() == status
        assert run.left() == []
        told = json.loads(run.told())
    assert told["interruptedBy"] == what.name
    assert fates(told)["not-begun"] == 3
    assert fates(told)["failed"] == 0
    assert told["teams"][0]["changes"]["create"] >= 1
    converges(fleet)


def test_engines_outlive_a_killed_command_and_the_next_one_goes_on(fleet: FleetProject, halt: Halt):
    fleet.write(FOUR)
    fleet.site.emulator.inject(HELD)
    with fleet.running("--parallel", "2") as run:
        wait_until("a token is being made", halt.reached)
        run.signal(signal.SIGKILL)
        run.ended()
        assert run.left()
        halt.release()
        wait_until("the engines have ended", lambda: not run.left())
    begun = [team for team in FOUR if (fleet.program.folder / f"Pulumi.{team}.yaml").exists()]
    assert {fleet.history(team)[0]["result"] for team in begun} == {"succeeded"}
    converges(fleet)


def test_a_lock_of_a_dead_engine_is_reported_with_the_way_out_and_stops_no_other(fleet: FleetProject, halt: Halt):
    fleet.write(FOUR)
    fleet.site.emulator.inject(HELD)
    with fleet.running("--parallel", "1") as run:
        wait_until("a token is being made", halt.reached)
        (engine,) = run.engines()
        engine.kill()
        halt.release()
        assert run.ended() == 1
        told = json.loads(run.told())
    assert fates(told) == {"failed": 1, "updated": 3}
    told = fleet.up(status=1)
    assert fates(told) == {"failed": 1, "skipped": 3}
    problem = told["teams"][0]["problem"]
    assert f"(pid {engine.pid})" in problem
    assert not psutil.pid_exists(engine.pid)
    command = re.search(r"pulumi (cancel .*)", problem)
    assert command
    fleet.program.pulumi(*command[1].split())
    converges(fleet)


@pytest.mark.parametrize("backend", ["file"], indirect=True)
def test_a_second_interrupt_ends_what_is_under_way_at_once(fleet: FleetProject, halt: Halt):
    fleet.write(FOUR)
    fleet.site.emulator.inject(HELD)
    logs = fleet.program.home / "logs"
    with fleet.running("--parallel", "1", "--logs", str(logs)) as run:
        wait_until("a token is being made", halt.reached)
        (engine,) = run.engines()
        run.signal(signal.SIGINT)
        wait_until("the engine has heard of it", lambda: "^C received" in (logs / "team-1.log").read_text())
        run.signal(signal.SIGINT)
        assert run.ended() == 130
        assert not psutil.pid_exists(engine.pid)
        halt.release()
    assert fates(json.loads(run.told())) == {"interrupted": 1, "not-begun": 3}
    converges(fleet)
