"""No owner tokens."""

import pytest

from gpucreds_policy.rules.no_owner_tokens import no_owner_tokens
from tests.policy.cases import Case, holds, token

OWNER = {"role": "Owner", "workspaceName": None}
COMPLAINT = ("ci", "it has the role Owner")

CASES = [
    Case("an Editor and a Viewer pass", [token(), token("look", role="Viewer")]),
    Case("an Owner does not", [token(**OWNER)], complaints=[COMPLAINT]),
    Case(
        "unless its name is allowed", [token(**OWNER), token("fleet-1", **OWNER)], {"allowed": ["fleet-*"]}, [COMPLAINT]
    ),
    Case("or its project and stack", [token(**OWNER)], {"allowed": ["gpu/d?v"]}),
    Case("the stack alone is no pattern of it", [token(**OWNER)], {"allowed": ["dev", "gpu", "c"]}, [COMPLAINT]),
    Case("letter case matters", [token(**OWNER)], {"allowed": ["CI"]}, [COMPLAINT]),
    Case("a role that is not known yet says nothing", [token(role=None)]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(no_owner_tokens, case)
