"""How much a platform takes on: so many requests at a time, so many a second. It answers 429 to the rest, unworked."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from gpucreds_emulator.knob_form import KNOBS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from gpucreds_emulator.clock import Clock


@dataclass(config=KNOBS)
class Limits:
    """In JSON the names are in camelCase. No platform has a limit at start."""

    capacity: Annotated[int, Field(ge=1)] | None = None
    """How many requests are worked on at a time; None for any number."""

    rate: Annotated[float, Field(gt=0)] | None = None
    """How many are let in for each second of the emulator's clock, of which one second's are kept; None for any."""

    retry_after: Annotated[int, Field(ge=0)] | None = None
    """The header Retry-After of a refusal, in seconds; None for none."""

    latency: Annotated[float, Field(ge=0)] = 0.0
    """How many seconds pass before a request that is let in is worked on."""

    page: bool = False
    """Whether a refusal is a page of what stands before the platform, and not in the platform's own form."""


class Admission:
    """The door of one platform. `refused`: how many requests it has kept out since start or reset."""

    def __init__(self, clock: Clock) -> None:
        self.limits = Limits()
        self.refused = 0
        self._clock = clock
        self._inside = 0
        self._saved: tuple[float, datetime] | None = None
        self._lock = Lock()

    @contextmanager
    def enter(self) -> Iterator[bool]:
        """Whether a request may come in, which is inside until the block ends."""
        admitted = self._admit()
        try:
            yield admitted
        finally:
            if admitted:
                with self._lock:
                    self._inside -= 1

    def turn(self, limits: Limits) -> None:
        """Set other limits. A rate begins with what it keeps; the object stays, as a test may hold it."""
        with self._lock:
            for name, value in vars(limits).items():
                setattr(self.limits, name, value)
            self._saved = None

    def reset(self) -> None:
        """No limit, and nobody refused."""
        self.turn(Limits())
        self.refused = 0

    def as_told(self) -> dict[str, object]:
        """The limits and the count, by their names in Python."""
        return dataclasses.asdict(self.limits) | {"refused": self.refused}

    def _admit(self) -> bool:
        with self._lock:
            admitted = self._has_room() and self._is_in_time()
            self._inside += admitted
            self.refused += not admitted
            return admitted

    def _has_room(self) -> bool:
        return self.limits.capacity is None or self._inside < self.limits.capacity

    def _is_in_time(self) -> bool:
        """Take one out of the bucket of this second, if there is one."""
        if self.limits.rate is None:
            return True
        now, most = self._clock.now(), max(1.0, self.limits.rate)
        left, since = self._saved or (most, now)
        left = min(most, left + max(0.0, (now - since).total_seconds()) * self.limits.rate)
        admitted = left >= 1
        self._saved = (left - admitted, now)
        return admitted
