"""Least privilege."""

import pytest

from gpucreds.platforms.nvcf.catalog import SCOPES
from gpucreds_policy.rules.least_privilege import CHANGE_NOTHING, least_privilege
from tests.policy.cases import Case, holds, key

ONE = ["2b1c9d64-3f0e-4a57-9c38-7d5e6f1a2b3c/*"]
WRITING = "deploy_function may write, and it opens account-functions *"
TASK = ["2b1c9d64-3f0e-4a57-9c38-7d5e6f1a2b3c"]
SEVEN = sorted(SCOPES["tasks"] - {"launch_task"})


def resources(*kinds):
    return {"functions": None, "resources": [{"type": kind, "id": "*"} for kind in kinds]}


CASES = [
    Case("a key that looks and invokes may do so everywhere", [key(scopes=sorted(CHANGE_NOTHING["functions"]))]),
    Case(
        "one that looks at tasks too",
        [key(service="tasks", functions=None, tasks=["*"], scopes=sorted(CHANGE_NOTHING["tasks"]))],
    ),
    Case(
        "one that writes may not", [key(scopes=["list_functions", "deploy_function"])], complaints=[("invoke", WRITING)]
    ),
    Case(
        "a plain * is a list of it", [key(scopes=["deploy_function"], functions="*")], complaints=[("invoke", WRITING)]
    ),
    Case("one function with all its versions is not everything", [key(scopes=["deploy_function"], functions=ONE)]),
    Case(
        "functions that others share are everything too",
        [key(scopes=["update_function"], **resources("authorized-functions", "account-functions"))],
        complaints=[("invoke", "update_function may write, and it opens authorized-functions and account-functions *")],
    ),
    Case(
        "so are all tasks",
        [key(service="tasks", functions=None, tasks=["*"], scopes=["cancel_task"])],
        complaints=[("invoke", "cancel_task may write, and it opens account-tasks *")],
    ),
    Case("one task is not", [key(service="tasks", functions=None, tasks=TASK, scopes=["cancel_task"])]),
    Case(
        "a key for events is a writer, even with a scope to read",
        [key(service="events", scopes=["read"])],
        complaints=[("invoke", "read may write")],
    ),
    Case(
        "a scope that nobody knows writes",
        [key(scopes=["paint_function"])],
        complaints=[("invoke", "paint_function may write")],
    ),
    Case(
        "a scope of the account is too much for any key",
        [key(scopes=["account_setup", "authorize_clients"], functions=ONE)],
        complaints=[("invoke", "account_setup, authorize_clients may administer the account")],
    ),
    Case("six scopes are enough", [key(service="tasks", functions=None, tasks=TASK, scopes=SEVEN[:6])]),
    Case(
        "seven are too many",
        [key(service="tasks", functions=None, tasks=TASK, scopes=SEVEN)],
        complaints=[("invoke", "it has 7 scopes, and 6 is the most")],
    ),
    Case(
        "the configuration says how many",
        [key(scopes=["list_functions", "invoke_function"])],
        {"mostScopes": 1},
        [("invoke", "it has 2 scopes, and 1 is the most")],
    ),
    Case(
        "a key that is named may do all that",
        [key("release", scopes=["account_setup"]), key(scopes=["deploy_function"])],
        {"allowed": ["release"], "mostScopes": 0},
        [("invoke", WRITING), ("invoke", "it has 1 scopes")],
    ),
    Case("what is not known yet says nothing", [key(scopes=None), key(scopes=["deploy_function"], functions=None)]),
]


def test_what_changes_nothing_is_a_scope():
    assert all(scopes <= SCOPES[service] for service, scopes in CHANGE_NOTHING.items())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(least_privilege, case)
