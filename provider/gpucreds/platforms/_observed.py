"""What an answer shows beside its content: what time it is where it was made, and how it was protected on its way."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

_HALF_A_SECOND = timedelta(seconds=0.5)
"""A Date has whole seconds, so on average it is that much too early, and never off by more than that again."""


@dataclass(frozen=True)
class Skew:
    """How far the platform's clock is ahead of ours; the truth is within `margin` of it."""

    ahead: timedelta
    margin: timedelta

    @property
    def least(self) -> timedelta:
        """By how much the clocks differ, whatever the answer lost on its way."""
        return max(abs(self.ahead) - self.margin, timedelta(0))


@dataclass(frozen=True)
class Observation:
    """One exchange. `sent` and `received` are instants of our clock."""

    sent: datetime
    received: datetime
    date: datetime | None
    """The platform's clock; None where it does not say, or where a cache answered for it."""
    tls: str | None
    """The version of TLS, such as `TLSv1.3`; None without TLS."""
    certificate_end: datetime | None
    """When the server's certificate ends."""

    @property
    def skew(self) -> Skew | None:
        """What the two clocks make of the same moment; None where the platform does not tell its time."""
        if self.date is None:
            return None
        half_way = (self.received - self.sent) / 2
        return Skew(self.date + _HALF_A_SECOND - (self.sent + half_way), _HALF_A_SECOND + half_way)


class Stream(Protocol):
    """A connection."""

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - by name
        """What is known of it."""


class Observed:
    """What was seen of one platform. `last`: its last answer of any kind, None before the first."""

    last: Observation | None = None

    def see(self, sent: datetime, received: datetime, headers: Mapping[str, str], stream: Stream | None) -> None:
        """Look at an answer; `stream` is the connection that it comes by."""
        tls: ssl.SSLObject | None = stream.get_extra_info("ssl_object") if stream else None
        told = None if "Age" in headers else _instant(headers.get("Date", ""))
        self.last = Observation(sent, received, told, tls.version() if tls else None, _end(tls))


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        return None
    return instant.replace(tzinfo=timezone.utc) if instant.tzinfo is None else instant.astimezone(timezone.utc)


def _end(tls: ssl.SSLObject | None) -> datetime | None:
    text = (tls.getpeercert() or {}).get("notAfter") if tls else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), timezone.utc) if isinstance(text, str) else None
