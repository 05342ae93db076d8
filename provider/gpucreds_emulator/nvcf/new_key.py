"""A key as it is asked for: how it is read, and steps 5 to 9 of contract section 4 (E10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gpucreds_emulator.nvcf import instant
from gpucreds_emulator.nvcf.assumptions import unreadable
from gpucreds_emulator.nvcf.instant import DAY, Instant
from gpucreds_emulator.nvcf.problems import bad_request

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.fields import Fields
    from gpucreds_emulator.nvcf.registration import Registration

_DESCRIPTION = re.compile(r"[a-zA-Z0-9\s_-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class NewKey:
    """What a body asks for, of the right types but otherwise as sent."""

    description: str | None
    expires_at: Instant | None
    audience_service_ids: list[str] | None
    authorizations: Any

    @classmethod
    def read(cls, fields: Fields) -> NewKey:
        """What the body asks for."""
        return cls(
            fields.text("description"),
            _expiry(fields.text("expires_at")),
            fields.texts("audience_service_ids"),
            fields.any("authorizations"),
        )

    def checked_description(self) -> str:
        """Step 5."""
        if self.description is None or not _DESCRIPTION.fullmatch(self.description):
            raise bad_request("description is invalid")
        return self.description

    def checked_expiry(self, issuer: Registration, now: Instant) -> Instant:
        """Step 6; both ends are allowed."""
        days = issuer.max_api_key_ttl_days
        if self.expires_at is None or not now <= self.expires_at <= now + days * DAY:
            raise bad_request(f"expires_at must be in the future and not more than {days} days from now")
        return self.expires_at

    def checked_audiences(self, issuer: Registration) -> tuple[str, ...]:
        """Steps 7 and 8; each once, in the order sent (E8)."""
        if self.audience_service_ids is None:
            return (issuer.service_id,)
        if not self.audience_service_ids:
            raise bad_request("audience_service_ids can't be empty")
        bad = sorted(set(self.audience_service_ids) - set(issuer.audience_service_ids))
        if bad:
            raise bad_request(f"service '{issuer.service_id}' cannot use audiences: {','.join(bad)}")
        return tuple(dict.fromkeys(self.audience_service_ids))


def _expiry(text: str | None) -> Instant | None:
    if text is None:
        return None
    parsed = instant.parsed(text)
    if parsed is None:
        raise unreadable("expires_at is not an instant")
    return parsed
