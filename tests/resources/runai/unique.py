"""What Run:ai holds once, each with somebody else who makes the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from gpucreds.core.declaration import recall
from tests.lifecycle.stack import Stack
from tests.resources.runai.console import ACCOUNT, RULE, USER, Console

TAKEN = "exists already, and this resource did not make it"
TOLD = "was there already, made by this login and used by nobody: taken over."


@dataclass
class Unique:
    """A stack with something that Run:ai holds once, and how somebody else makes the same."""

    stack: Stack
    route: str
    add: Callable[..., object]
    there: Callable[[], list]
    works: Callable[[], bool]


def unique_of(kind: str, request: pytest.FixtureRequest, console: Console) -> Unique:
    stack: Stack = request.getfixturevalue(kind)
    return {
        "application": Unique(
            stack,
            ACCOUNT,
            lambda **by: console.add_account("ci", **by),
            console.accounts,
            lambda: console.logs_in("ci", stack.kept.state["clientSecret"]),
        ),
        "user": Unique(
            stack,
            USER,
            lambda **by: console.add_user("jo@example.com", **by),
            console.users,
            lambda: console.signs_in("jo@example.com", stack.kept.state["tempPassword"]),
        ),
        "grant": Unique(
            stack,
            RULE,
            lambda **by: console.add_rule("group", "vision-team", **by),
            console.rules,
            lambda: [str(rule.id) for rule in console.rules()] == [stack.kept.id],
        ),
    }[kind]


def inputs_of(stack: Stack) -> object:
    resource = stack.world.run()._resources[stack.token]
    return recall(resource.inputs, stack.world.run().check(stack.token, stack.program).inputs)
