"""Narrow roles."""

import pytest

from gpucreds_policy.rules.narrow_roles import narrow_roles
from tests.policy.cases import Case, access, holds

TENANT = {"type": "tenant"}

CASES = [
    Case(
        "a role in a project, a department or a cluster passes",
        [access(scope={"type": kind, "name": "a"}) for kind in ("project", "department", "cluster")],
    ),
    Case(
        "the tenant is too wide",
        [access(scope=TENANT)],
        complaints=[("may", "it counts in a whole tenant, and only cluster, department, project may be a scope")],
    ),
    Case("so is the system", [access(scope={"type": "system"})], complaints=[("may", "a whole system")]),
    Case(
        "the configuration says how wide is too wide",
        [access("wide", scope={"type": "cluster", "name": "a"}), access()],
        {"allowedScopes": ["project"]},
        [("wide", "it counts in a whole cluster, and only project may be a scope")],
    ),
    Case(
        "a role of administrators is too much anywhere",
        [access(role="Department Administrator")],
        complaints=[("may", "its role is Department Administrator")],
    ),
    Case(
        "also where the program gives its id and the state its name",
        [access(role="12", roleName="System administrator")],
        complaints=[("may", "its role is System administrator")],
    ),
    Case("the name of the state is what counts", [access(role="12", roleName="L1 researcher")]),
    Case(
        "an id alone does not say what the role may do",
        [access(role="12")],
        complaints=[("may", "its role is given by the id 12")],
    ),
    Case(
        "letter case does not matter",
        [access(role="L1 Admin")],
        {"administrators": ["* aDMIN"]},
        [("may", "its role is L1 Admin")],
    ),
    Case(
        "the configuration says which roles are too much",
        [access(role="administrator")],
        {"administrators": ["Editor"]},
    ),
    Case(
        "both are told of",
        [access(scope=TENANT, role="administrator")],
        complaints=[("may", "it counts in a whole tenant"), ("may", "its role is administrator")],
    ),
    Case("an access rule that is named may do all", [access(scope=TENANT, role="administrator")], {"allowed": ["m*"]}),
    Case("one that is not named may not", [access(scope=TENANT)], {"allowed": ["other"]}, [("may", "tenant")]),
    Case("what is not known yet says nothing", [access(scope=None, role=None), access(scope={"name": "a"})]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(narrow_roles, case)
