"""Slots."""

import pytest

from gpucreds_policy.rules.slots import slots
from tests.policy.cases import Case, app, holds, key, token

RETIRING = {"generation": 1, "revokeAfter": "2026-03-12T00:00:00Z"}


def keys(count, *, retiring=0, **properties):
    """Keys of one owner, the first of which retire their last generation."""
    return [
        key(f"k{number}", ownerId="red", retiring=RETIRING if number < retiring else None, **properties)
        for number in range(count)
    ]


def elsewhere(subjects, endpoint):
    """The same on another platform."""
    return [key(one.name, **one.properties, where={"endpoint": endpoint}) for one in subjects]


def tokens(count, name="red"):
    """Tokens for one workspace."""
    return [token(f"{name}{number}", workspaceName=name) for number in range(count)]


CASES = [
    Case("seven keys leave a slot for a rotation", keys(7)),
    Case(
        "eight leave none",
        keys(8),
        complaints=[("", "the owner red has 8 keys for functions, and 7 is the most: k0, k1, k2, k3, k4, k5, k6, k7")],
    ),
    Case("what retires takes that slot", keys(7, retiring=1)),
    Case(
        "only one can",
        keys(7, retiring=2),
        complaints=[("", "the owner red has 7 keys for functions and 2 that retire, and 8 is the most")],
    ),
    Case("with fewer keys more can retire", keys(5, retiring=3)),
    Case("too many keys are told of once", keys(8, retiring=3), complaints=[("", "8 keys for functions, and 7")]),
    Case("each service has slots of its own", [*keys(7), *keys(7, service="tasks")]),
    Case("each owner has", [*keys(7), *(key(f"b{number}", ownerId="blue") for number in range(7))]),
    Case("each platform has", [*keys(7), *elsewhere(keys(7), "https://south.example.com")]),
    Case(
        "keys whose owner is not known yet are the configured one's",
        [key(f"k{number}") for number in range(8)],
        complaints=[("", "the configured owner has 8 keys")],
    ),
    Case("the configuration says how many", keys(2), {"most": 1}, [("", "2 keys for functions, and 1 is the most")]),
    Case("a workspace may have twenty tokens", tokens(20)),
    Case("not more", tokens(21), complaints=[("", "the workspace red has 21 tokens, and 20 is the most: red0, red1,")]),
    Case("each workspace may", [*tokens(20), *tokens(20, "blue")]),
    Case("the configuration says how many of these", tokens(2), {"mostPerWorkspace": 1}, [("", "2 tokens, and 1 is")]),
    Case("tokens without a workspace do not count", tokens(2, None), {"mostPerWorkspace": 1}),
    Case("applications have no slots", [app(f"a{number}") for number in range(30)]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(slots, case)
