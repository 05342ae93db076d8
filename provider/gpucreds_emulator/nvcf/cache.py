"""The results of introspection, kept for a while, good and bad (contract sections 5 and 11)."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from gpucreds_emulator.nvcf.instant import SECOND
from gpucreds_emulator.nvcf.problems import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from gpucreds_emulator.nvcf.instant import Instant

    Result = dict[str, Any] | Refusal


class Cache:
    """By audience and key value, of which only a hash stays in memory."""

    def __init__(self) -> None:
        self._results: dict[tuple[str, str], tuple[Instant, Result]] = {}

    def result(
        self, asked: tuple[str | None, str | None], now: Instant, seconds: int, work: Callable[[], dict[str, Any]]
    ) -> dict[str, Any]:
        """What the work gave or raised when it was last done, if that is not too long ago."""
        place = (repr(asked[0]), sha256(repr(asked[1]).encode()).hexdigest())
        at, result = self._results.get(place, (None, None))
        if result is None or at is None or not 0 <= now - at < seconds * SECOND:
            result = _outcome(work)
            self._results[place] = (now, result)
        if isinstance(result, Refusal):
            raise result.with_traceback(None)
        return result


def _outcome(work: Callable[[], dict[str, Any]]) -> Result:
    try:
        return work()
    except Refusal as refusal:
        return refusal
