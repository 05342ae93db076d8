"""An Owner manages all of EGS, with every team's workspaces and tokens: hardly any program needs that."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from gpucreds_policy.patterns import names
from gpucreds_policy.rule import Parameters, resource_rule
from gpucreds_policy.subject import Subject


class Owners(Parameters):
    """Who needs it all the same."""

    allowed: list[str] = Field(default=[])
    """Patterns of the tokens that may have the role: of logical names, or of `<project>/<stack>`. Default: none."""


@resource_rule(
    "gpucreds-no-owner-tokens",
    Owners,
    types=("egs:ApiToken",),
    steps='Write role="Editor" or role="Viewer" with a workspace_name, or name it in `allowed`.',
)
def no_owner_tokens(token: Subject, owners: Owners) -> Iterator[str]:
    """No EGS token has the role Owner, but for those that `allowed` names."""
    if token.get("role", str) == "Owner" and not names(token, owners.allowed):
        yield "it has the role Owner, which manages all of EGS"
