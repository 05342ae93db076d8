"""One API key as the server keeps it (contract section 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timezone
from hashlib import sha256

from gpucreds_emulator.egs.account import Account
from gpucreds_emulator.egs.role import Role
from gpucreds_emulator.live import Live


@dataclass(frozen=True)
class ApiKey:
    """`secret` is the key itself, the only handle that the platform knows."""

    secret: str = field(repr=False)
    name: str
    user_name: str
    description: str
    role: Role
    validity: date
    workspace: str
    created: datetime
    seeded: bool = False

    @property
    def account(self) -> Account:
        """What a token bought with this key acts as."""
        return Account(self.role, self.workspace)

    @property
    def expires(self) -> datetime:
        """The last good second."""
        return datetime.combine(self.validity, time(23, 59, 59), timezone.utc)

    def expired(self, now: datetime) -> bool:
        """Whether the last good day (UTC) is over."""
        return now.astimezone(timezone.utc).date() > self.validity

    def live(self, platform: str, now: datetime) -> Live:
        """The key in the census, told apart by a piece of its hash."""
        return Live(
            platform=platform,
            kind="api-key",
            id=sha256(self.secret.encode()).hexdigest()[:12],
            name=self.name,
            owner=self.user_name,
            created=self.created,
            expires=self.expires,
            expired=self.expired(now),
        )
