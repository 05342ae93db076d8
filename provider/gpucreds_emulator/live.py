"""What lives on a platform, as the control API and the tests count it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Live:
    """One credential or workspace that exists on a platform and was not seeded at start.

    `id` is never a secret: where the platform knows an object only by its secret, it is a piece of the secret's hash.
    """

    platform: str
    kind: str
    id: str
    name: str
    owner: str
    created: datetime
    expires: datetime | None
    expired: bool
