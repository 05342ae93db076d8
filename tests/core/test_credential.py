"""The terms of a credential: which of them `check` refuses, and what the plan makes of them."""

from datetime import datetime, timedelta, timezone

import pytest

from gpucreds.core.credential import CredentialInputs, Rotation
from gpucreds.core.declaration import Kept, Planned, decode, marked, property_name
from gpucreds.core.ownership import Mark
from gpucreds.core.planning import Plan, Terms
from gpucreds.core.planning import Retiring as PlannedRetiring
from gpucreds.core.unknown import UNKNOWN

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PLAN = {
    "address": "5747ac00-00000001",
    "nonce": "1f2e",
    "generation": 3,
    "issuedAt": "2026-01-01T00:00:00Z",
    "expiresAt": "2026-04-01T23:59:59Z",
    "retiring": {"generation": 2, "revokeAfter": "2026-01-02T00:00:00Z"},
    "rotationReason": "created",
}


class Badge(CredentialInputs):
    """A credential of a platform that counts in hours."""

    shortest_ttl = HOUR
    end = "ttl"


def refused(**terms):
    """Which terms `check` refuses, and why."""
    return {failure.property: failure.reason for failure in decode(Badge, {**PLAN, **terms})[1]}


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"ttl": "1h"},
        {"ttl": "36500d"},
        {"rotation": {}},
        {"ttl": "30d", "rotation": {"before": "1h"}},
        {"ttl": "30d", "rotation": {"before": "29d23h59m59s"}},
        {"rotation": {"before": "89d"}},
        {"ttl": "30d", "rotation": {"before": "7d", "overlap": "7d"}},
        {"ttl": "30d", "rotation": {"before": "7d", "overlap": "0s"}},
        {"ttl": "30d", "rotation": {"overlap": "30d"}},
        {"ttl": "30d", "rotation": {"before": "7d", "jitter": "6d"}},
        {"ttl": "30d", "rotation": {"before": "7d", "jitter": "7d", "overlap": "0s"}},
        {"rotation": {"jitter": "0s"}},
        {"rotation": {"overlap": "90d", "trigger": "leak of 2026-03"}},
    ],
)
def test_terms_that_hold_together_are_taken(terms):
    assert refused(**terms) == {}


@pytest.mark.parametrize(
    ("terms", "property_path", "reason"),
    [
        ({"ttl": "0s"}, "ttl", "0s is too short for this platform: write at least 1h"),
        ({"ttl": "59m59s"}, "ttl", "59m59s is too short for this platform: write at least 1h"),
        ({"rotation": {"before": "0s"}}, "rotation.before", "0s is too short for this platform: write at least 1h"),
        (
            {"ttl": "30d", "rotation": {"before": "30d"}},
            "rotation.before",
            "30d is not shorter than the lifetime of 30d: write less, or a longer ttl",
        ),
        (
            {"rotation": {"before": "90d"}},
            "rotation.before",
            "90d is not shorter than the lifetime of 90d: write less, or a longer ttl",
        ),
        (
            {"ttl": "30d", "rotation": {"before": "7d", "overlap": "7d1s"}},
            "rotation.overlap",
            "7d1s is longer than before (7d), so the old one would end first: write 7d or less",
        ),
        (
            {"ttl": "30d", "rotation": {"overlap": "31d"}},
            "rotation.overlap",
            "31d is longer than the lifetime (30d), so the old one would end first: write 30d or less",
        ),
        (
            {"rotation": {"overlap": "91d"}},
            "rotation.overlap",
            "91d is longer than the lifetime (90d), so the old one would end first: write 90d or less",
        ),
        ({"rotation": {"jitter": "1d"}}, "rotation.jitter", "needs before: it moves a rotation inside that window"),
        (
            {"rotation": {"before": "7d", "jitter": "6d1m"}},
            "rotation.jitter",
            "6d1m and the overlap of 1d are longer than before (7d): write 6d or less, or a longer before",
        ),
        (
            {"rotation": {"before": "1d", "jitter": "1h"}},
            "rotation.jitter",
            "1h and the overlap of 1d are longer than before (1d): write a longer before",
        ),
        ({"rotation": {"after": "1d"}}, "rotation.after", "is no such property: take it out, or mind its spelling"),
        ({"rotation": {"trigger": 5}}, "rotation.trigger", "has to be a text"),
    ],
)
def test_terms_that_contradict_each_other_are_refused_with_what_to_write(terms, property_path, reason):
    assert refused(**terms) == {property_path: reason}


@pytest.mark.parametrize(
    "terms",
    [
        {"ttl": UNKNOWN, "rotation": {"before": "90d"}},
        {"ttl": "30d", "rotation": UNKNOWN},
        {"ttl": "30d", "rotation": {"before": UNKNOWN, "overlap": "60d"}},
        {"rotation": {"before": UNKNOWN, "jitter": "60d"}},
        {"address": UNKNOWN, "rotation": {"before": "7d", "jitter": "6d"}},
    ],
)
def test_terms_that_are_not_known_yet_are_refused_by_nothing(terms):
    assert refused(**terms) == {}


def test_a_mistake_in_the_lifetime_is_told_once():
    assert list(refused(ttl="90 bananas", rotation={"before": "90d", "overlap": "80d"})) == ["ttl"]


@pytest.mark.parametrize(
    ("terms", "asked"),
    [
        ({}, Terms(ttl=90 * DAY)),
        ({"ttl": "30d"}, Terms(ttl=30 * DAY)),
        ({"rotation": {}}, Terms(ttl=90 * DAY, rotates=True)),
        (
            {"ttl": "30d", "rotation": {"before": "7d", "overlap": "0s", "trigger": "a"}},
            Terms(30 * DAY, rotates=True, before=7 * DAY, overlap=timedelta(), trigger="a"),
        ),
    ],
)
def test_the_plan_is_asked_for_what_the_program_writes(terms, asked):
    assert decode(Badge, {**PLAN, **terms})[0].terms() == asked


@pytest.mark.parametrize(
    ("before", "overlap", "effective"),
    [
        (None, None, DAY),
        (7 * DAY, None, DAY),
        (DAY, None, DAY),
        (6 * HOUR, None, 6 * HOUR),
        (6 * HOUR, timedelta(), timedelta()),
        (7 * DAY, 7 * DAY, 7 * DAY),
    ],
)
def test_the_default_overlap_is_a_day_or_the_window_where_that_is_shorter(before, overlap, effective):
    assert Terms(before=before, overlap=overlap).effective_overlap() == effective


def test_inputs_hold_a_plan():
    inputs, _ = decode(Badge, {**PLAN, "rotation": {"trigger": "a"}})
    assert inputs.rotation == Rotation(trigger="a")
    assert inputs.plan() == Plan(
        generation=3,
        issued_at=datetime(2026, 1, 1, tzinfo=timezone.utc),
        expires_at=datetime(2026, 4, 1, 23, 59, 59, tzinfo=timezone.utc),
        retiring=PlannedRetiring(2, datetime(2026, 1, 2, tzinfo=timezone.utc)),
        trigger="a",
        reason="created",
    )


def test_the_mark_is_of_address_nonce_and_generation():
    assert decode(Badge, PLAN)[0].mark() == Mark("5747ac00-00000001", "1f2e", 3)


def test_a_program_writes_only_its_terms():
    filled_in = {property_name(name) for mark in (Kept, Planned) for name in marked(Badge, mark)}
    assert {property_name(name) for name in Badge.model_fields} - filled_in == {"ttl", "rotation"}
    assert filled_in == {*PLAN, "rotateAfter", "dead", "secretless", "foundAs"}
