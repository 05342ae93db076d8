"""How often a request is sent, and the wait between."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from gpucreds.core.clock import Clock
from gpucreds.core.errors import PlatformError

if TYPE_CHECKING:
    from gpucreds.platforms._limiter import Turn

T = TypeVar("T")

ATTEMPTS = 5
"""How often a request is sent in vain; where the platform takes others meanwhile, it is not in vain."""
LONGEST_WAIT = 60.0
PATIENCE = ATTEMPTS * LONGEST_WAIT
"""Seconds after which a request that is refused again and again is given up in any case."""


def backoff(number: int) -> float:
    """The seconds to wait after so many failures: by chance, up to 0.5 and then twice as long each time, up to 8."""
    return random.uniform(0, min(8.0, 0.5 * 2 ** (number - 1)))  # noqa: S311 - keeps runs apart, guards nothing


def repeated(
    call: Callable[[], T], after: tuple[type[PlatformError], ...], turn: Turn, clock: Clock, shortest_wait: float
) -> T:
    """What `call` gives, called again after these errors.

    What the platform was too busy for waits in the line, with everybody else. `shortest_wait`: seconds at least
    before a repetition.
    """
    return Retrying(
        retry=retry_if_exception_type(after),
        wait=lambda state: shortest_wait + (0.0 if turn.refused else _wait(state)),
        stop=lambda state: _given_up(state, turn, clock),
        sleep=lambda seconds: clock.sleep(seconds) if seconds else None,
        retry_error_callback=lambda state: _tell(state, turn, clock),
    )(call)


def _wait(state: RetryCallState) -> float:
    """The platform's wish up to a minute, else a growing part of chance."""
    error = state.outcome and state.outcome.exception()
    asked = error.retry_after if isinstance(error, PlatformError) else None
    return min(asked, LONGEST_WAIT) if asked is not None else backoff(state.attempt_number)


def _given_up(state: RetryCallState, turn: Turn, clock: Clock) -> bool:
    since = turn.refused_since
    too_long = since is not None and clock.monotonic() - since >= PATIENCE
    return too_long or state.attempt_number - turn.not_in_vain >= ATTEMPTS


def _tell(state: RetryCallState, turn: Turn, clock: Clock) -> NoReturn:
    error = state.outcome and state.outcome.exception()
    if turn.refused_since is not None and isinstance(error, PlatformError):
        seconds = clock.monotonic() - turn.refused_since
        error = error.advising(f"{error.advice}: it was sent {state.attempt_number} times in {seconds:.0f} seconds")
    raise error or AssertionError(state)
