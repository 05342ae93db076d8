"""A token for a workspace opens all that its team runs there: it is for that team, and for nobody beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from gpucreds_policy.patterns import names, names_stack, one_matches
from gpucreds_policy.rule import Parameters, stack_rule
from gpucreds_policy.subject import Subject

TOKEN, WORKSPACE = "egs:ApiToken", "egs:SliceWorkspace"


class Workspaces(Parameters):
    """Whose workspaces are whose."""

    owners: dict[str, list[str]] = Field(default={})
    """By a pattern of names of workspaces, patterns of the stacks that may have them and hold tokens for them.

    A stack is `<stack>` or `<project>/<stack>`; a workspace that several patterns name is for the stacks of all of
    them, and one that none names is for any. Default: none.
    """
    allowed: list[str] = Field(default=[])
    """Patterns of tokens that may be for any workspace: of logical names, or of `<project>/<stack>`. Default: none."""


@stack_rule(
    "gpucreds-own-workspace",
    Workspaces,
    steps="Take the token out, or let the team that owns the workspace declare it.",
)
def own_workspace(stack: Sequence[Subject], rights: Workspaces) -> Iterator[tuple[Subject, str]]:
    """A team has no token for the workspace of another team.

    A team is a `TeamEnvironment`. What a workspace's team does not declare itself, inside it, is another team's: also a
    token that belongs to no team. A workspace that belongs to no team is for all of its stack. What other stacks have
    is not seen; `owners` says it for all stacks.
    """
    for subject in stack:
        if subject.type in (TOKEN, WORKSPACE) and not names(subject, rights.allowed):
            for message in (*_of_another_team(subject, stack), *_of_another_stack(subject, rights)):
                yield subject, message


def _of_another_team(token: Subject, stack: Sequence[Subject]) -> Iterator[str]:
    name = token.get("workspaceName", str)
    teams = {one.team for one in stack if one.type == WORKSPACE and one.get("name", str) == name and _near(one, token)}
    if name and teams and not teams & {token.team, None}:
        owners = " and ".join(sorted(str(team).rpartition("::")[2] for team in teams))
        yield f"it is for the workspace {name}, which belongs to the team {owners}"


def _of_another_stack(subject: Subject, rights: Workspaces) -> Iterator[str]:
    name = subject.get("workspaceName" if subject.type == TOKEN else "name", str) or ""
    owners = [stacks for workspace, stacks in rights.owners.items() if one_matches([workspace], name)]
    if owners and not any(names_stack(subject, stacks) for stacks in owners):
        what = f"it is for the workspace {name}" if subject.type == TOKEN else f"the workspace {name}"
        yield f"{what}, which belongs to other stacks than {subject.project}/{subject.stack}"


def _near(one: Subject, other: Subject) -> bool:
    """Whether both may be on the same EGS: two of them may have a workspace of one name."""
    return one.endpoint == other.endpoint or None in (one.endpoint, other.endpoint)
