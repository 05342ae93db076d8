"""How the command is called, and what it refuses before it looks at anything."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from gpucreds_cli import console, engine
from gpucreds_cli.app import COMMANDS, main
from gpucreds_cli.commands.audit import _render
from tests.cli.fleet import Fleet
from tests.resources.nvcf.desk import Desk
from tests.world import World


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_help_lists_every_command_with_what_it_is_for():
    shown = call("--help")
    assert shown.exit_code == 0
    commands = [line.split() for line in shown.stdout.partition("Commands:")[2].splitlines() if line]
    assert [line[0] for line in commands] == list(COMMANDS)
    assert all(len(line) > 3 for line in commands)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_each_of_its_options(name: str):
    shown = call(name, "-h")
    assert shown.exit_code == 0
    command = main.get_command(click.Context(main), name)
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "policy-pack"])
def test_every_command_that_finds_something_can_say_it_to_programs(name: str):
    assert "--json" in call(name, "--help").stdout


def test_a_wrong_command_is_a_wrong_call():
    assert call("nonsense").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--fail-on", "leftover,bad"], "bad: write any, or some of leftover, unmanaged, missing"),
        (["--within", "two weeks"], "Invalid value for '--within'"),
        (["--all", "--stack", "dev"], "--all reads all stacks: leave --stack out"),
        (["--policy-config", "none.json"], "none.json cannot be read as JSON"),
        (["--policy-config", "broken.json"], "broken.json cannot be read as JSON"),
        (["--policy-config", "list.json"], "list.json does not hold an object by rule"),
        (["--policy-config", "unknown.json"], "the policy has no rule gpucreds-nonsense"),
        (["--policy-config", "level.json"], "'loud' is no enforcement level"),
        (["--cwd", "nowhere"], "'nowhere' does not exist"),
    ],
)
def test_a_wrong_call_of_audit_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], problem: str
):
    monkeypatch.chdir(tmp_path)
    texts = {
        "broken": "{",
        "list": "[]",
        "unknown": '{"gpucreds-nonsense": "mandatory"}',
        "level": '{"all": "loud"}',
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.json").write_text(text)
    ended = call("audit", *arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert problem in " ".join(ended.stderr.split())


def test_reclaim_wants_a_stack():
    assert call("reclaim").exit_code == 2


def test_a_mistake_of_ours_is_one_line_without_its_text(monkeypatch: pytest.MonkeyPatch):
    def mistake(*_: object, **__: object) -> None:
        raise ValueError("hunter2")

    monkeypatch.setattr("gpucreds_cli.commands.reclaim.full_name", mistake)
    ended = call("reclaim", "--stack", "dev")
    assert ended.exit_code == 1
    assert ended.stderr.startswith("error: gpucreds made a mistake, please report it: ValueError in ")
    assert "hunter2" not in ended.output
    assert ended.stderr.count("\n") == 1


def test_without_pulumi_the_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    engine.command.cache_clear()
    monkeypatch.setenv("PATH", "")
    ended = call("audit")
    assert ended.exit_code == 1
    assert ended.stderr.endswith("Install Pulumi 3.230 or newer, and put it on PATH\n")
    assert ended.stderr.count("\n") == 1


def test_what_a_platform_calls_its_things_moves_no_cursor(world: World, capsys: pytest.CaptureFixture[str]):
    Desk(world.emulator).add("\x1b[2J\rby-hand [bold]x")
    _render(Fleet(world).audit())
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "\r" not in printed
    assert "[2J by-hand [bold]x" in printed
    console.say("kept: \x1b[2J\rby-hand [bold]x")
    assert capsys.readouterr().out == "kept: [2J by-hand [bold]x\n"


def test_a_narrow_terminal_cuts_no_name_off(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    name = "a-key-with-a-name-that-is-long-gc-00000000-00000000-0000-1"
    Desk(world.emulator).add(name)
    monkeypatch.setattr("gpucreds_cli.commands.audit.out", Console(width=80))
    _render(Fleet(world).audit())
    printed = capsys.readouterr().out
    assert "…" not in printed


def test_json_is_all_that_a_program_reads(world: World, capsys: pytest.CaptureFixture[str]):
    found = Fleet(world).audit()
    console.show(found, _render, as_json=True)
    read = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in read["credentials"]] == [one.name for one in found.credentials]
    assert read["summary"]["credentials"] == len(found.credentials)
