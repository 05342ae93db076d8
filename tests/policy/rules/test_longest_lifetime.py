"""Longest lifetime."""

import pytest

from gpucreds_policy.rules.longest_lifetime import longest_lifetime
from tests.policy.cases import Case, after, holds, key, token

MIDNIGHT, MINUTE = "2026-03-10T00:00:00Z", "2026-03-10T12:00:00Z"

CASES = [
    Case("a ttl of 90 days passes", [token(ttl="90d"), key(ttl="P90D")]),
    Case(
        "a longer ttl does not", [token(ttl="90d1s")], complaints=[("ci", "its ttl is 90d1s, and 90d is the longest")]
    ),
    Case("nor that of a key", [key(ttl="200d")], complaints=[("invoke", "its ttl is 200d")]),
    Case("the configuration says what is long", [token(ttl="90d")], {"longest": "10d"}, [("ci", "10d is the longest")]),
    Case(
        "days that a platform counts to their end are no longer than the ttl",
        [token(ttl="90d", issuedAt=MIDNIGHT, expiresAt="2026-06-08T23:59:59Z")],
    ),
    Case(
        "the end that is planned counts where no ttl is given, to the end of its day",
        [token(ttl=None, issuedAt=MIDNIGHT, expiresAt="2026-06-08T23:59:59Z")],
    ),
    Case(
        "one day more is too long",
        [token(ttl=None, issuedAt=MIDNIGHT, expiresAt="2026-06-09T23:59:59Z")],
        complaints=[("ci", "it lives to 2026-06-09T23:59:59Z, longer than 90d from its mint at 2026-03-10T00:00:00Z")],
    ),
    Case(
        "a generation that was minted under a longer ttl is told of until it is rotated",
        [token(ttl="30d", issuedAt=MIDNIGHT, expiresAt="2026-09-26T23:59:59Z")],
        complaints=[("ci", "it lives to 2026-09-26T23:59:59Z")],
    ),
    Case("a key counts in minutes", [key(ttl=None, issuedAt=MINUTE, expiresAt=after(days=90, minutes=1))]),
    Case(
        "a minute more is too long for it",
        [key(ttl=None, issuedAt=MINUTE, expiresAt=after(days=90, minutes=2))],
        complaints=[("invoke", "longer than 90d")],
    ),
    Case("an end alone says nothing, for nobody knows the mint", [key(ttl=None, expiresAt=after(days=300))]),
    Case("nor does a mint alone", [key(ttl=None, issuedAt=MINUTE)]),
    Case("what is not known yet says nothing", [token(ttl=None)]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(longest_lifetime, case)
