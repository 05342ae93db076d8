"""One user (contract section 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gpucreds_emulator.live import Live
from gpucreds_emulator.runai.caller import Caller


@dataclass
class User:
    """`secret` is the password; users of the identity provider have none here."""

    id: str
    username: str
    secret: str | None = field(repr=False)
    created_by: str
    created: datetime
    updated: datetime
    last_login: datetime | None = None
    reset_password: bool | None = None
    """A14: stored, with no effect."""
    first_name: str | None = None
    last_name: str | None = None
    seeded: bool = False

    @property
    def is_local(self) -> bool:
        """Whether the password is kept here."""
        return self.secret is not None

    @property
    def caller(self) -> Caller:
        """This user, calling."""
        return Caller(self.id, self.username, is_user=True)

    def is_called(self, email: str) -> bool:
        """Whether that is this user's address (A13)."""
        return self.username.lower() == email.lower()

    def live(self, platform: str) -> Live:
        """The user in the census."""
        return Live(
            platform=platform,
            kind="user",
            id=self.id,
            name=self.username,
            owner=self.created_by,
            created=self.created,
            expires=None,
            expired=False,
        )
