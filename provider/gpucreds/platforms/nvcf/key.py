"""A key of NVCF as the service shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from gpucreds.core.declaration import Model
from gpucreds.core.durations import told_instant
from gpucreds.core.errors import AnswerLost
from gpucreds.platforms.nvcf.policy import Policy

MASK_SHOWS = 3


class KeyRef(Model):
    """Where a key is: ids mean nothing without the owner and the service under which it was made."""

    owner_id: str
    """The owner."""
    service_id: str
    """The service that issued it."""
    key_id: str
    """Its id, a UUID."""


@dataclass(frozen=True)
class Key:
    """A key without its value."""

    ref: KeyRef
    status: str
    """`ACTIVE`, `EXPIRED`, `SUSPENDED`, or what later versions add."""
    description: str
    created_at: datetime | None
    expires_at: datetime | None
    ends_in: str | None
    """The last characters of its value."""
    policy: Policy | None
    """None in lists."""

    def may_have(self, value: SecretStr) -> bool:
        """Whether `value` can be the one of this key; a mismatch proves that it is not."""
        return self.ends_in is None or value.get_secret_value().endswith(self.ends_in)

    def __str__(self) -> str:
        return f"{self.ref.key_id} {self.description!r} ({self.status})"


def read_key(item: object, owner_id: str, service_id: str) -> Key:
    """A key in an answer. Raises AnswerLost for what is none."""
    found: Mapping[str, Any] = item if isinstance(item, dict) else {}
    key_id, value = found.get("id"), found.get("value")
    if not isinstance(key_id, str) or not key_id:
        raise AnswerLost("NVCF answered a key without an id", "Run the command again")
    return Key(
        ref=KeyRef(owner_id=owner_id, service_id=service_id, key_id=key_id),
        status=str(found.get("status") or ""),
        description=str(found.get("description") or ""),
        created_at=told_instant(found.get("created_at")),
        expires_at=told_instant(found.get("expires_at")),
        ends_in=value[-MASK_SHOWS:] if isinstance(value, str) and "*" in value else None,
        policy=Policy.read(found.get("authorizations"), service_id),
    )
