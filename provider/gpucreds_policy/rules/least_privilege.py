"""A key that may change everything is a whole account for whoever finds it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from gpucreds.platforms.nvcf.catalog import Service
from gpucreds_policy.patterns import names
from gpucreds_policy.rule import Parameters, resource_rule
from gpucreds_policy.scoped_keys import KEY, opened, scopes, service
from gpucreds_policy.subject import Subject

CHANGE_NOTHING: dict[Service, frozenset[str]] = {
    "functions": frozenset({"invoke_function", "list_functions", "list_functions_details", "queue_details"}),
    "tasks": frozenset({"list_events", "list_results", "list_tasks", "task_details"}),
    "events": frozenset(),  # a key with a scope to read has been able to write
}
"""The scopes that look or invoke; every other one writes, also one that gpucreds does not know."""
ADMINISTER = frozenset({"account_setup", "authorize_clients", "manage_registry_credentials"})
"""The scopes that change the account itself, whatever the key opens."""


class Privileges(Parameters):
    """What is too much, and for whom it is not."""

    most_scopes: int = 6
    """How many scopes a key has at most. Default: `6`."""
    allowed: list[str] = Field(default=[])
    """Patterns of the keys that may do more: of logical names, or of `<project>/<stack>`. Default: none."""


@resource_rule(
    "gpucreds-least-privilege",
    Privileges,
    types=(KEY,),
    steps="Name the functions or tasks instead of *, give each program a key of its own with the scopes that it uses, "
    "or name the key in `allowed`.",
)
def least_privilege(key: Subject, privileges: Privileges) -> Iterator[str]:
    """An NVCF key that opens everything only looks and invokes; none administers the account or has many scopes.

    Everything is `account-functions`, `authorized-functions` or `account-tasks` with the id `*`; `<function id>/*` is
    one function. To register a function and to launch a task takes everything: name the keys of those who do so in
    `allowed`. Each key for events is taken for a writer, as NVCF advises.
    """
    if names(key, privileges.allowed):
        return
    everything = [kind for kind, name in opened(key) if name == "*"]
    writing = [scope for scope in scopes(key) if scope not in CHANGE_NOTHING[service(key)]]
    administering = [scope for scope in scopes(key) if scope in ADMINISTER]
    if everything and writing:
        yield f"{', '.join(writing)} may write, and it opens {' and '.join(everything)} *"
    if administering:
        yield f"{', '.join(administering)} may administer the account"
    if len(scopes(key)) > privileges.most_scopes:
        yield f"it has {len(scopes(key))} scopes, and {privileges.most_scopes} is the most"
