"""One access rule (contract section 7): a subject, a role and a scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gpucreds_emulator.live import Live

ACCOUNT_SUBJECTS = ("app", "service-account")


@dataclass(frozen=True)
class Meaning:
    """What makes two rules the same one (A18)."""

    subject_type: str
    subject_id: str
    role_id: int
    """Without the knob `role_id_shift`."""
    scope_type: str
    scope_id: str


@dataclass
class AccessRule:
    """Nothing of it changes but that it is deleted."""

    id: int
    meaning: Meaning
    cluster_id: str | None
    created_by: str
    created: datetime
    updated: datetime
    deleted: datetime | None = None
    seeded: bool = False

    def is_about_user(self, username: str) -> bool:
        """Whether its subject is that user."""
        return self.meaning.subject_type == "user" and self.meaning.subject_id.lower() == username.lower()

    def is_about_account(self, client_id: str) -> bool:
        """Whether its subject is that application or service account."""
        return self.meaning.subject_type in ACCOUNT_SUBJECTS and self.meaning.subject_id == client_id

    def delete(self, now: datetime) -> None:
        """Mark it deleted; it stays in the data."""
        self.deleted = self.updated = now

    def live(self, platform: str) -> Live:
        """The rule in the census, where its name says what it is about."""
        meaning = self.meaning
        return Live(
            platform=platform,
            kind="access-rule",
            id=str(self.id),
            name=f"{meaning.subject_type} {meaning.subject_id} on {meaning.scope_type} {meaning.scope_id}",
            owner=self.created_by,
            created=self.created,
            expires=None,
            expired=False,
        )
