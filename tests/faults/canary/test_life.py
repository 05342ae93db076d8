"""No secret can be read anywhere after a whole life on the real engine, but where somebody asks to see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from gpucreds_emulator import Emulator
from tests.faults.canary.canary import WORDS, Canary

pytestmark = pytest.mark.engine

IN_OUTPUTS = {
    "egs apiKey",
    "egs kubeConfig",
    "egs token in kubeConfig",
    "nvcf value",
    "runai access_token",
    "runai clientSecret",
    "runai tempPassword",
}
BEHIND_THE_SCENES = {
    "egs login access_token",
    "egs login api_key",
    "egs token",
    "runai login client_secret",
    "runai login password",
}


@pytest.fixture(params=WORDS)
def canary(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Canary]:
    """An empty stack of the program, at each door."""
    emulator = Emulator()
    with emulator.serving() as urls:
        yield Canary(emulator, urls, tmp_path, request.param)


def _begin(canary: Canary) -> None:
    canary.run("preview", "--diff")
    canary.run("preview", "--json")
    canary.up("--debug")


def _rotate(canary: Canary) -> None:
    canary.site.advance(canary.program, days=80)
    canary.run("preview", "--diff")
    canary.up("--json")


def _end_the_overlap(canary: Canary) -> None:
    canary.site.advance(canary.program, days=4)
    canary.run("config", "set", "reset", "the password of Jo")
    canary.up("--diff", "--event-log", str(canary.program.home / "events.json"))


def _look_around(canary: Canary) -> None:
    canary.run("refresh", "--yes", "--diff", "--run-program")
    canary.run("stack", "export", "--file", str(canary.program.home / "exported.json"))
    for command in ("stack export", "stack output", "stack output --json", "stack --show-urns", "stack history"):
        canary.run(*command.split())
    for command in ("config", "config --json", "about --json", "stack output team"):
        canary.run(*command.split())


def _pack(canary: Canary) -> list[str]:
    rules = canary.program.home / "policy.json"
    rules.write_text(json.dumps({"all": "advisory"}))
    return ["--policy-pack", canary.program.gpucreds("policy-pack").strip(), "--policy-pack-config", str(rules)]


def _judge(canary: Canary) -> None:
    for command in ("preview", "preview --json", "up --yes --skip-preview"):
        canary.run(*command.split(), *_pack(canary))
    canary.program.settings["PULUMI_CONFIG_PASSPHRASE"] = ""
    exported = str(canary.program.home / "exported.json")
    for command in ("policy analyze", "policy analyze --json"):
        canary.run(*command.split(), "--file", exported, *_pack(canary))
    assert canary.says("gpucreds-no-local-users")
    del canary.program.settings["PULUMI_CONFIG_PASSPHRASE"]


def _ask_the_command(canary: Canary) -> None:
    for command in ("audit", "audit --all --json", "doctor", "doctor --json", "reclaim --stack dev --yes"):
        canary.ask(*command.split())
    canary.ask("audit", "--html", str(canary.program.home / "audit.html"))
    canary.ask("rotate", "--stack", "dev", "--all", "--incident", "--yes")
    canary.ask("rotate", "--stack", "dev", "ci", "--yes", "--json")


def test_no_secret_can_be_read_after_a_whole_life_but_where_somebody_asks_to_see_it(canary: Canary):
    canary.program.settings["PULUMI_DEBUG_COMMANDS"] = "true"  # it hides `--event-log` else
    for part in (_begin, _rotate, _end_the_overlap, _look_around, _judge, _ask_the_command):
        part(canary)
    assert canary.found() == []
    canary.run("stack", "output", "--json", "--show-secrets")
    assert canary.shown() == IN_OUTPUTS
    canary.printed.pop()
    canary.run("destroy", "--yes", "--diff", "--debug")
    canary.run("stack", "rm", "--yes", "--preserve-config")
    assert canary.emulator.live() == []
    assert canary.given() == IN_OUTPUTS | BEHIND_THE_SCENES
    many = len(canary.emulator.handed_out()) > 40
    assert many
    assert canary.found() == []


def test_an_analysis_that_can_decrypt_a_stack_leaves_it_in_the_engines_own_log(canary: Canary):
    """Which is why docs/policy says to analyze an exported state, without the passphrase."""
    canary.up()
    canary.run("policy", "analyze", *_pack(canary))
    (place,) = canary.places()
    assert place.startswith("pulumi-home/logs/")
    assert "policy_analyze" in place


def test_what_stands_in_the_state_can_be_found_by_whoever_decrypts_it(canary: Canary):
    """So the run above looks in the right places: with the passphrase the same export has all of them."""
    canary.up()
    assert canary.found() == []
    canary.run("stack", "export", "--show-secrets")
    assert canary.shown() >= IN_OUTPUTS
    assert canary.places() == {"what `stack export --show-secrets` printed"}
