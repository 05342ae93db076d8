"""Rotation required."""

import pytest

from gpucreds_policy.rules.rotation_required import rotation_required
from tests.policy.cases import Case, after, app, holds, key, token

ISSUED = after()
NOT_SET = "nothing rotates it before its end: rotation.before is not set"
FIXED = "nothing rotates it before its fixed end"

CASES = [
    Case("a rotation days before the end with an overlap of days passes", [token(), key()]),
    Case(
        "what has no rotation does not",
        [token(rotation=None), key(rotation=None)],
        complaints=[("ci", NOT_SET), ("invoke", NOT_SET)],
    ),
    Case("a trigger alone is no rotation", [token(rotation={"trigger": "1"})], complaints=[("ci", NOT_SET)]),
    Case("three days are enough", [token(rotation={"before": "3d"})]),
    Case(
        "a second less is not",
        [token(rotation={"before": "2d23h59m59s"})],
        complaints=[("ci", "it is rotated 2d23h59m59s before its end, and 3d is the least")],
    ),
    Case(
        "the configuration says how many days",
        [token(rotation={"before": "3d"})],
        {"minimumBefore": "4d"},
        [("ci", "4d is the least")],
    ),
    Case("an overlap of one day is enough", [key(rotation={"before": "3d", "overlap": "1d"})]),
    Case(
        "a shorter one is not",
        [key(rotation={"before": "3d", "overlap": "23h"})],
        complaints=[("invoke", "the old one works for 23h after a rotation, and 1d is the least")],
    ),
    Case(
        "without an overlap the old one works for a day",
        [key(rotation={"before": "3d"})],
        {"minimumOverlap": "2d"},
        [("invoke", "the old one works for 1d after a rotation, and 2d is the least")],
    ),
    Case(
        "or for as long as the window, where that is shorter",
        [key(rotation={"before": "6h"})],
        {"minimumBefore": "1h"},
        [("invoke", "the old one works for 6h after")],
    ),
    Case(
        "a fixed end of a token is not rotated",
        [token(ttl=None, rotation=None, expiresOn="2026-05-01")],
        complaints=[("ci", FIXED)],
    ),
    Case(
        "fixed ends can be allowed, and those alone",
        [token(ttl=None, rotation=None, expiresOn="2026-05-01"), token("other", rotation=None)],
        {"fixedEnds": True},
        [("other", NOT_SET)],
    ),
    Case(
        "a planned end of a token is not a fixed one",
        [token(ttl=None, rotation=None, issuedAt=ISSUED, expiresAt=after(days=30))],
        complaints=[("ci", NOT_SET)],
    ),
    Case(
        "a key that ends otherwise than by default has a fixed end",
        [key(ttl=None, rotation=None, issuedAt=ISSUED, expiresAt=after(days=90, minutes=2))],
        complaints=[("invoke", FIXED)],
    ),
    Case(
        "and one that ends earlier too",
        [key(ttl=None, rotation=None, issuedAt=ISSUED, expiresAt=after(days=30))],
        {"fixedEnds": True},
    ),
    Case(
        "the default of 90 days, rounded to the minute, is no fixed end",
        [key(ttl=None, rotation=None, issuedAt=ISSUED, expiresAt=after(days=90, minutes=1))],
        {"fixedEnds": True},
        [("invoke", NOT_SET)],
    ),
    Case(
        "what has a ttl has no fixed end",
        [key(ttl="30d", rotation=None, issuedAt=ISSUED, expiresAt=after(days=30))],
        {"fixedEnds": True},
        [("invoke", NOT_SET)],
    ),
    Case(
        "where only the mint or only the end is known there is no telling, and the end is not taken for a fixed one",
        [
            key("a", ttl=None, rotation=None, expiresAt=after(days=30)),
            key("b", ttl=None, rotation=None, issuedAt=ISSUED),
        ],
        {"fixedEnds": True},
        [("a", NOT_SET), ("b", NOT_SET)],
    ),
    Case(
        "a fixed end that is allowed has its overlap all the same",
        [token(ttl=None, rotation={"overlap": "0s"}, expiresOn="2026-05-01")],
        {"fixedEnds": True},
        [("ci", "the old one works for 0s after")],
    ),
    Case("the secret of an application lives 90 days at most", [app(rotation={"every": "90d"})]),
    Case(
        "not a second more",
        [app(rotation={"every": "90d1s"})],
        complaints=[("app", "its secret lives 90d1s, and 90d is the longest")],
    ),
    Case(
        "or as the configuration says",
        [app(rotation={"every": "30d"})],
        {"longest": "7d"},
        [("app", "its secret lives 30d, and 7d is the longest")],
    ),
    Case(
        "an application without a rotation, or with a trigger alone, keeps its secret for ever",
        [app("a", rotation=None), app("b", rotation={"trigger": "1"})],
        complaints=[("a", "rotation.every is not set"), ("b", "rotation.every is not set")],
    ),
    Case(
        "what a preview does not know yet says nothing",
        [
            token("a", rotation=None, where={"unknown": ["rotation"]}),
            token("b", rotation={}, where={"unknown": ["rotation.before"]}),
            token("c", ttl=None, rotation=None, where={"unknown": ["expiresOn"]}),
            key("d", ttl=None, rotation=None, where={"unknown": ["expiresAt"]}),
            app("e", rotation={}, where={"unknown": ["rotation.every"]}),
        ],
    ),
    Case(
        "but what else it does not know is no excuse",
        [token(rotation=None, where={"unknown": ["workspaceName"]})],
        complaints=[("ci", NOT_SET)],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(rotation_required, case)
