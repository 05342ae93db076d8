"""One access key of a user (contract section 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gpucreds_emulator.live import Live


@dataclass
class AccessKey:
    """`client_id` is no name here: it tells nothing."""

    id: str
    name: str
    client_id: str
    secret: str = field(repr=False)
    owner_id: str
    created_by: str
    created: datetime
    last_login: datetime | None = None

    def live(self, platform: str) -> Live:
        """The key in the census."""
        return Live(
            platform=platform,
            kind="access-key",
            id=self.id,
            name=self.name,
            owner=self.created_by,
            created=self.created,
            expires=None,
            expired=False,
        )
