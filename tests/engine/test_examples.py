"""Each example is a program that a user could start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.environment import ROOT
from tools.program import Program

EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/Pulumi.yaml"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_goes_up_settles_and_leaves_nothing(site, example: Path, tmp_path: Path):
    program = Program.copied(example, tmp_path, site.settings)
    program.pulumi("stack", "init", "dev")
    assert "to create" in program.pulumi("preview")
    assert site.requests() == []
    program.up()
    assert site.emulator.live()
    program.up("--expect-no-changes")
    program.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []
