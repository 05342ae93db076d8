"""What follows a write whose answer was lost: look whether it was executed, and only then, perhaps, write again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from gpucreds.core.clock import Clock
from gpucreds.core.errors import AnswerLost

T = TypeVar("T")

WRITES = 5
"""How often one thing is written at most."""
PAUSE, LONGEST_PAUSE = 1.0, 60.0
SETTLING = 2.0
"""Seconds until one looks again, for lists that lag behind."""


def look_for(look: Callable[[], T], clock: Clock) -> T:
    """What `look` sees, given the time that a platform needs to show it."""
    seen = look()
    if not seen:
        clock.sleep(SETTLING)
        seen = look()
    return seen


def pause_after(lost: AnswerLost, written: int, clock: Clock) -> None:
    """Wait before the next write, if there is one: as long as the platform wishes, else twice as long each time."""
    if written < WRITES:
        clock.sleep(min(lost.retry_after or PAUSE * 2 ** (written - 1), LONGEST_PAUSE))
