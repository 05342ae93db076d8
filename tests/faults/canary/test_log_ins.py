"""The provider's own log-in stands where the user has put it, and nowhere else, however it is given."""

from __future__ import annotations

import subprocess

import pytest

from tests.faults.canary.canary import Canary
from tests.faults.canary.watched import Seen, Watched
from tools.environment import pulumi_environment
from tools.scanner import Scanner

pytestmark = pytest.mark.engine

SETTINGS = {"EGS_API_KEY": "gpucreds:egsApiKey", "RUNAI_CLIENT_SECRET": "gpucreds:runaiClientSecret"}
TEXT = """
red = egs.SliceWorkspace("red", clusters=["worker-1"], namespaces=["red"], username="Jo", email="jo@example.com")
ci = egs.ApiToken("ci", role="Owner")
app = runai.Application("red-ci")
pulumi.export("secrets", [ci.token, app.client_secret, runai.get_access_token()])
"""
BY_THE_ENGINE = {"PULUMI_CONFIG"}
"""How the engine tells a program its configuration, secrets in clear."""


@pytest.fixture
def canary(canary: Canary) -> Canary:
    canary.site.rewrite(canary.program, TEXT)
    return canary


def _configure(canary: Canary, *flags: str) -> None:
    """Move the log-ins from the environment into the stack, through a pipe as a careful user would."""
    for variable, name in SETTINGS.items():
        subprocess.run(
            ["pulumi", "--non-interactive", "config", "set", *flags, name],
            cwd=canary.program.folder,
            env=pulumi_environment(canary.program.home) | canary.program.settings,
            input=canary.program.settings.pop(variable),
            text=True,
            check=True,
        )


def _live(canary: Canary) -> Seen:
    """A short life, watched."""
    seen = Seen()
    for command in ("up --yes", "destroy --yes --skip-preview"):
        watched = Watched(canary.program, *command.split())
        watched.seen = seen
        canary.printed.append((command, watched.printed()))
    assert not canary.emulator.live()
    assert len(seen.processes) >= 6  # each time the engine, a process of its for Python, and the provider
    return seen


def _variables_with_secrets(canary: Canary, seen: Seen) -> set[str]:
    scanner = Scanner(canary.emulator.handed_out())
    return {name for name, values in seen.variables.items() if any(scanner.in_text("", "\n".join(values)))}


def _in_arguments(canary: Canary, seen: Seen) -> list[str]:
    return [*map(str, Scanner(canary.emulator.handed_out()).in_text("arguments", "\n".join(seen.arguments)))]


def test_in_the_environment_it_stands_in_these_variables_alone(canary: Canary):
    seen = _live(canary)
    assert canary.found() == []
    assert _in_arguments(canary, seen) == []
    assert _variables_with_secrets(canary, seen) == SETTINGS.keys()


def test_as_a_secret_of_the_stack_it_is_in_no_file_and_only_the_engine_passes_it_on(canary: Canary):
    _configure(canary, "--secret")
    seen = _live(canary)
    canary.run("config")
    canary.run("stack", "export")
    assert canary.found() == []
    assert _in_arguments(canary, seen) == []
    assert _variables_with_secrets(canary, seen) <= BY_THE_ENGINE


def test_as_plain_configuration_it_is_in_the_stacks_file_and_the_engine_copies_it_into_its_state(canary: Canary):
    _configure(canary, "--plaintext")
    seen = _live(canary)
    assert {finding.kind for finding in canary.found()} == {"egs login api_key", "runai login client_secret"}
    places = {place.partition("/.pulumi/")[0] for place in canary.places()}
    assert places == {"program/Pulumi.dev.yaml", "state"}
    assert _in_arguments(canary, seen) == []
