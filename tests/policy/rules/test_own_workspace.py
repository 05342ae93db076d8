"""Own workspace."""

import pytest

from gpucreds_policy.rules.own_workspace import own_workspace
from tests.policy.cases import STACK, Case, holds, key, subject, token, workspace

RED, BLUE = {"team": "red"}, {"team": "blue"}
NORTH, SOUTH = "https://north.example.com", "https://south.example.com"
OTHERS = "it is for the workspace red, which belongs to the team red"
ELSEWHERE = f"which belongs to other stacks than gpu/{STACK}"


def second(**where):
    """A resource with a name of its own for the workspace red."""
    return subject("egs:SliceWorkspace", "two", {"name": "red"}, **where)


CASES = [
    Case("a team has tokens for its own workspace", [workspace(where=RED), token(where=RED)]),
    Case(
        "a team has none for another team's",
        [workspace(where=RED), workspace("blue", where=BLUE), token("spy", where=BLUE)],
        complaints=[("spy", OTHERS)],
    ),
    Case("nor has anybody outside the team", [workspace(where=RED), token()], complaints=[("ci", OTHERS)]),
    Case("a workspace that belongs to no team is for all", [workspace(), token(where=BLUE), token("own")]),
    Case("so is one that a team and nobody have declared", [workspace(where=RED), second(), token()]),
    Case(
        "of two teams with a workspace of that name both are named",
        [workspace(where=RED), second(team="blue"), token()],
        complaints=[("ci", "the team blue and red")],
    ),
    Case("where the stack has no such workspace nobody can tell", [workspace("blue", where=BLUE), token(where=RED)]),
    Case("a key is for no workspace", [workspace(where=RED), key(workspaceName="red", where=BLUE)]),
    Case(
        "a workspace on another controller is another workspace",
        [workspace(where={**RED, "endpoint": NORTH}), token(where={**BLUE, "endpoint": SOUTH})],
    ),
    Case(
        "on the same controller it is the same",
        [workspace(where={**RED, "endpoint": NORTH}), token(where={**BLUE, "endpoint": NORTH})],
        complaints=[("ci", OTHERS)],
    ),
    Case(
        "where nobody knows the controller of one of them it may be the same",
        [workspace(where={**RED, "endpoint": NORTH}), token(where=BLUE)],
        complaints=[("ci", OTHERS)],
    ),
    Case(
        "what is not known yet says nothing",
        [subject("egs:SliceWorkspace", "two", {}, **RED), token(workspaceName=None, where=BLUE)],
        {"owners": {"red": []}},
    ),
    Case("a token that is allowed may be for any", [workspace(where=RED), token()], {"allowed": ["c*"]}),
    Case("another may not", [workspace(where=RED), token()], {"allowed": ["d*"]}, [("ci", OTHERS)]),
    Case("a workspace is for the stacks that own it", [workspace(), token()], {"owners": {"r*": ["other", STACK]}}),
    Case("also where they are named with their project", [token()], {"owners": {"red": ["gpu/*"]}}),
    Case(
        "in another stack neither a token for it nor it itself may be",
        [workspace(), token()],
        {"owners": {"r*": ["red-*"]}},
        [("red", f"the workspace red, {ELSEWHERE}"), ("ci", f"it is for the workspace red, {ELSEWHERE}")],
    ),
    Case("what no pattern names is for all", [workspace(), token()], {"owners": {"blue": []}}),
    Case("of several patterns one is enough", [token()], {"owners": {"red": [], "*": [STACK]}}),
    Case("a workspace's own name is what counts", [second()], {"owners": {"two": []}}),
    Case(
        "both are told of",
        [workspace(where=RED), token()],
        {"owners": {"r*": []}},
        [("red", ""), ("ci", OTHERS), ("ci", ELSEWHERE)],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(own_workspace, case)
