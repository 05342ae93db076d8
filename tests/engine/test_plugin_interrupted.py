"""A command that ends before its time: the plugin ends with it, and nothing is lost or left behind."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from gpucreds_emulator import Emulator, Fault
from tests.engine.site import Site
from tests.faults.crash.processes import engine_run, wait_until
from tests.faults.crash.stage import Halt
from tools.program import Program

UP = ("up", "--yes", "--skip-preview")
WORKSPACE = """
resources:
  red:
    type: gpucreds:egs:SliceWorkspace
    properties: {clusters: [worker-1], namespaces: [red], username: Jo, email: jo@example.com, readyTimeout: 1h}
  ci:
    type: gpucreds:egs:ApiToken
    properties: {role: Owner}
"""


def test_an_interrupt_ends_a_long_wait_and_keeps_what_is_made(site: Site):
    site.emulator.egs.knobs.polls_until_ready = 1000
    program = site.yaml(WORKSPACE)
    with engine_run(program, UP) as run:
        polls = "POST /api/v1/slice-workspace/kube-config"
        wait_until("a workspace is waited for", lambda: {polls, "POST /api/v1/api-key"} <= {*site.requests()})
        assert run.providers()
        run.signal(signal.SIGINT)
        assert run.ended() != 0
        wait_until("the plugin has ended", lambda: not run.alive())
    assert "Traceback" not in program.log[-1]
    assert _kept(program) == {"red", "ci"}
    site.emulator.egs.knobs.polls_until_ready = 0
    program.up()
    assert site.names() == ["ci", "red"]
    program.up("--expect-no-changes")


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Site, Halt]]:
    """A platform that holds back the answer to the create of a token."""
    halt = Halt()
    emulator = Emulator(wait=halt)
    emulator.inject(Fault("timeout-after", method="POST", path="/api/v1/api-key"))
    with emulator.serving() as urls:
        yield Site(emulator, urls, tmp_path), halt
        halt.release()


def test_after_a_killed_engine_the_plugin_ends_and_the_next_up_leaves_one_token(held: tuple[Site, Halt]):
    site, halt = held
    program = site.yaml(
        "resources: {ci: {type: 'gpucreds:egs:ApiToken', properties: {role: Owner}}}\noutputs: {token: '${ci.token}'}"
    )
    with engine_run(program, UP) as run:
        wait_until("a token is being made", halt.reached)
        assert run.providers()
        run.kill("engine")
        halt.release()
        wait_until("the plugin has ended", lambda: not run.providers())
    assert site.names() == ["ci"]
    program.pulumi("cancel", "--yes")
    program.up()
    assert site.names() == ["ci"]
    kept = program.outputs()["token"]
    assert kept in site.emulator.egs.save().keys
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []


def _kept(program: Program) -> set[str]:
    """The resources in the state, by name."""
    state = program.resources()
    return {one["urn"].rpartition("::")[2] for one in state if one["type"].startswith("gpucreds:")}
