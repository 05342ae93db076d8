"""How `gpucreds fleet up` is called, what it refuses before anything starts, and how it tells of a fleet."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from gpucreds_cli.app import main
from gpucreds_cli.commands.fleet import chosen, command
from gpucreds_cli.fleet.records import Fleet, Outcome
from gpucreds_cli.fleet.shares import Share
from gpucreds_cli.fleet.teams import Team
from gpucreds_cli.fleet.text import of_fleet, of_outcome


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: creds\nruntime: python\n")
    (tmp_path / "teams.yaml").write_text("vision: {}\nnlp: {}\n")
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["fleet", "up", *arguments])


@pytest.mark.parametrize("name", sorted(command.commands))
def test_every_command_of_a_fleet_explains_each_of_its_options_and_all_but_one_know_json(name: str):
    one = command.commands[name]
    options = [option for option in one.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []
    assert ("as_json" in {option.name for option in options}) == (name != "manifests")  # they are YAML
    assert one.help


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--stack-name", "prod"], "--stack-name needs {team} in it"),
        (["--only", "vison"], "there is no team 'vison': did you mean 'vision'?"),
        (["--parallel", "0"], "Invalid value for '-p' / '--parallel'"),
        (["--cwd", "nowhere"], "'nowhere' does not exist"),
        (["--share", "3/2"], "'3/2' is no share: write for example 1/16"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(arguments: list[str], problem: str):
    ended = call(*arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert problem in " ".join(ended.stderr.split())


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("teams.yaml", "a b: {}\n1: {}\n", "line 1: 'a b' cannot name a stack: use letters, digits"),
        ("teams.yaml", "a b: {}\n1: {}\n", "line 2: '1' is no text to YAML"),
        ("Pulumi.yaml", "- 1", "Pulumi.yaml cannot be read as YAML"),
        ("Pulumi.vision.yaml", "{", "Pulumi.vision.yaml cannot be read as YAML"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_one_line_without_an_engine(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, problem: str
):
    monkeypatch.setenv("PATH", "")
    (folder / name).write_text(text)
    ended = call()
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert problem in ended.stderr
    assert ended.stderr.count("\n") == 1


def outcome(team: str, fate: str, **more: object) -> Outcome:
    return Outcome.model_validate({"team": team, "stack": f"organization/creds/{team}", "fate": fate, **more})


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (
            outcome("a", "updated", changes={"create": 5, "read": 1}, seconds=2.14),
            "a updated: 5 created, 1 read (2.1 s)",
        ),
        (outcome("a", "unchanged", seconds=2), "a unchanged (2.0 s)"),
        (outcome("a", "failed", reasons=["x"], problem="no room", seconds=1), "a failed: no room (1.0 s)"),
        (outcome("a", "planned", reasons=["x", "y"]), "a would be taken: x; y"),
    ],
)
def test_a_team_is_told_in_a_line(one: Outcome, line: str):
    assert of_outcome(one) == line


def test_the_summary_names_who_needs_an_eye_and_counts_all():
    teams = [
        outcome("a", "updated", changes={"create": 1}, seconds=1),
        outcome("b", "failed", problem="no room", seconds=1, log="logs/b.log"),
        outcome("c", "interrupted", seconds=1),
        outcome("d", "not-begun"),
        outcome("e", "skipped"),
    ]
    fleet = Fleet(project="creds", teams=teams, without_team=["organization/creds/old"], interrupted_by="SIGINT")
    assert list(of_fleet(fleet)) == [
        "b failed: no room (1.0 s)",
        "b: its log is logs/b.log",
        "c interrupted (1.0 s)",
        "not begun: d",
        (
            "organization/creds/old has no team any more and was left alone; to end all that it holds: "
            "pulumi destroy --remove --stack organization/creds/old"
        ),
        "5 teams: 1 updated, 1 failed, 1 interrupted, 1 not begun, 1 skipped",
    ]
    assert fleet.failed
    read = json.loads(fleet.model_dump_json(by_alias=True))
    assert read["summary"] == {"updated": 1, "failed": 1, "interrupted": 1, "not-begun": 1, "skipped": 1}
    assert (read["withoutTeam"], read["interruptedBy"]) == (["organization/creds/old"], "SIGINT")


def test_manifests_are_printed_for_each_team_as_yaml(folder: Path):
    (folder / "stack.yaml").write_text("kind: Stack\nmetadata: {name: '{team}'}\nspec: {stack: '{stack}'}\n")
    ended = CliRunner().invoke(
        main, ["fleet", "manifests", "--template", "stack.yaml", "--stack-name", "acme/{team}-prod"]
    )
    assert ended.exit_code == 0
    assert [(one["metadata"]["name"], one["spec"]["stack"]) for one in yaml.safe_load_all(ended.stdout)] == [
        ("vision", "acme/vision-prod"),
        ("nlp", "acme/nlp-prod"),
    ]


def test_a_share_takes_its_teams_and_no_others():
    teams = [Team(f"team-{number}", f"team-{number}", {}) for number in range(20)]
    shares = [[team.name for team in chosen(teams, [], Share(number, 3))] for number in (1, 2, 3)]
    assert sorted(name for share in shares for name in share) == sorted(team.name for team in teams)
    assert chosen(teams, ["team-0"], None) == teams[:1]
