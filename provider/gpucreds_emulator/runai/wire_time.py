"""Instants on the wire: UTC with `Z` and six digits of fraction (choice 12)."""

from __future__ import annotations

from datetime import datetime, timezone

from pydantic import AwareDatetime, TypeAdapter, ValidationError

_INSTANT = TypeAdapter(AwareDatetime)


def shown(instant: datetime | None) -> str | None:
    """An instant as answers have it."""
    if instant is None:
        return None
    return instant.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parsed(text: str) -> datetime | None:
    """The instant that a client wrote, or None when it is none."""
    try:
        return _INSTANT.validate_python(text)
    except ValidationError:
        return None
