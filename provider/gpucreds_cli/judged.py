"""What the rules of the policy have against the resources of states, and against what nobody manages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from gpucreds_cli.found import Found
from gpucreds_cli.stacks import Held, Stack, is_secret
from gpucreds_policy import Complaint, Subject, judge

PRIVILEGE = {
    "gpucreds-least-privilege",
    "gpucreds-narrow-roles",
    "gpucreds-no-owner-tokens",
    "gpucreds-own-workspace",
}
"""The rules whose complaints make a credential over-privileged; the others are told of beside it."""
_BEARERS = {"runai:Application": "name", "runai:LocalUser": "email"}
"""Who has the role of an access rule, by the property that the rule names them by."""


def of_stack(stack: Stack, now: datetime, settings: Mapping[str, Any]) -> dict[str | None, list[Complaint]]:
    """The complaints about a stack by URN; those about an access rule count for whom it is about, too."""
    subjects = [_subject(held, stack.resources, now) for held in stack.resources]
    found: defaultdict[str | None, list[Complaint]] = defaultdict(list)
    for complaint in judge(subjects, settings):
        for urn in (complaint.urn, *_bearers(complaint.urn, subjects)):
            found[urn].append(complaint)
    return found


def of_found(found: Found, endpoint: str, now: datetime, settings: Mapping[str, Any]) -> list[Complaint]:
    """The complaints about what is on a platform alone, as far as its list shows it."""
    ends = {"expiresAt": found.expires_at} if found.expires_at else {}
    urn = f"urn:pulumi:::::{found.type}::{found.name}"
    subject = Subject(found.type, urn, {**found.properties, **ends}, endpoint=endpoint, seen_at=now)
    return [complaint for complaint in judge([subject], settings) if complaint.rule in PRIVILEGE]


def _subject(held: Held, others: Sequence[Held], now: datetime) -> Subject:
    values, told = {**held.inputs, **held.outputs}, held.outputs.get("endpoint")
    parents = list(_parents(held, {other.urn: other for other in others}))
    endpoint = told if isinstance(told, str) else None
    return Subject(held.type, held.urn, _readable(values), parents, endpoint, now, list(_encrypted(values)))


def _parents(held: Held, others: Mapping[str, Held]) -> Iterator[str]:
    parent = held.parent
    while parent:
        yield parent
        parent = others[parent].parent if parent in others else None


def _bearers(urn: str | None, subjects: Iterable[Subject]) -> Iterator[str]:
    rule = next((subject for subject in subjects if subject.urn == urn and subject.type == "runai:AccessRule"), None)
    name = rule.get("subject.name", str) if rule else None
    if rule is None or not name:
        return
    for subject in subjects:
        called = subject.get(_BEARERS[subject.type], str) if subject.type in _BEARERS else None
        # Another control plane of the same stack may have one of that name.
        if called and called.lower() == name.lower() and subject.endpoint == rule.endpoint:
            yield subject.urn


def _readable(value: Any) -> Any:  # noqa: ANN401 - JSON
    """A value of a state without what is encrypted in it."""
    if isinstance(value, dict):
        return {name: _readable(item) for name, item in value.items() if not is_secret(item)}
    return [_readable(item) for item in value if not is_secret(item)] if isinstance(value, list) else value


def _encrypted(value: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    """The paths of what is: to a rule it is like what a preview cannot know yet."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        if is_secret(item):
            yield f"{path}{name}"
        else:
            yield from _encrypted(item, f"{path}{name}.")
