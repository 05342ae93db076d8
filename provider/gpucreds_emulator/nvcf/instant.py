"""Instants as the service keeps and writes them, down to the nanosecond (contract section 3.2, E10)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import NewType

from gpucreds_emulator.nvcf.assumptions import EXPIRES_AT_FORM

Instant = NewType("Instant", int)
"""Nanoseconds since 1970."""

MILLISECOND = 10**6
SECOND = 10**9
DAY = 86_400 * SECOND

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)


def of(moment: datetime) -> Instant:
    """The instant of a moment on the clock."""
    return Instant((moment - _EPOCH) // _MICROSECOND * 1000)


def moment(instant: Instant) -> datetime:
    """The other way round, to the microsecond."""
    return _EPOCH + instant // 1000 * _MICROSECOND


def cut(instant: Instant, unit: int) -> Instant:
    """Without what is smaller than the unit."""
    return Instant(instant // unit * unit)


def parsed(text: str) -> Instant | None:
    """The instant that a text names, or None."""
    found = re.fullmatch(EXPIRES_AT_FORM, text)
    if not found:
        return None
    try:
        whole = of(datetime.fromisoformat(found["whole"] + found["zone"].replace("Z", "+00:00")))
    except ValueError:
        return None
    return Instant(whole + int((found["fraction"] or "").ljust(9, "0")))


def text(instant: Instant) -> str:
    """In UTC with `Z`; the fraction has 3, 6 or 9 digits, and is left out when it is zero."""
    seconds, nanoseconds = divmod(instant, SECOND)
    whole = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}{_fraction(f'{nanoseconds:09}')}Z"


def _fraction(digits: str) -> str:
    while digits.endswith("000"):
        digits = digits[:-3]
    return f".{digits}" if digits else ""
