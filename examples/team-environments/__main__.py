"""All that the teams of `teams.yaml` have on three GPU platforms: one stack for all of them, or one for each."""

from pathlib import Path

import pulumi
import yaml

from gpucreds import TeamEnvironment

ROTATION = {"ttl": "90d", "before": "14d", "overlap": "2d"}

teams = yaml.safe_load(Path(__file__).with_name("teams.yaml").read_text())

# `pulumi config set team vision` makes the stack the one of that team alone.
only = pulumi.Config().get("team")

for name, platforms in teams.items():
    if only in (None, name):
        team = TeamEnvironment(name, **platforms, rotation=ROTATION)
        pulumi.export(name, team.environment)
