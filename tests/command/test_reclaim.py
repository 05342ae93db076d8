"""When `gpucreds audit` and `gpucreds reclaim` refuse to work, on the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gpucreds_emulator import Emulator, Fault
from tests.command.projects import python_project
from tests.engine.site import Site
from tests.faults.crash.processes import engine_run, wait_until
from tests.faults.crash.stage import Halt
from tools.program import Program

KEY = 'nvcf.ScopedKey("key", scopes=["invoke_function"], functions=["*"])'


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Site, Halt]]:
    """A platform that holds back the answer to the create of a key."""
    halt = Halt()
    emulator = Emulator(wait=halt)
    emulator.inject(Fault("timeout-after", method="POST", path="/v1/keys"))
    with emulator.serving() as urls:
        yield Site(emulator, urls, tmp_path), halt
        halt.release()


def test_while_a_command_is_at_work_what_it_makes_is_not_taken_for_a_left_over(held: tuple[Site, Halt]):
    site, halt = held
    program = site.program(KEY)
    with engine_run(program, ("up", "--yes", "--skip-preview")) as run:
        wait_until("a key is made", lambda: site.names() == ["key"])
        program.gpucreds("reclaim", "--stack", "dev", "--yes", status=1)
        assert program.log[-1].startswith("error: a command is at work on program/dev")
        assert program.log[-1].count("\n") == 1
        halt.release()
        run.ended()
    assert "left nothing behind" in program.gpucreds("reclaim", "--stack", "dev", "--yes")
    assert site.names() == ["key"]


def error(program: Program, *arguments: str) -> str:
    """The one line that a command ends with."""
    assert program.gpucreds(*arguments, status=1) == ""
    (line,) = program.log[-1].splitlines()
    return line


def test_what_cannot_be_looked_at_is_one_line_with_the_way_out(site: Site):
    program = python_project(site, "empty", "")
    assert error(program, "audit") == (
        "error: this project has no stack. Name one with --stack, or write --all for all of the backend"
    )
    assert error(program, "audit", "--all").startswith("error: the backend has no stack. ")
    program.pulumi("stack", "init", "dev")
    unknown = "error: there is no stack 'prod' here. Name one that is there: there are 'organization/empty/dev'"
    assert error(program, "audit", "--stack", "prod") == unknown
    assert error(program, "reclaim", "--stack", "prod") == unknown
    assert "no stack named" in error(program, "reclaim", "--stack", "organization/empty/prod")
    nowhere = program.home / "nowhere"
    nowhere.mkdir()
    assert "could not detect current project" in error(program, "audit", "--cwd", str(nowhere))
    program.settings["PULUMI_BACKEND_URL"] = (program.home / "gone").as_uri()
    assert "pulumi stack ls: " in error(program, "audit")


def test_settings_that_cannot_be_decrypted_are_told_of_and_the_rest_is_read(site: Site):
    program = python_project(site, "sealed", "")
    program.pulumi("stack", "init", "dev")
    program.set_secret("gpucreds:egsApiKey", site.emulator.egs.api_key)
    program.settings["PULUMI_CONFIG_PASSPHRASE"] = "wrong"
    told = program.gpucreds("audit")
    assert "note: sealed/dev: pulumi config --show-secrets: incorrect passphrase. Check that pulumi is on PATH" in told
    assert "iac-admin" in told
    assert program.readable(site.emulator.handed_out()) == []


def test_an_error_is_coloured_for_people_alone(site: Site):
    program = python_project(site, "empty", "")
    program.settings["FORCE_COLOR"] = "1"
    red = "\x1b[1;31m"
    assert red in error(program, "audit")
    program.settings["NO_COLOR"] = "1"
    assert red not in error(program, "audit")
