"""People sign in through the identity provider, which knows when they leave; a local user is there for ever."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from gpucreds_policy.patterns import names_stack
from gpucreds_policy.rule import Parameters, resource_rule
from gpucreds_policy.subject import Subject


class LocalUsers(Parameters):
    """Where they are needed all the same."""

    stacks: list[str] = Field(default=[])
    """Patterns of the stacks that may have local users: `<stack>` or `<project>/<stack>`. Default: none."""


@resource_rule(
    "gpucreds-no-local-users",
    LocalUsers,
    types=("runai:LocalUser",),
    steps="Let the person sign in by SSO and give the group an access rule, or name the stack in `stacks`.",
)
def no_local_users(user: Subject, users: LocalUsers) -> Iterator[str]:
    """Run:ai users with a password of their own are made in no stack but those that `stacks` names."""
    if not names_stack(user, users.stacks):
        yield f"it is a local user, and the stack {user.project}/{user.stack} may have none"
