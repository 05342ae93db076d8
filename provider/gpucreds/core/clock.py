"""The one source of time. Instants are UTC; waiting is apart from the date, so a moved date makes no wait longer."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Protocol


class Clock(Protocol):
    """What the life cycle asks of time."""

    def now(self) -> datetime:
        """The instant that plans count from, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow, for time-outs."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait that long."""
        ...


class SystemClock:
    """The machine's clock. With `at` the date stands still there, while waiting stays real."""

    def __init__(self, at: datetime | None = None) -> None:
        self._at = at

    def now(self) -> datetime:
        """The instant that plans count from, in UTC."""
        return self._at or datetime.now(timezone.utc)

    def monotonic(self) -> float:
        """Seconds that only grow, for time-outs."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait that long."""
        time.sleep(seconds)
