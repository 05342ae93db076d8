"""The example with a stack for each team, by one command."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from gpucreds_cli.fleet.shares import Share
from tests.engine.site import Site
from tests.fleet.project import FleetProject
from tools.environment import ROOT
from tools.program import Program


@pytest.mark.parametrize("backend", ["file"], indirect=True)
def test_the_example_gives_each_of_its_teams_a_stack_of_its_own(site: Site, tmp_path: Path):
    program = Program.copied(ROOT / "examples" / "team-environments", tmp_path, site.settings)
    assert json.loads(program.gpucreds("fleet", "up", "--json"))["summary"] == {"updated": 3}
    for team in ("vision", "nlp", "inference"):
        outputs = json.loads(program.pulumi("stack", "output", "--json", "--stack", team))
        assert list(outputs) == [team]
    before = site.requests()
    assert json.loads(program.gpucreds("fleet", "up", "--json"))["summary"] == {"skipped": 3}
    assert site.requests() == before


@pytest.mark.parametrize("backend", ["file"], indirect=True)
def test_the_pods_of_the_job_update_each_team_once_between_them(fleet: FleetProject):
    teams = [f"team-{number}" for number in range(4)]
    fleet.write({team: {"ci": "Owner"} for team in teams})
    job = yaml.safe_load((ROOT / "examples" / "fleet" / "operator" / "fleet.yaml").read_text())["spec"]["jobTemplate"]
    [container] = job["spec"]["template"]["spec"]["containers"]
    pods = job["spec"]["completions"]
    with_a_team = sorted(
        {number - 1 for team in teams for number in range(1, pods + 1) if Share(number, pods).has(team)}
    )
    for index in [*with_a_team, min(set(range(pods)) - set(with_a_team))]:
        fleet.program.settings["JOB_COMPLETION_INDEX"] = str(index)
        ended = fleet.program._run([*container["command"], *container["args"]], subprocess.STDOUT)
        assert ended.returncode == 0, ended.stdout
    assert fleet.tokens() == len(teams)
    assert [len(fleet.history(team)) for team in teams] == [1, 1, 1, 1]
