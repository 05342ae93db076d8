"""Lengths of time and instants, as users write them and as the state keeps them.

A duration is `90d`, `12h`, `1d12h` (units w, d, h, m, s) or ISO 8601 (`P90D`, `PT12H`). Years and months have no fixed
length and are refused. An instant is RFC 3339 in UTC with whole seconds.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_SHORT = re.compile("".join(rf"(?:(?P<{name}>\d+){unit})?" for unit, name in _UNITS.items()))
_ISO = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_LONGEST = timedelta(days=36_500)
_FORM = 'write for example "90d", "12h", "1d12h" or "P90D" (units w, d, h, m, s)'


def parse_duration(value: object) -> timedelta:
    """The length that `value` means. Raises ValueError with the accepted forms."""
    if isinstance(value, timedelta):
        return value
    text = value.strip() if isinstance(value, str) else ""
    match = _SHORT.fullmatch(text) or _ISO.fullmatch(text)
    parts = {name: number for name, number in match.groupdict().items() if number} if match else {}
    if not parts:
        shown = int(value) if isinstance(value, float) and value.is_integer() else value  # an engine's number
        raise ValueError(f"{shown!r} is not a duration: {_FORM}")
    return _bounded(parts, text)


def _bounded(parts: dict[str, str], text: str) -> timedelta:
    try:
        length = timedelta(**{unit: int(number) for unit, number in parts.items()})
    except (OverflowError, ValueError):  # Python reads no number of thousands of digits
        length = timedelta.max
    if length > _LONGEST:
        raise ValueError(f"{text!r} is longer than a hundred years: {_FORM}")
    return length


def format_duration(length: timedelta) -> str:
    """The shortest text that `parse_duration` reads back: `90d`, `1d12h`, `0s`."""
    seconds = int(length.total_seconds())
    text = ""
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def parse_instant(value: object) -> datetime:
    """The instant that an RFC 3339 text means, in UTC. Raises ValueError for a text without a zone."""
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(_python_form(value))
    if instant.tzinfo is None:
        raise ValueError(f'{value!r} has no time zone: write for example "2027-01-31T12:00:00Z"')
    try:
        return instant.astimezone(timezone.utc)
    except OverflowError:
        raise ValueError(f"{value!r} is out of the calendar") from None


def format_instant(instant: datetime) -> str:
    """`2027-01-31T12:00:00Z`."""
    return instant.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def told_instant(value: object) -> datetime | None:
    """The instant that a platform tells; None where it tells none that can be read."""
    try:
        return parse_instant(value)
    except ValueError:
        return None


def _python_form(value: object) -> str:
    # Python 3.10 reads no Z, and fractions of three or six digits only; platforms write up to nine.
    text = re.sub("[zZ]$", "+00:00", value) if isinstance(value, str) else ""
    return re.sub(r"\.(\d+)", lambda fraction: f".{fraction[1][:6]:0<6}", text)


Duration = Annotated[timedelta, BeforeValidator(parse_duration), PlainSerializer(format_duration)]
Instant = Annotated[datetime, BeforeValidator(parse_instant), PlainSerializer(format_instant)]
