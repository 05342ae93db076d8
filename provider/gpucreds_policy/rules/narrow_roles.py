"""Whoever may do everything in the tenant may take every other credential there."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from gpucreds_policy.patterns import names, one_matches
from gpucreds_policy.rule import Parameters, resource_rule
from gpucreds_policy.subject import Subject


class Roles(Parameters):
    """Which roles are too much, where, and for whom they are not."""

    allowed_scopes: list[str] = Field(default=["cluster", "department", "project"])
    """The types of scope in which a role may count. Default: `["cluster", "department", "project"]`."""
    administrators: list[str] = Field(default=["*administrator*"])
    """Patterns of the names of roles that are too much anywhere; letter case does not matter.

    Default: `["*administrator*"]`.
    """
    allowed: list[str] = Field(default=[])
    """Patterns of the access rules that may do more: of logical names, or of `<project>/<stack>`. Default: none."""


@resource_rule(
    "gpucreds-narrow-roles",
    Roles,
    types=("runai:AccessRule",),
    steps="Name a project, a department or a cluster as the scope, and a role that does no more than the work needs, "
    "or name the access rule in `allowed`.",
)
def narrow_roles(access_rule: Subject, roles: Roles) -> Iterator[str]:
    """A Run:ai access rule counts in a project, a department or a cluster, and its role is no administrator's.

    Pulumi shows the inputs of a resource only, and an id does not say what the role may do: give the role by its name.
    Where the state is at hand, as in `gpucreds audit`, the name that Run:ai had for it counts.
    """
    if names(access_rule, roles.allowed):
        return
    scope = access_rule.get("scope.type", str)
    if scope is not None and scope not in roles.allowed_scopes:
        yield f"it counts in a whole {scope}, and only {', '.join(roles.allowed_scopes)} may be a scope"
    role = access_rule.get("roleName", str) or access_rule.get("role", str) or ""
    if one_matches(roles.administrators, role):
        yield f"its role is {role}"
    elif role.isdigit():
        yield f"its role is given by the id {role}, which does not say whether it is an administrator's"
