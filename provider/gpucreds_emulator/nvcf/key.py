"""One API key as the service keeps it: by its hash, without its value (contract section 3.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from gpucreds_emulator.live import Live
from gpucreds_emulator.nvcf import instant
from gpucreds_emulator.nvcf.instant import Instant
from gpucreds_emulator.nvcf.status import Status


@dataclass
class Key:
    """`created_at` and `expires_at` are kept to the millisecond; `written_at`, of the authorizations, as it was."""

    hash: str = field(repr=False)
    mask: str
    owner_id: str
    issuer_service_id: str
    audience_service_ids: tuple[str, ...]
    description: str
    created_at: Instant
    expires_at: Instant
    authorizations: Any
    written_at: Instant
    kept_status: Status = Status.ACTIVE
    id: str = field(default_factory=lambda: str(uuid4()))

    def status(self, now: Instant) -> Status:
        """EXPIRED is never kept, but worked out whenever the key is read."""
        overdue = self.kept_status is Status.ACTIVE and now > self.expires_at
        return Status.EXPIRED if overdue else self.kept_status

    def live(self, platform: str, now: Instant) -> Live:
        """The key in the census."""
        return Live(
            platform=platform,
            kind="key",
            id=self.id,
            name=self.description,
            owner=self.owner_id,
            created=instant.moment(self.created_at),
            expires=instant.moment(self.expires_at),
            expired=now > self.expires_at,
        )
