"""The folder of the pack, which engines run that start no executables."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import yaml

import gpucreds_policy


def test_the_pack_has_the_version_of_the_package_and_a_runtime_that_every_pulumi_has():
    about = yaml.safe_load((Path(gpucreds_policy.__file__).parent / "PulumiPolicy.yaml").read_text())
    assert about["version"] == version("gpucreds")
    assert about["runtime"] == "python"
