"""What each generation of the control plane serves (contract section 9, the table of three)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Version = Literal["2.18", "2.24", "3.0"]


@dataclass(frozen=True)
class Generation:
    """One column of the table; whole paths that come and go are in `routes`."""

    version: Version
    grants: frozenset[str]
    """The values of `grantType` that `/api/v1/token` takes."""
    subject_types: tuple[str, ...]
    """What a new access rule may be about."""
    tells_expiry: bool = True
    tells_client_id: bool = True
    has_patterns: bool = True
    """Whether names and e-mail addresses must have a form; before, any text of 1 to 255 goes."""
    queries_users: bool = True
    """Whether the list of users can be filtered, sorted and paged."""
    searches: bool = True
    tells_status: bool = True
    """Whether access rules have a `status`."""
    tells_details: bool = True
    """Whether projects and departments have all keys, and roles say whether they are custom."""
    takes_notify: bool = True
    takes_names: bool = False
    """Whether users have a first and a last name."""


GENERATIONS: dict[Version, Generation] = {
    "2.18": Generation(
        version="2.18",
        grants=frozenset({"app_token", "password", "refresh_token"}),
        subject_types=("user", "app", "group"),
        tells_expiry=False,
        tells_client_id=False,
        has_patterns=False,
        queries_users=False,
        searches=False,
        tells_status=False,
        tells_details=False,
        takes_notify=False,
    ),
    "2.24": Generation(
        version="2.24",
        grants=frozenset({"app_token", "client_credentials", "password", "refresh_token"}),
        subject_types=("user", "app", "group", "service-account"),
    ),
    "3.0": Generation(
        version="3.0",
        grants=frozenset({"client_credentials", "password", "refresh_token"}),
        subject_types=("user", "app", "group", "service-account"),
        takes_names=True,
    ),
}
