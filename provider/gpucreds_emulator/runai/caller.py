"""Who calls."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """A user or an account; who signs in with an access key is the user that it belongs to."""

    id: str
    name: str
    """The e-mail of a user, the `clientId` of an account."""
    is_user: bool
