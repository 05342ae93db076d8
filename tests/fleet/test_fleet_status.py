"""`gpucreds fleet status` on the real engine: what was done, what is due, and what comes next."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fleet.project import FleetProject

pytestmark = pytest.mark.parametrize("backend", ["file"], indirect=True)


def status(fleet: FleetProject, *arguments: str) -> dict[str, dict[str, Any]]:
    told = json.loads(fleet.program.gpucreds("fleet", "status", "--json", *arguments))
    return {one["team"]: one for one in told["teams"]}


def test_it_says_of_each_team_what_was_done_what_is_due_and_what_comes_next(fleet: FleetProject):
    fleet.write({"vision": {"ci": "Owner", "more": "Owner"}, "nlp": {"ci": "Emperor"}})
    assert status(fleet)["vision"]["reasons"] == ["it has no stack yet"]
    fleet.up(status=1)
    before = fleet.site.requests()
    told = status(fleet)
    assert fleet.site.requests() == before
    vision, nlp = told["vision"], told["nlp"]
    assert (vision["result"], vision["credentials"], vision["reasons"]) == ("succeeded", 2, [])
    assert vision["nextAt"] > vision["updatedAt"]
    assert vision["nextOf"] == "ci"
    assert (nlp["result"], nlp["credentials"], nlp["nextAt"]) == ("failed", 0, None)
    assert nlp["reasons"] == ["its last update failed"]
    fleet.site.advance(fleet.program, 80)
    assert "within 14d" in status(fleet, "--only", "vision")["vision"]["reasons"][0]
    shown = fleet.program.gpucreds("fleet", "status")
    assert "its last update failed" in shown
    fleet.write({"nlp": {"ci": "Owner"}})
    assert "organization/program/vision has no team any more" in fleet.program.gpucreds("fleet", "status")
