"""How often a request is sent, and the wait between."""

from __future__ import annotations

from tenacity import RetryCallState, wait_random_exponential

from gpucreds.core.errors import PlatformError

ATTEMPTS = 5
LONGEST_WAIT = 60.0

_backoff = wait_random_exponential(multiplier=0.5, max=8)


def wait(state: RetryCallState) -> float:
    """The seconds before the next attempt: the platform's wish up to a minute, else a growing part of chance."""
    error = state.outcome and state.outcome.exception()
    asked = error.retry_after if isinstance(error, PlatformError) else None
    return min(asked, LONGEST_WAIT) if asked is not None else _backoff(state)
