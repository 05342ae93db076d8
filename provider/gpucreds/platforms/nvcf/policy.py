"""The authorizations of a key: exactly one policy, for NVCF looks at the first of a service and at no other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gpucreds.core.declaration import Model
from gpucreds.platforms.nvcf.catalog import REGISTRATIONS, Service


class KeyResource(Model):
    """Something that a key opens, in the words of NVCF."""

    type: str
    """`account-functions`, `authorized-functions`, `function`, `account-tasks` or `task`."""
    id: str
    """`*` for the first two and for `account-tasks`; `<function id>/*` or `<function id>/<version id>`; `<task id>`."""


def listed(resources: Sequence[KeyResource] | None) -> list[tuple[str, str]]:
    """Resources as type and id."""
    return [(one.type, one.id) for one in resources or []]


def typed(kind: str, ids: Sequence[str] | None) -> list[tuple[str, str]]:
    """The same of functions or tasks, `*` for all of them."""
    return [(f"account-{kind}s" if one == "*" else kind, one) for one in ids or []]


def in_words(resources: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Type and id as a program says them: `functions` or `tasks` where these alone can, else `resources`."""
    pairs = sorted(resources)
    for kind in ("function", "task"):
        ids = [name for _, name in pairs]
        if pairs and sorted(typed(kind, ids)) == pairs:
            return {f"{kind}s": ids}
    return {"resources": [KeyResource(type=kind, id=name) for kind, name in pairs]}


@dataclass(frozen=True)
class Policy:
    """What a key may do (scopes) to what (resources as type and id); neither has an order."""

    scopes: frozenset[str]
    resources: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, scopes: Iterable[str], resources: Iterable[tuple[str, str]]) -> Policy:
        """The policy of these scopes and resources."""
        return cls(frozenset(scopes), frozenset(resources))

    @classmethod
    def read(cls, authorizations: object, service_id: str) -> Policy | None:
        """The policy of a service in what the platform shows; None where it shows no authorizations at all."""
        if authorizations is None:
            return None
        policies = _list(authorizations, "policies")
        ours = next((item for item in policies if isinstance(item, dict) and item.get("aud") == service_id), None)
        resources = [item for item in _list(ours, "resources") if isinstance(item, dict)]
        pairs = [(str(item.get("type")), str(item.get("id"))) for item in resources]
        return cls.of(map(str, _list(ours, "scopes")), pairs)

    def authorizations(self, service: Service, service_id: str) -> dict[str, Any]:
        """As they are sent, in one order for all times."""
        policy = {
            "aud": service_id,
            "auds": [service_id],
            "product": REGISTRATIONS[service].product,
            "resources": [{"id": name, "type": kind} for kind, name in sorted(self.resources)],
            "scopes": sorted(self.scopes),
        }
        return {"policies": [policy]}

    def size(self, service: Service, service_id: str) -> int:
        """Characters of the compact JSON, counted as the service does."""
        text = json.dumps(self.authorizations(service, service_id), separators=(",", ":"), ensure_ascii=False)
        return len(text.encode("utf-16-le")) // 2


def _list(document: object, name: str) -> list[object]:
    # Anybody may have written it, and the service takes any JSON.
    found = document.get(name) if isinstance(document, Mapping) else None
    return found if isinstance(found, list) else []
