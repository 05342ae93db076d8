"""A run killed between the platform's commit and the engine's checkpoint leaves a key; the next run revokes it."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import psutil
import pytest

from gpucreds_emulator import Emulator, Fault
from tests.engine.site import Site
from tools.environment import pulumi_environment
from tools.program import Program

TOKEN = 'egs.ApiToken("ci", role="Owner", rotation=egs.Rotation(before="14d", trigger={!r}))'


class Halt:
    """Holds an answer back after the work is done, so that a test can kill who waits for it."""

    def __init__(self) -> None:
        self.committed = threading.Event()
        self.released = threading.Event()

    def __call__(self, _seconds: float) -> None:
        self.committed.set()
        self.released.wait(60)


@pytest.fixture
def halt():
    return Halt()


@pytest.fixture
def site(tmp_path: Path, halt: Halt):
    emulator = Emulator(wait=halt)
    with emulator.serving() as urls:
        yield Site(emulator, urls, tmp_path)
        halt.released.set()


def _killed_up(site: Site, program: Program, halt: Halt) -> None:
    """Kill the engine and its providers when the platform has minted a key and before it has answered."""
    site.emulator.inject(Fault("timeout-after", method="POST", path="/api/v1/api-key"))
    running = subprocess.Popen(
        ["pulumi", "--non-interactive", "up", "--yes", "--skip-preview"],
        cwd=program.folder,
        env=pulumi_environment(program.home) | program.settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert halt.committed.wait(120)
    for process in [psutil.Process(running.pid), *psutil.Process(running.pid).children(recursive=True)]:
        process.kill()
    running.wait()
    halt.released.set()
    program.pulumi("cancel", "--yes")


def _killed_rotation(site: Site, halt: Halt) -> Program:
    program = site.program(TOKEN.format("a"))
    program.up()
    site.rewrite(program, TOKEN.format("b"))
    _killed_up(site, program, halt)
    return program


def test_a_killed_create_leaves_one_token_after_the_next_up(site: Site, halt: Halt):
    program = site.program(TOKEN.format("a"))
    _killed_up(site, program, halt)
    assert site.names() == ["ci"]
    assert "revoked what a run that died, or --replace, had left" in program.up()
    assert site.names() == ["ci"]
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.names() == []


def test_a_killed_rotation_leaves_one_token_per_generation_after_the_next_up(site: Site, halt: Halt):
    program = _killed_rotation(site, halt)
    assert site.names() == ["ci", "ci"]
    assert "revoked what a run that died, or --replace, had left" in program.up()
    assert site.names() == ["ci", "ci"]
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.names() == []


def test_a_killed_rotation_and_destroy_leave_nothing(site: Site, halt: Halt):
    program = _killed_rotation(site, halt)
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.names() == []
