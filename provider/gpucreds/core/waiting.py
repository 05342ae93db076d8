"""Waiting for a platform to finish what it does in the background: less and less often, and never for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_result, wait_exponential

from gpucreds.core.clock import Clock

T = TypeVar("T")
_given: ContextVar[timedelta | None] = ContextVar("given", default=None)


@contextmanager
def for_at_most(limit: timedelta | None) -> Iterator[None]:
    """Let this limit count for every wait in this thread, instead of each one's own; None leaves them theirs."""
    token = _given.set(limit)
    try:
        yield
    finally:
        _given.reset(token)


def longest(limit: timedelta) -> timedelta:
    """How long a wait of this limit is in this thread."""
    return _given.get() or limit


def wait_for(attempt: Callable[[], T | None], clock: Clock, limit: timedelta) -> T | None:
    """What `attempt` gives once it gives something; None when `limit` is over. An error of `attempt` ends the wait."""
    deadline = clock.monotonic() + longest(limit).total_seconds()
    return Retrying(
        retry=retry_if_result(lambda result: result is None),
        wait=wait_exponential(multiplier=0.5, max=5),
        stop=lambda _: clock.monotonic() >= deadline,
        sleep=clock.sleep,
        retry_error_callback=_nothing,
    )(attempt)


def _nothing(_: RetryCallState) -> None:
    return None
