"""One application or service account (contract sections 3 and 4): the same thing under two names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from gpucreds_emulator.live import Live
from gpucreds_emulator.runai.caller import Caller

AccountKind = Literal["app", "service-account"]
"""The words that access rules have for them."""


@dataclass
class Account:
    """`made_as` matters only where the two kinds are kept apart (A10)."""

    id: str
    name: str
    secret: str = field(repr=False)
    enabled: bool
    made_as: AccountKind
    created_by: str
    created: datetime
    updated: datetime
    last_login: datetime | None = None
    seeded: bool = False

    @property
    def client_id(self) -> str:
        """What it signs in with, and what access rules call it."""
        return self.name

    @property
    def caller(self) -> Caller:
        """This account, calling."""
        return Caller(self.id, self.client_id, is_user=False)

    def live(self, platform: str) -> Live:
        """The account in the census."""
        return Live(
            platform=platform,
            kind="application",
            id=self.id,
            name=self.name,
            owner=self.created_by,
            created=self.created,
            expires=None,
            expired=False,
        )
