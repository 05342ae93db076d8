"""Access rules: who has which role where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gpucreds.core.durations import told_instant
from gpucreds.core.errors import AnswerLost
from gpucreds.platforms._snapshot import Listing
from gpucreds.platforms.runai.session import Item, Session, text

_PATH = "/api/v1/authorization/access-rules"


@dataclass(frozen=True)
class Grant:
    """What a rule says, in the ids of the platform. Two rules never say the same."""

    subject_id: str
    subject_type: str
    role_id: int
    scope_id: str
    scope_type: str


@dataclass(frozen=True)
class AccessRule:
    """A rule that is in force, or will soon be."""

    id: int
    grant: Grant
    role_name: str
    scope_name: str
    created_by: str
    created_at: datetime | None


class AccessRules:
    """All access rules of a control plane."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._listing = Listing(self._list)

    def all(self, *, fresh: bool = False) -> Sequence[AccessRule]:
        """All rules in force, however many pages they fill."""
        return self._listing.get(fresh=fresh)

    def find(self, rule_id: int) -> AccessRule | None:
        """One rule, None when it is gone or going."""
        return self._listing.find(rule_id) or self._get(rule_id)

    def about(self, subject_id: str, subject_type: str | None = None) -> Sequence[AccessRule]:
        """The rules in force of one subject, as they are now."""
        # A comma would make two subjects of it, and the names of groups have some.
        named = {"subjectIds": subject_id} if "," not in subject_id else {}
        query = named | ({"subjectType": subject_type} if subject_type else {})
        rules = _in_force(self._session.counted_pages(_PATH, "accessRules", query))
        return [
            rule
            for rule in rules
            if rule.grant.subject_id == subject_id and subject_type in (None, rule.grant.subject_type)
        ]

    def create(self, grant: Grant, cluster_id: str | None) -> AccessRule:
        """Make a rule. Not repeatable."""
        body: dict[str, object] = {
            "subjectId": grant.subject_id,
            "subjectType": grant.subject_type,
            "roleId": grant.role_id,
            "scopeId": grant.scope_id,
            "scopeType": grant.scope_type,
        }
        if cluster_id:
            body["clusterId"] = cluster_id
        return _rule(self._session.call("POST", _PATH, body, repeatable=False))

    def delete(self, rule_id: int) -> None:
        """Remove a rule; one that is gone already is a success."""
        self._session.remove(f"{_PATH}/{rule_id}")
        self._listing.forget(rule_id)

    def _list(self) -> Sequence[AccessRule]:
        return _in_force(self._session.counted_pages(_PATH, "accessRules"))

    def _get(self, rule_id: int) -> AccessRule | None:
        item = self._session.find(f"{_PATH}/{rule_id}")
        in_force = _in_force([] if item is None else [item])
        return in_force[0] if in_force else None


def _in_force(items: Sequence[Item]) -> list[AccessRule]:
    return [_rule(item) for item in items if not item.get("deletedAt") and _phase(item) != "Deleting"]


def _phase(item: Item) -> object:
    status = item.get("status")
    return status.get("phase") if isinstance(status, dict) else None


def _rule(item: Item) -> AccessRule:
    try:
        return AccessRule(
            id=int(item["id"]),
            grant=Grant(
                subject_id=str(item.get("subjectId") or ""),  # a rule about everybody may name nobody
                subject_type=text(item, "subjectType"),
                role_id=int(item["roleId"]),
                scope_id=str(item["scopeId"]),
                scope_type=text(item, "scopeType"),
            ),
            role_name=str(item.get("roleName") or ""),
            scope_name=str(item.get("scopeName") or ""),
            created_by=str(item.get("createdBy") or ""),
            created_at=told_instant(item.get("createdAt")),
        )
    except (KeyError, TypeError, ValueError):
        raise AnswerLost(
            "Run:ai answered an access rule in a form that nobody knows", "Run the command again"
        ) from None
