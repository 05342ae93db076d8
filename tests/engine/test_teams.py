"""Team environments: all platforms from one program, whatever control plane of Run:ai there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.engine.site import Site
from tools.environment import ROOT
from tools.program import Program

EXAMPLE = ROOT / "examples" / "team-environments"


@pytest.fixture
def teams(site: Site, tmp_path: Path) -> Program:
    """The example, with an empty stack."""
    program = Program.copied(EXAMPLE, tmp_path, site.settings)
    program.pulumi("stack", "init", "dev")
    return program


def _edit(program: Program, **changes: object) -> None:
    file = program.folder / "teams.yaml"
    teams = yaml.safe_load(file.read_text()) | changes
    file.write_text(yaml.safe_dump({name: team for name, team in teams.items() if team}))


@pytest.mark.parametrize("version", ["2.18", "2.24", "3.0"])
def test_the_same_program_serves_every_control_plane(site: Site, teams: Program, version: str):
    site.emulator.runai.knobs.version = version
    teams.up()
    kinds = {resource["outputs"]["kind"] for resource in teams.resources() if "Application" in resource["urn"]}
    assert kinds == {"application" if version == "2.18" else "service-account"}
    teams.up("--refresh", "--expect-no-changes")
    teams.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []


def test_a_control_plane_may_be_upgraded_under_a_stack(site: Site, teams: Program):
    site.emulator.runai.knobs.version = "2.18"
    teams.up()
    secret = teams.outputs()["vision"]["RUNAI_CLIENT_SECRET"]
    site.emulator.runai.knobs.version = "3.0"
    site.advance(teams, 80)
    teams.up()
    assert teams.outputs()["vision"]["RUNAI_CLIENT_SECRET"] != secret
    teams.pulumi("refresh", "--yes", "--skip-preview")
    teams.up("--expect-no-changes")
    teams.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []


def test_a_rotation_in_the_preview_replaces_nothing(site: Site, teams: Program):
    teams.up()
    site.advance(teams, 80)
    planned = teams.pulumi("preview")
    assert "to update" in planned
    assert "replace" not in planned


def test_a_stack_can_be_one_teams_alone_and_a_team_that_goes_takes_all_it_has(site: Site, teams: Program):
    teams.pulumi("config", "set", "team", "nlp")
    teams.up()
    assert set(teams.outputs()) == {"nlp"}
    assert all("nlp" in name or name == "launch" for name in site.names())
    teams.pulumi("config", "rm", "team")
    _edit(teams, nlp=None, vision=None)
    teams.up()
    assert set(teams.outputs()) == {"inference"}
    assert not [name for name in site.names() if "nlp" in name]


def test_what_a_team_needs_is_one_secret_map(teams: Program):
    teams.up()
    assert set(teams.outputs()["vision"]) == {
        "EGS_ENDPOINT",
        "EGS_TOKEN_CI",
        "EGS_TOKEN_DASHBOARD",
        "NVCF_KEY_INVOKE",
        "RUNAI_CLIENT_ID",
        "RUNAI_CLIENT_SECRET",
        "RUNAI_ENDPOINT",
    }
    secrets = [value for team in teams.outputs().values() for name, value in team.items() if "ENDPOINT" not in name]
    assert teams.readable(secret for secret in secrets if len(secret) > 20) == []
    assert "[secret]" in teams.pulumi("stack", "output", "vision")
    shown = json.loads(teams.pulumi("stack", "output", "vision", "--show-secrets", "--json"))
    assert shown == teams.outputs()["vision"]


LOOK_UPS = """
pulumi.export("roles", [role.name for role in runai.get_roles()])
pulumi.export("projects", [project.name for project in runai.get_projects()])
pulumi.export("departments", [department.name for department in runai.get_departments()])
pulumi.export("clusters", [cluster.name for cluster in runai.get_clusters()])
pulumi.export("tenant", runai.get_tenant_id())
pulumi.export("services", [service.service_name for service in nvcf.get_services()])
pulumi.export("access_token", runai.get_access_token())
pulumi.export("admin_token", nvcf.get_admin_token())
assert nvcf.get_admin_token() is not None
"""


def test_a_program_can_look_things_up_and_tokens_stay_secret(site: Site):
    program = site.program(LOOK_UPS)
    program.up()
    outputs = program.outputs()
    assert "L1 researcher" in outputs["roles"]
    assert outputs["projects"] == ["vision", "nlp", "inference"]
    assert outputs["departments"] == ["research", "engineering"]
    assert (outputs["clusters"], outputs["tenant"]) == (["cluster-a"], "1001")
    assert outputs["services"] == ["nvcf-api", "nvct-api", "event-ledger"]
    assert program.readable([outputs["access_token"], outputs["admin_token"]]) == []
    assert site.requests().count("POST /v1/admin/keys") == 1
    assert site.requests().count("POST /api/v2/token") == 1


def test_a_look_up_that_fails_is_one_line(site: Site):
    program = site.program('runai.get_roles()\npulumi.export("never", 1)')
    program.settings["RUNAI_CLIENT_SECRET"] = "wrong"
    printed = program.up(succeeds=False)
    assert "Check gpucreds:runaiClientId and gpucreds:runaiClientSecret" in printed
    assert "Traceback" not in printed
