"""A backend, or the engine before it, that is killed while a token is being made: nothing is lost or left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gpucreds_emulator import Fault
from tests.engine.site import Site
from tests.faults.crash.processes import EngineRun, engine_run, wait_until
from tests.faults.crash.stage import Halt
from tests.fleet.backends.postgres import PostgresServer
from tests.fleet.backends.programs import TOKEN, UP, only_token_works, stack_of
from tests.fleet.backends.s3 import S3Server
from tests.fleet.backends.server import Server
from tools.program import Program

LOCKED = "the stack is currently locked by 1 lock(s)"
beside_another = pytest.mark.parametrize("backend", ["file"], indirect=True)


@pytest.fixture(params=["postgres", "s3"])
def mortal(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that a test may kill; what it has said that it has written is on the disk."""
    server = PostgresServer(durable=True) if request.param == "postgres" else S3Server()
    with server.serving():
        yield server


@pytest.fixture
def mortal_site(site: Site, mortal: Server) -> Site:
    """Programs whose states are on it."""
    site.settings |= mortal.new("states").environment
    return site


@contextmanager
def making_a_token(site: Site, program: Program, halt: Halt) -> Iterator[EngineRun]:
    """An `up` that waits for the answer to a create, which the platform has carried out."""
    site.emulator.inject(Fault("timeout-after", method="POST", path="/api/v1/api-key"))
    program.settings["GPUCREDS_TIMEOUT"] = "5m"
    with engine_run(program, UP) as run:
        wait_until("a token is being made", halt.reached)
        yield run


def repair(site: Site, program: Program) -> None:
    """Do what the engine advises, and destroy the stack when it is found whole."""
    assert site.names() == ["ci"]
    assert LOCKED in program.up(succeeds=False)
    program.pulumi("cancel", "--yes")
    assert "1 pending operations" in program.up()
    assert only_token_works(site, program)
    program.up("--expect-no-changes")
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []


@beside_another
@pytest.mark.parametrize(("mortal", "door"), [("postgres", "dynamic"), ("s3", "plugin")], indirect=["mortal"])
def test_after_a_backend_that_died_in_mid_run_one_token_lives_and_its_secret_works(
    mortal_site: Site, mortal: Server, halt: Halt, door: str
):
    program = stack_of(mortal_site, door, TOKEN)
    with making_a_token(mortal_site, program, halt) as run:
        mortal.kill()
        halt.release()
        assert run.ended() != 0
    assert "failed to save snapshot" in program.log[-1]
    mortal.start()
    repair(mortal_site, program)


@beside_another
def test_a_backend_that_comes_back_soon_costs_nothing(mortal_site: Site, mortal: Server, halt: Halt):
    program = stack_of(mortal_site, "plugin", TOKEN)
    with making_a_token(mortal_site, program, halt) as run:
        mortal.kill()
        halt.release()
        wait_until("the engine has its answer", lambda: "ci created" in run.printed())
        mortal.start()
        assert run.ended() == 0
    program.up("--expect-no-changes")
    assert only_token_works(mortal_site, program)


def test_after_an_engine_that_died_in_mid_run_one_token_lives_and_its_secret_works(site: Site, halt: Halt):
    program = stack_of(site, "plugin", TOKEN)
    with making_a_token(site, program, halt) as run:
        run.kill("both")
        halt.release()
    repair(site, program)
