"""NVCF makes a key with any scope, and only whoever uses the key learns that it opens nothing."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from gpucreds.core.spelling import did_you_mean
from gpucreds.platforms.nvcf.catalog import SCOPES
from gpucreds.platforms.nvcf.checks import wrong_with_resources, wrong_with_scopes
from gpucreds_policy.rule import Parameters, resource_rule
from gpucreds_policy.scoped_keys import KEY, all_opened, scopes, service
from gpucreds_policy.subject import Subject


class KnownScopes(Parameters):
    """What gpucreds does not know."""

    newer: list[str] = Field(default=[])
    """Scopes of an NVCF that is newer than gpucreds. Default: none."""


@resource_rule(
    "gpucreds-usable-scopes",
    KnownScopes,
    types=(KEY,),
    steps="Take the scope out, or give the key what the scope needs; a scope of a newer NVCF stands in `newer`.",
)
def usable_scopes(key: Subject, known: KnownScopes) -> Iterator[str]:
    """An NVCF key can use each of its scopes and resources.

    The preview refuses most of the others itself. This rule finds them where `allow_unknown_scopes` or an earlier
    version let them in, and scopes that need more than the key opens: `register_function` needs all functions, or all
    versions of one, and `launch_task` all tasks.
    """
    for scope in scopes(key):
        yield from filter(None, [_wrong(scope, key, known)])
    opened = all_opened(key)
    if opened is not None:
        yield from filter(None, [wrong_with_resources(opened, service(key)), *_needing_more(key, opened)])


def _wrong(scope: str, key: Subject, known: KnownScopes) -> str | None:
    scopes_there = SCOPES[service(key)]
    wrong = wrong_with_scopes([scope], service(key), allow_unknown=True)
    if wrong or scope in scopes_there or scope in known.newer:
        return wrong
    return f"{scope!r} is no scope of {service(key)} that gpucreds knows: {did_you_mean(scope, scopes_there)}"


def _needing_more(key: Subject, opened: list[tuple[str, str]]) -> Iterator[str]:
    usable = SCOPES[service(key)].intersection(scopes(key))
    if "register_function" in usable and not any(map(_takes_versions, opened)):
        yield '\'register_function\' needs all functions, or all versions of one: write functions=["*"] or ["<id>/*"]'
    if "launch_task" in usable and ("account-tasks", "*") not in opened:
        yield "'launch_task' needs all tasks: write tasks=[\"*\"]"


def _takes_versions(resource: tuple[str, str]) -> bool:
    kind, name = resource
    return kind == "account-functions" or (kind == "function" and name.endswith("/*"))
