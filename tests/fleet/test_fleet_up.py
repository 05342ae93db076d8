"""`gpucreds fleet up` on the real engine: whom it takes, what it leaves alone, and what it says of a failure."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fleet.project import TEXT, FleetProject

SIX = {f"team-{number}": {"ci": "Owner"} for number in range(1, 7)}
THREE = dict(list(SIX.items())[:3])
on_files = pytest.mark.parametrize("backend", ["file"], indirect=True)
"""For what does not depend on where the states are."""


def fates(told: Any) -> dict[str, str]:
    return {one["team"]: one["fate"] for one in told["teams"]}


def reasons(told: Any) -> dict[str, list[str]]:
    return {one["team"]: one["reasons"] for one in told["teams"] if one["reasons"]}


def test_of_six_teams_the_three_that_changed_are_taken_and_no_other(fleet: FleetProject):
    fleet.write(SIX)
    assert fates(fleet.up()) == dict.fromkeys(SIX, "updated")
    assert fleet.tokens() == 6
    fleet.edit("team-2", more="Owner")
    fleet.edit("team-4", more="Owner")
    fleet.write({**fleet.teams, "team-6": {"other": "Owner"}})
    changed = {"team-2", "team-4", "team-6"}
    planned = fleet.up("--preview")
    assert reasons(planned) == {team: ["its entry changed"] for team in changed}
    told = fleet.up()
    assert fates(told) == {team: "updated" if team in changed else "skipped" for team in SIX}
    assert [one["changes"] for one in told["teams"] if one["team"] in changed] == [
        {"create": 1},
        {"create": 1},
        {"create": 1, "delete": 1},
    ]
    assert [len(fleet.history(team)) for team in SIX] == [2 if team in changed else 1 for team in SIX]
    before = len(fleet.site.requests())
    assert fates(fleet.up()) == dict.fromkeys(SIX, "skipped")
    assert len(fleet.site.requests()) == before
    assert fleet.tokens() == 8


@on_files
def test_a_team_that_fails_is_named_at_the_end_and_stops_no_other(fleet: FleetProject):
    fleet.write(THREE)
    fleet.edit("team-1", ci="Emperor")
    told = fleet.up(status=1)
    assert fates(told) == {"team-1": "failed", "team-2": "updated", "team-3": "updated"}
    assert "role" in told["teams"][0]["problem"]
    assert "Emperor" in told["teams"][0]["problem"]
    fleet.edit("team-1", ci="Owner")
    again = fleet.up()
    assert fates(again) == {"team-1": "updated", "team-2": "skipped", "team-3": "skipped"}
    assert reasons(again) == {"team-1": ["its last update failed"]}
    assert fleet.tokens() == 3


@on_files
def test_whom_the_clock_demands_something_of_is_taken(fleet: FleetProject):
    fleet.write(THREE)
    fleet.up("--only", "team-1")
    fleet.site.advance(fleet.program, 40)
    fleet.up()
    fleet.site.advance(fleet.program, 40)
    told = fleet.up()
    assert fates(told) == {"team-1": "updated", "team-2": "skipped", "team-3": "skipped"}
    assert "within 14d" in reasons(told)["team-1"][0]
    assert fleet.tokens() == 4
    fleet.site.advance(fleet.program, 4)
    told = fleet.up()
    assert "its overlap ended" in reasons(told)["team-1"][0]
    assert fleet.tokens() == 3
    assert reasons(fleet.up("--preview")) == {}


@on_files
def test_a_team_that_is_taken_out_is_reported_and_its_stack_left_alone(fleet: FleetProject):
    fleet.write(THREE)
    fleet.up()
    fleet.program.pulumi("stack", "init", "somebody-elses")
    fleet.write(dict(list(THREE.items())[:2]))
    told = fleet.up()
    assert told["withoutTeam"] == ["organization/program/team-3"]
    assert fates(told) == {"team-1": "skipped", "team-2": "skipped"}
    assert fleet.tokens() == 3
    shown = fleet.program.gpucreds("fleet", "up")
    command = "pulumi destroy --remove --stack organization/program/team-3"
    assert command in shown
    fleet.program.pulumi(*command.split()[1:], "--yes", "--skip-preview")
    assert fleet.up()["withoutTeam"] == []
    assert fleet.tokens() == 2


@on_files
def test_another_program_takes_all_and_other_settings_their_own_team(fleet: FleetProject):
    fleet.write(THREE)
    fleet.up()
    fleet.program.pulumi("config", "set", "colour", "red", "--stack", "team-2")
    assert reasons(fleet.up()) == {"team-2": ["its settings changed"]}
    fleet.site.rewrite(fleet.program, TEXT + "\n# a word more\n")
    told = fleet.up()
    assert reasons(told) == {team: ["the program changed"] for team in THREE}
    assert fates(told) == dict.fromkeys(THREE, "unchanged")


def test_a_runner_that_was_thrown_away_changes_nothing(fleet: FleetProject):
    fleet.write(THREE)
    fleet.up()
    for file in fleet.program.folder.glob("Pulumi.team-*.yaml"):
        file.unlink()
    assert fates(fleet.up()) == dict.fromkeys(THREE, "skipped")
    fleet.edit("team-1", more="Owner")
    assert fates(fleet.up())["team-1"] == "updated"
    assert fleet.tokens() == 4


def test_after_an_update_by_hand_or_a_refresh_a_team_is_taken_once(fleet: FleetProject):
    fleet.write(THREE)
    fleet.up()
    fleet.program.pulumi("up", "--yes", "--skip-preview", "--stack", "team-1")
    fleet.program.pulumi("refresh", "--yes", "--skip-preview", "--stack", "team-2")
    told = fleet.up()
    assert reasons(told) == {
        "team-1": ["its last update was not one of gpucreds fleet up"],
        "team-2": ["its last command was refresh"],
    }
    assert fates(told) == {"team-1": "unchanged", "team-2": "unchanged", "team-3": "skipped"}
    assert fates(fleet.up()) == dict.fromkeys(THREE, "skipped")


@on_files
def test_stacks_are_named_by_the_template_and_the_selected_one_stays_selected(fleet: FleetProject):
    fleet.write(THREE)
    fleet.program.pulumi("stack", "init", "mine")
    fleet.up("--stack-name", "{team}-prod", "--only", "team-1", "--only", "team-2")
    assert [fleet.history(f"{team}-prod")[0]["result"] for team in ("team-1", "team-2")] == ["succeeded"] * 2
    assert fleet.program.pulumi("stack", "--show-name").strip() == "mine"
    told = fleet.up("--stack-name", "{team}-prod", "--only", "team-1", "--all")
    assert (fates(told), reasons(told)) == ({"team-1": "unchanged"}, {"team-1": ["asked for by --all"]})


@on_files
def test_no_secret_stands_in_a_log_a_state_or_what_is_told(fleet: FleetProject):
    fleet.write(THREE)
    fleet.edit("team-1", ci="Emperor")
    fleet.up("--logs", str(fleet.program.home / "logs"), status=1)
    logs = {path.name for path in (fleet.program.home / "logs").iterdir()}
    assert logs == {f"{team}.log" for team in THREE}
    secrets = list(fleet.site.emulator.egs.save().keys)
    assert len(secrets) >= 2
    assert fleet.program.readable(secrets) == []
