"""An input that a program may give, and that the plan fills where it does not."""

from __future__ import annotations

from typing import Annotated

import pytest

from gpucreds.core.declaration import Model, Planned, Replaces, rule
from gpucreds.core.hub import Hub
from gpucreds.core.resource import Resource, Run
from gpucreds.core.unknown import UNKNOWN, known
from tests.core.stopwatch import Stopwatch


class LampInputs(Model):
    """What a program gives."""

    watts: Annotated[int, Planned(or_given=True), Replaces()]
    """How bright it is."""

    @rule("watts")
    def _not_blinding(self) -> str | None:
        """A lamp that blinds."""
        given = known(self.watts)
        return "blinds" if given and given > 100 else None


class Lamp(Resource):
    """As bright as the one before, unless the program says otherwise."""

    resource_type = "home:Lamp"
    inputs = LampInputs
    state = LampInputs

    def plan(self, inputs, old):
        """Forty watts, or what it was."""
        return {"watts": known(inputs.watts) or (old.watts if old else 40)}

    def dies_first(self, state, inputs):
        """A darker one does not fit beside a brighter one."""
        return inputs.watts < state.watts

    def create(self, inputs): ...
    def read(self, state): ...
    def update(self, state, inputs): ...
    def delete(self, state): ...


@pytest.fixture
def hub():
    run = Run(Stopwatch(), pytest.fail)
    return Hub(run, [Lamp(run, None)])


@pytest.mark.parametrize(
    ("news", "olds", "watts"),
    [({}, None, 40), ({"watts": 60}, None, 60), ({}, {"watts": 25}, 25), ({"watts": 60}, {"watts": 25}, 60)],
)
def test_what_is_given_wins_and_the_rest_is_planned(hub, news, olds, watts):
    assert hub.check("home:Lamp", news, olds).inputs == {"watts": watts}


def test_what_is_given_is_checked_by_the_rules(hub):
    (failure,) = hub.check("home:Lamp", {"watts": 500}).failures
    assert (failure.property, failure.reason) == ("watts", "blinds")


def test_what_is_given_but_not_known_yet_is_not_planned_either(hub):
    checked = hub.check("home:Lamp", {"watts": UNKNOWN}, {"watts": 25})
    assert checked.inputs["watts"] is UNKNOWN
    assert checked.failures == []


@pytest.mark.parametrize(("watts", "first"), [(60, False), (10, True), (UNKNOWN, False)])
def test_the_resource_says_whether_the_old_one_dies_first_once_it_can_be_known(hub, watts, first):
    diff = hub.diff("home:Lamp", {"watts": 25}, {"watts": watts})
    assert (diff.replaces, diff.delete_before_replace) == (["watts"], first)
