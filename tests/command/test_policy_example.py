"""The example of the policy pack: every command of its page, in their order."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.engine.judged import Said, said
from tests.engine.site import Site
from tools.environment import ROOT, pulumi_environment
from tools.program import Program

EXAMPLE = ROOT / "examples" / "policy"
BLOCKS = re.findall(r"^```(bash|)\n(.*?)^```", (EXAMPLE / "README.md").read_text(), re.MULTILINE | re.DOTALL)
COMMANDS = [text for kind, text in BLOCKS if kind == "bash"]
SHOWN = [text for kind, text in BLOCKS if not kind]


@pytest.fixture
def example(site: Site, tmp_path: Path) -> Program:
    """The example in a folder of its own."""
    site.emulator.egs.knobs.polls_until_ready = 0
    return Program.copied(EXAMPLE, tmp_path, site.settings)


def _run(example: Program, commands: str) -> tuple[int, str]:
    """What a block of the page ends with and prints."""
    ended = subprocess.run(
        ["bash", "-c", f"set -e\n{commands}"],
        cwd=example.folder,
        env=pulumi_environment(example.home) | example.settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout


def _rules(complaints: list[Said]) -> set[str]:
    return {f"{one.name}: {one.rule}" for one in complaints}


FIRST = {
    "ci: gpucreds-no-owner-tokens",
    "ci: gpucreds-longest-lifetime",
    "ci: gpucreds-rotation-required",
    "release: gpucreds-least-privilege",
    "vera: gpucreds-no-local-users",
}


def test_the_page_refuses_configures_analyzes_and_remedies(site: Site, example: Program):
    preview, machine, configured, existing, remedied = COMMANDS
    code, told = _run(example, preview)
    assert code == 1
    for line in SHOWN[0].splitlines():
        assert line in told
    assert site.requests() == []

    code, told = _run(example, machine)
    assert code == 0
    assert "refused" in told
    assert _rules(said((example.folder / "events.json").read_text())) == FIRST
    shown = [json.loads(line)["policyEvent"] for line in told.splitlines() if line.startswith("{")]
    assert all(one["policyName"] and one["enforcementLevel"] and one["resourceUrn"] and one["message"] for one in shown)

    code, told = _run(example, configured)
    assert code == 1
    assert "gpucreds-no-local-users" not in told
    assert "gpucreds-no-owner-tokens" in told

    code, told = _run(example, existing)
    assert code == 1
    for line in SHOWN[1].splitlines():
        assert line in told
    token = example.outputs()["ci_login"].removeprefix("Bearer ")
    assert token not in told.partition("Policies:")[2]

    code, told = _run(example, remedied)
    assert (code, "gpucreds-" in told) == (0, False), told
    assert example.outputs()["ci_login"].removeprefix("Bearer ") != token
