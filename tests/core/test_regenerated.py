"""When a secret that is made anew in place is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from gpucreds.core.importing import IMPORTED, SECRETLESS
from gpucreds.core.planning import Ask
from gpucreds.core.regenerated import RegeneratedInputs, Renewal

MADE = datetime(2026, 1, 1, 12, 0, tzinfo=timezone.utc)
MONTH = timedelta(days=30)


ONCE = "the old secret stops working at once"


class Inputs(RegeneratedInputs):
    """With the trigger of the last update."""

    trigger: str | None = None

    def renewal(self) -> Renewal:
        return Renewal(trigger=self.trigger)


def reason(asked: Renewal, after: timedelta = timedelta(), trigger: str | None = None) -> str | None:
    old = Inputs(generation=1, rotated_at=MADE, rotation_reason="created", trigger=trigger)
    return old.due(MADE + after, asked)


@pytest.mark.parametrize(
    ("asked", "after"),
    [
        (Renewal(), timedelta(days=9999)),
        (Renewal(every=MONTH), MONTH - timedelta(seconds=1)),
        (Renewal(every=MONTH), timedelta(0)),
    ],
)
def test_nothing_is_due_before_its_time(asked, after):
    assert reason(asked, after) is None


def test_a_secret_is_due_at_its_age_and_the_reason_says_what_happens_to_the_old_one():
    assert (
        reason(Renewal(every=MONTH), MONTH)
        == "the secret has reached the age of 30d; the old secret stops working at once"
    )


@pytest.mark.parametrize(
    ("before", "now", "due"), [(None, "a", True), ("a", "b", True), ("a", "a", False), ("a", None, False)]
)
def test_a_new_trigger_rotates_and_taking_it_away_does_not(before, now, due):
    told = reason(Renewal(trigger=now), trigger=before)
    assert bool(told) is due
    if told:
        assert told == "the trigger changed; the old secret stops working at once"


def imported(trigger: str | None = None, secretless: str | None = None) -> Inputs:
    plan = {"generation": 1, "rotated_at": MADE, "rotation_reason": IMPORTED}
    return Inputs(**plan, trigger=trigger, secretless=secretless)


def test_the_first_trigger_after_an_import_is_no_new_one():
    assert imported().due(MADE, Renewal(trigger="a")) is None
    assert imported("a").due(MADE, Renewal(trigger="b")) == f"the trigger changed; {ONCE}"


@pytest.mark.parametrize("asked", [Renewal(), Renewal(trigger="a"), Renewal(every=MONTH)])
def test_a_secret_that_an_import_left_out_is_due_whatever_is_asked(asked):
    assert imported(secretless=SECRETLESS).due(MADE, asked) == f"imported without its secret; {ONCE}"


@pytest.mark.parametrize("ask", Ask)
@pytest.mark.parametrize("asked", [Renewal(), Renewal(every=MONTH), Renewal(trigger="a")])
def test_what_the_operator_asks_for_is_due_whatever_the_program_says(ask, asked):
    assert reason(replace(asked, ask=ask)) == f"{ask.value}; {ONCE}"


def test_the_operator_is_heard_after_an_import_too():
    assert imported().due(MADE, Renewal(ask=Ask.ROTATION)) == f"asked for by GPUCREDS_ROTATE; {ONCE}"
