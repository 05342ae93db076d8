"""The clock of all platforms: real time plus whatever a test has added (EGS contract section 10, knob "clock")."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def real_time() -> datetime:
    """What the machine's own clock says, in UTC."""
    return datetime.now(timezone.utc)


class Clock:
    """A clock that goes on ticking from wherever it is put."""

    def __init__(self, source: Callable[[], datetime] = real_time) -> None:
        self._source = source
        self._offset = timedelta()
        self._lock = Lock()

    def now(self) -> datetime:
        """The instant it is for every platform."""
        return self._source() + self._offset

    def set(self, instant: datetime) -> None:
        """Put the clock at an instant, which must say its time zone."""
        if instant.tzinfo is None:
            raise ValueError("the instant needs a time zone")
        with self._lock:
            self._offset = instant.astimezone(timezone.utc) - self._source()

    def advance(self, step: timedelta) -> None:
        """Move the clock by a step."""
        with self._lock:
            offset = self._offset + step
            _ = self._source() + offset  # a step out of the calendar fails here, with the clock as it was
            self._offset = offset

    def reset(self) -> None:
        """Go back to real time."""
        with self._lock:
            self._offset = timedelta()
