"""The form of the tables of the rules: resources, parameters, and exactly what a rule says of them.

Each rule has its table `CASES` in tests/policy/rules; the tests of that folder run it, and the mutants of the rule too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from gpucreds.core.durations import format_instant
from gpucreds_policy.judgement import parameters
from gpucreds_policy.rule import Rule
from gpucreds_policy.subject import PROVIDER, TEAM, Subject

NOW = datetime(2026, 3, 10, 12, tzinfo=timezone.utc)
"""The instant at which the subjects are seen."""
PROJECT, STACK = "gpu", "dev"
"""Where the subjects are."""
GOOD_ROTATION = {"before": "14d", "overlap": "2d"}


@dataclass(frozen=True)
class Case:
    """One line of a rule's table."""

    says: str
    """The fact that it states, in one sentence."""
    subjects: Sequence[Subject]
    """All resources of the stack."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """As in a configuration file."""
    complaints: Sequence[tuple[str, str]] = ()
    """What the rule says, in its order: the logical name of the resource (none for the stack) and a part of it."""


def holds(rule: Rule[Any], case: Case) -> None:
    """Raise AssertionError when the rule does not say exactly what the case expects."""
    names = {subject.urn: subject.name for subject in case.subjects}
    told = rule.complaints(case.subjects, parameters(rule, case.parameters))
    found = [(names[complaint.urn] if complaint.urn else "", complaint.message) for complaint in told]
    assert [name for name, _ in found] == [name for name, _ in case.complaints], (case.says, found)
    for (_, message), (_, part) in zip(found, case.complaints, strict=True):
        assert part in message, case.says
        assert "\n" not in message


def after(**length: float) -> str:
    """The instant that long after NOW, as the state writes it: `after(days=3)`."""
    return format_instant(NOW + timedelta(**length))


def subject(
    kind: str,
    name: str,
    properties: Mapping[str, Any],
    *,
    team: str | None = None,
    parents: Sequence[str] = (),
    project: str = PROJECT,
    stack: str = STACK,
    endpoint: str | None = None,
    unknown: Collection[str] = (),
) -> Subject:
    """A resource, inside the team of that name if one is given. A property that is None is not there."""
    if team is not None:
        parents = [*parents, urn(TEAM, team, project, stack)]
    within = f"{TEAM}$" if team is not None else ""
    there = {key: value for key, value in properties.items() if value is not None}
    return Subject(kind, urn(within + kind, name, project, stack), there, parents, endpoint, NOW, unknown)


def urn(kind: str, name: str, project: str = PROJECT, stack: str = STACK) -> str:
    """The engine's name of a resource."""
    return f"urn:pulumi:{stack}::{project}::{kind}::{name}"


def token(name: str = "ci", *, where: Mapping[str, Any] | None = None, **properties: Any) -> Subject:
    """An EGS API token that no rule has anything against, but for `properties`; `where` is for `subject`."""
    good = {"name": name, "role": "Editor", "workspaceName": "red", "ttl": "90d", "rotation": GOOD_ROTATION}
    return subject("egs:ApiToken", name, good | properties, **where or {})


def workspace(name: str = "red", *, where: Mapping[str, Any] | None = None, **properties: Any) -> Subject:
    """An EGS workspace."""
    good = {"name": name, "clusters": ["worker-1"], "namespaces": [name]}
    return subject("egs:SliceWorkspace", name, good | properties, **where or {})


def key(name: str = "invoke", *, where: Mapping[str, Any] | None = None, **properties: Any) -> Subject:
    """An NVCF key that no rule has anything against, but for `properties`."""
    good = {"scopes": ["invoke_function"], "functions": ["*"], "ttl": "90d", "rotation": GOOD_ROTATION}
    return subject("nvcf:ScopedKey", name, good | properties, **where or {})


def app(name: str = "app", *, where: Mapping[str, Any] | None = None, **properties: Any) -> Subject:
    """A Run:ai application that no rule has anything against, but for `properties`."""
    return subject("runai:Application", name, {"name": name, "rotation": {"every": "30d"}} | properties, **where or {})


def user(name: str = "vera", *, where: Mapping[str, Any] | None = None, **properties: Any) -> Subject:
    """A Run:ai user with a password of its own."""
    return subject("runai:LocalUser", name, {"email": f"{name}@example.com"} | properties, **where or {})


def access(name: str = "may", *, where: Mapping[str, Any] | None = None, **properties: Any) -> Subject:
    """A Run:ai access rule upon one project."""
    good = {
        "subject": {"type": "application", "name": "app"},
        "role": "L1 researcher",
        "scope": {"type": "project", "name": "vision"},
    }
    return subject("runai:AccessRule", name, good | properties, **where or {})


def provider(name: str = "gpucreds", *, where: Mapping[str, Any] | None = None, **properties: Any) -> Subject:
    """A provider of the plugin with its settings."""
    return subject(PROVIDER, name, properties, **where or {})
