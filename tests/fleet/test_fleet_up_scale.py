"""A fleet as large as the promise: 200 teams with 5 credentials each."""

from __future__ import annotations

import os

import pytest

from tests.fleet.project import FleetProject

TEAMS = int(os.environ.get("GPUCREDS_FLEET_TEAMS", "200"))
CREDENTIALS = 5


@pytest.mark.parametrize("backend", ["file"], indirect=True)
def test_a_fleet_gets_all_its_credentials_and_a_second_run_starts_no_update(fleet: FleetProject):
    tokens = {f"token-{number}": "Owner" for number in range(CREDENTIALS)}
    fleet.write({f"team-{number:03}": tokens for number in range(TEAMS)})
    assert fleet.up()["summary"] == {"updated": TEAMS}
    assert fleet.tokens() == TEAMS * CREDENTIALS
    before = len(fleet.site.requests())
    assert fleet.up()["summary"] == {"skipped": TEAMS}
    assert len(fleet.site.requests()) == before
    assert len(fleet.history("team-000")) == 1
