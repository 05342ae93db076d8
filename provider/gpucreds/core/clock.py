"""The one source of time. Instants are UTC; waiting is apart from the date, so a moved date makes no wait longer."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timezone
from typing import Protocol

from gpucreds.core.errors import Cancelled


class Clock(Protocol):
    """What the life cycle asks of time."""

    def now(self) -> datetime:
        """The instant that plans count from, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow, for time-outs."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait that long. Raises Cancelled."""
        ...

    def cancel(self) -> None:
        """End all waiting, now and from now on."""
        ...


class SystemClock:
    """The machine's clock. With `at` the date stands still there, while waiting stays real."""

    def __init__(self, at: datetime | None = None) -> None:
        self._at = at
        self._cancelled = threading.Event()

    def now(self) -> datetime:
        """The instant that plans count from, in UTC."""
        return self._at or datetime.now(timezone.utc)

    def monotonic(self) -> float:
        """Seconds that only grow, for time-outs."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait that long. Raises Cancelled, at once."""
        if self._cancelled.wait(seconds):
            raise Cancelled("the command was cancelled", "Run it again")

    def cancel(self) -> None:
        """End all waiting, now and from now on."""
        self._cancelled.set()
