"""The recipes of docs/ci.md, run: each job in a fresh checkout, on the emulator, with the real engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.command.ci import recipes
from tests.command.ci.recipes import Job
from tests.command.ci.team import MISTAKE, PROGRAM, Team

SYSTEMS: dict[str, Callable[[Mapping[str, str]], dict[str, Job]]] = {
    "github": recipes.github,
    "gitlab": recipes.gitlab,
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_line_runs_and_the_jobs_preview_make_rotate_and_audit_and_a_left_over_fails_the_audit(
    team: Team, system: str
):
    jobs = SYSTEMS[system](team.given)
    preview = team.run(jobs["preview"])
    assert preview.status == 0, preview.log
    assert "nvcf:ScopedKey" in (team.checkout() / "preview.txt").read_text()
    assert team.site.requests() == []
    assert team.runner.summary.exists() == (system == "github")

    update = team.run(jobs["update"])
    assert update.status == 0, update.log
    first = team.program.outputs()["key"]

    team.wait(days=80)
    rotated = team.run(jobs["update"])
    assert rotated.status == 0, rotated.log
    assert team.program.outputs()["key"] != first
    assert team.site.names() == ["invoke", "invoke"]

    audit = team.run(jobs["audit"])
    assert audit.status == 0, audit.log
    assert "<html" in (team.checkout() / "audit.html").read_text()

    ran = {*preview.lines, *update.lines, *audit.lines}
    assert ran == {line for job in jobs.values() for step in job.steps for line in step.lines}

    team.lose("invoke")
    failed = team.run(jobs["audit"])
    assert failed.status == 3
    assert "leftover" in failed.log
    assert "<html" in (team.checkout() / "audit.html").read_text()
    assert team.leaked() == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_violation_fails_the_preview_and_is_in_what_it_keeps(team: Team, system: str):
    jobs = SYSTEMS[system](team.given)
    team.write(PROGRAM + MISTAKE)
    preview = team.run(jobs["preview"])
    assert preview.status != 0
    assert "gpucreds-rotation-required" in preview.log
    assert "gpucreds-rotation-required" in (team.checkout() / "preview.txt").read_text()
    assert team.leaked() == []


def test_a_violation_fails_the_update_which_does_not_make_it(team: Team):
    jobs = recipes.gitlab(team.given)  # its line is GitHub's
    team.write(PROGRAM + MISTAKE)
    update = team.run(jobs["update"])
    assert update.status != 0
    assert "gpucreds-rotation-required" in update.log
    assert "forever" not in team.site.names()


def test_the_image_and_the_audit_of_the_operator_run_and_a_left_over_fails_the_audit(team: Team, tmp_path: Path):
    jobs = recipes.operator(team.given, team.reports)
    image = team.run(jobs["image"])
    assert image.status == 0, image.log
    team.program.up()

    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    audit = team.runner.run(jobs["audit"], nowhere)
    assert audit.status == 0, audit.log
    (page,) = team.reports.iterdir()
    assert "<html" in page.read_text()
    assert {*image.lines, *audit.lines} == {line for job in jobs.values() for step in job.steps for line in step.lines}

    team.lose("invoke")
    failed = team.runner.run(jobs["audit"], nowhere)
    assert failed.status == 3
    assert "leftover" in failed.log
    assert team.leaked() == []
