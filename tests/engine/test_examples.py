"""Each example is a program that a user could start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.site import Site
from tools.environment import ROOT
from tools.program import Program

EXAMPLES = ROOT / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/Pulumi.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_an_example_goes_up_settles_and_leaves_nothing(site: Site, name: str, tmp_path: Path):
    site.emulator.egs.knobs.polls_until_ready = 0  # each takes a second
    program = Program.copied(EXAMPLES / name, tmp_path, site.settings)
    program.pulumi("stack", "init", "dev")
    program.pulumi("config", "set-all", *(word.format(**site.settings) for word in CONFIGURED.get(name, [])))
    assert "to create" in program.pulumi("preview")
    assert site.requests() == []
    program.up()
    assert site.emulator.live()
    program.up("--expect-no-changes")
    program.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []


CONFIGURED = {
    "two-controllers": [
        *("--plaintext", "northEndpoint={EGS_ENDPOINT}", "--secret", "northKey={EGS_API_KEY}"),
        *("--plaintext", "southEndpoint={EGS_ENDPOINT}", "--secret", "southKey={EGS_API_KEY}"),
    ]
}
"""The configuration that an example asks for; the others take all from the environment."""


@pytest.mark.parametrize("name", NAMES)
def test_an_example_tells_how_it_is_run(name: str):
    told = (EXAMPLES / name / "README.md").read_text()
    assert "pulumi up" in told
