"""No local users."""

import pytest

from gpucreds_policy.rules.no_local_users import no_local_users
from tests.policy.cases import Case, holds, user

COMPLAINT = ("vera", "it is a local user, and the stack gpu/dev may have none")

CASES = [
    Case("a local user is forbidden", [user()], complaints=[COMPLAINT]),
    Case("but in a stack that is named", [user()], {"stacks": ["prod", "dev"]}),
    Case("also with its project", [user()], {"stacks": ["*/dev"]}),
    Case("another stack does not count", [user()], {"stacks": ["other/*", "gpu", "vera"]}, [COMPLAINT]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(no_local_users, case)
