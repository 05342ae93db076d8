"""Usable scopes."""

import pytest

from gpucreds_policy.rules.usable_scopes import usable_scopes
from tests.policy.cases import Case, holds, key

FUNCTION = "2b1c9d64-3f0e-4a57-9c38-7d5e6f1a2b3c"
VERSION = f"{FUNCTION}/5e0f7a18-6b2d-4c93-8a41-9f3c2d1e0b7a"
MORE = [("invoke", "'register_function' needs all functions, or all versions of one")]
TASKS = {"service": "tasks", "functions": None}


def of(kind, name):
    return {"functions": None, "resources": [{"type": kind, "id": name}]}


CASES = [
    Case(
        "scopes of the service pass", [key(), key(**TASKS, tasks=[FUNCTION], scopes=["cancel_task", "update_secrets"])]
    ),
    Case(
        "one for admin tokens does not",
        [key(scopes=["admin:accounts", "invoke_function"])],
        complaints=[("invoke", "'admin:accounts' works for an admin token only")],
    ),
    Case(
        "nor one of another service, which is told of as that alone",
        [key(scopes=["launch_task"]), key("task", **TASKS, tasks=["*"], scopes=["register_function"])],
        complaints=[
            ("invoke", "'launch_task' is a scope of tasks"),
            ("task", "'register_function' is a scope of functions"),
        ],
    ),
    Case(
        "nor one that nobody knows, each for itself",
        [key(scopes=["invoke_functions", "paint"], allowUnknownScopes=True)],
        complaints=[("invoke", "did you mean 'invoke_function'?"), ("invoke", "'paint' is no scope of functions")],
    ),
    Case("unless the team knows it", [key(scopes=["paint"])], {"newer": ["paint"]}),
    Case(
        "what the team knows is no scope of another service all the same",
        [key(scopes=["list_tasks"])],
        {"newer": ["list_tasks"]},
        [("invoke", "is a scope of tasks")],
    ),
    Case("whoever registers opens all functions", [key(scopes=["register_function"])]),
    Case("or all versions of one", [key(scopes=["register_function"], functions=[VERSION, f"{FUNCTION}/*"])]),
    Case("one version does not do", [key(scopes=["register_function"], functions=[VERSION])], complaints=MORE),
    Case(
        "nor does what others share",
        [key(scopes=["register_function"], **of("authorized-functions", "*"))],
        complaints=MORE,
    ),
    Case("one version is enough to invoke", [key(functions=[VERSION])]),
    Case("whoever launches opens all tasks", [key(**TASKS, tasks=["*"], scopes=["launch_task"])]),
    Case(
        "one task does not do",
        [key(**TASKS, tasks=[FUNCTION], scopes=["launch_task"])],
        complaints=[("invoke", "'launch_task' needs all tasks")],
    ),
    Case(
        "a resource of another service opens nothing",
        [key(**of("account-tasks", "*"))],
        complaints=[("invoke", "'account-tasks' means nothing to functions")],
    ),
    Case(
        "nor does a bare id",
        [key(functions=[FUNCTION])],
        complaints=[("invoke", "alone opens nothing")],
    ),
    Case(
        "a type that has all versions of something else is no function",
        [key(scopes=["register_function"], **of("task", f"{FUNCTION}/*"))],
        complaints=[("invoke", "'task' means nothing to functions"), *MORE],
    ),
    Case(
        "resources that are not known yet say nothing",
        [key(scopes=["register_function"], functions=[VERSION], where={"unknown": ["functions.1"]})],
    ),
    Case("nor do scopes", [key(scopes=None)]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(usable_scopes, case)
