"""Expiry near."""

import pytest

from gpucreds_policy.rules.expiry_near import expiry_near
from tests.policy.cases import Case, after, holds, key, token

SOON, LATER = after(days=7), after(days=7, seconds=1)
NEAR = "it ends at 2026-03-17T12:00:00Z, within 7d, and nothing rotates it before"

CASES = [
    Case("what ends later passes", [token(rotation=None, expiresAt=LATER)]),
    Case(
        "what ends within seven days and has no rotation is told of",
        [token(rotation=None, expiresAt=SOON), key(rotation=None, expiresAt=SOON)],
        complaints=[("ci", NEAR), ("invoke", NEAR)],
    ),
    Case("a trigger waits for somebody", [token(rotation={"trigger": "1"}, expiresAt=SOON)], complaints=[("ci", NEAR)]),
    Case("a window does not", [token(rotation={"before": "2d"}, expiresAt=SOON)]),
    Case(
        "the configuration says what is near",
        [key(rotation=None, expiresAt=LATER)],
        {"within": "8d"},
        [("invoke", "within 8d")],
    ),
    Case(
        "what has ended is told of, also with a rotation",
        [token(expiresAt=after())],
        complaints=[("ci", "it has ended at 2026-03-10T12:00:00Z")],
    ),
    Case("what ends in a second has not ended", [token(expiresAt=after(seconds=1))]),
    Case(
        "what is not known yet says nothing",
        [token(rotation=None), token(rotation=None, expiresAt=SOON, where={"unknown": ["rotation"]})],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(expiry_near, case)
