"""Credentials that were made together rotate apart: each at its own time, which the plan shows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gpucreds.core.durations import parse_instant
from gpucreds.core.hub import Existing
from tests.lifecycle.stack import Stack
from tests.world import BEGIN, World

DAY, JITTER = timedelta(days=1), timedelta(days=10)
FIRST = timedelta(days=76)
"""The age of the first that rotates."""
TOKENS = {"role": "Owner", "rotation": {"before": "14d", "jitter": "10d"}}
APPLICATIONS = {"rotation": {"every": "86d", "jitter": "10d"}}
MANY = 20


def due(one: Existing) -> timedelta:
    """How long after the beginning it is due."""
    return parse_instant(one.inputs["rotateAfter"]) - BEGIN


@pytest.mark.parametrize(("token", "given"), [("egs:ApiToken", TOKENS), ("runai:Application", APPLICATIONS)])
def test_what_was_made_on_one_day_is_due_on_many_and_each_just_then(world: World, token: str, given: dict):
    hub = world.run()
    asked = [{**given, "name": f"ci-{number}"} for number in range(MANY)]
    if token == "egs:ApiToken":
        asked = [{**one, "address": world.address()} for one in asked]
    made = [hub.create(token, hub.check(token, one).inputs) for one in asked]
    assert all(FIRST <= due(one) + DAY <= FIRST + JITTER + 2 * DAY for one in made)  # EGS counts in days
    assert len({due(one).days for one in made}) > MANY / 4
    world.advance(days=81)
    now, hub = BEGIN + timedelta(days=81), world.run()
    rotate = {
        one.id
        for one, program in zip(made, asked, strict=True)
        if hub.check(token, program, one.inputs).inputs["generation"] == 2
    }
    assert rotate == {one.id for one in made if parse_instant(one.inputs["rotateAfter"]) <= now}
    assert 0 < len(rotate) < MANY


def test_another_jitter_is_an_update_that_sends_nothing(token: Stack, world: World):
    token.up(rotation={"before": "14d"})
    before = world.requests()
    token.edit(rotation={"before": "14d", "jitter": "10d"})
    assert token.preview().keys() == {"rotation", "rotateAfter"}
    token.up()
    assert token.preview() == {}
    assert world.requests() == before
