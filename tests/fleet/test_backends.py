"""A life of credentials whose state is in a folder, in PostgreSQL and in an S3-compatible store, on the real engine."""

from __future__ import annotations

import json

import pytest

from gpucreds.core.ownership import Mark
from tests.engine.site import Site
from tests.fleet.backends.backend import Backend
from tests.fleet.backends.programs import DOORS, TEAM, TOKEN, stack_of
from tools.scanner import Scanner

LOG_INS = {"PGPASSWORD", "AWS_SECRET_ACCESS_KEY"}


def addresses(site: Site) -> set[str]:
    """Where the stack's identity has put what carries a mark."""
    marks = (Mark.parse(live.name) for live in site.emulator.live())
    return {mark.address for mark in marks if mark}


def readable(site: Site, backend: Backend) -> list[str]:
    """Which secrets of the platforms, and which log-ins, can be read in what the backend keeps."""
    log_ins = {backend.environment[name]: name for name in LOG_INS & backend.environment.keys()}
    scanner = Scanner(dict(site.emulator.handed_out()) | log_ins)
    return [str(found) for key, content in backend.contents().items() for found in scanner.in_bytes(key, content)]


@pytest.mark.parametrize("door", DOORS)
def test_a_life_is_the_same_on_every_backend_and_no_secret_can_be_read_there(site: Site, backend: Backend, door: str):
    program = stack_of(site, door, TEAM)
    program.set_secret("gpucreds:egsApiKey", site.emulator.egs.api_key)
    program.up()
    first, before = program.outputs(), addresses(site)
    assert any(b"ApiToken" in content for content in backend.contents().values())
    assert readable(site, backend) == []

    sent = len(site.requests())
    program.up("--expect-no-changes")
    assert len(site.requests()) == sent

    site.advance(program, 80)
    program.up()
    second = program.outputs()
    assert {name for name in first if first[name] != second[name]} == {"ci", "key"}
    assert site.names() == ["app", "ci", "ci", "key", "key"]
    assert addresses(site) == before
    program.pulumi("refresh", "--yes", "--expect-no-changes")
    assert readable(site, backend) == []

    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []
    assert readable(site, backend) == []
    assert program.readable(site.emulator.handed_out()) == []


def test_an_audit_reads_all_stacks_of_the_backend(site: Site):
    program = stack_of(site, "plugin", TOKEN)
    for stack in ("dev", "prod"):
        if stack == "prod":
            program.pulumi("stack", "init", stack)
        program.up()
    told = json.loads(program.gpucreds("audit", "--all", "--json"))
    assert told["stacks"] == ["program/dev", "program/prod"]
    assert (told["summary"]["managed"], told["complete"]) == (2, True)


def test_reclaim_revokes_what_no_state_of_the_backend_has(site: Site):
    program = stack_of(site, "plugin", TEAM)
    program.up()
    state = program.pulumi("stack", "export")
    site.advance(program, 80)
    program.up()
    program.pulumi("stack", "import", given=state)
    program.gpucreds("reclaim", "--stack", "dev", "--yes")
    assert site.names() == ["app", "ci", "key"]


def test_rotate_makes_a_new_generation(site: Site):
    program = stack_of(site, "dynamic", TEAM)
    program.up()
    told = json.loads(program.gpucreds("rotate", "--stack", "dev", "--yes", "--json", "ci"))
    assert [done["fate"] for done in told["done"]] == ["rotated"]
    assert site.names() == ["app", "ci", "ci", "key"]


@pytest.mark.parametrize("backend", ["postgres", "s3"], indirect=True)
def test_a_runner_without_the_backends_log_in_reads_nothing(site: Site):
    program = stack_of(site, "plugin", TOKEN)
    program.up()
    (log_in,) = LOG_INS & program.settings.keys()
    program.settings[log_in] = "another"
    assert "urn:pulumi" not in program.pulumi("stack", "export", succeeds=False)
