"""The line before a platform: who waits to send, how many may at once, and for how long nobody may."""

from __future__ import annotations

import threading
from bisect import insort
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gpucreds.core.clock import Clock
from gpucreds.core.errors import AnswerLost, NotExecuted, PlatformError
from gpucreds.platforms._congestion import SHORTEST, Congestion, Sent
from gpucreds.platforms._retries import LONGEST_WAIT, backoff


class NoneFree(Exception):
    """All were in use for too long."""

    def __init__(self) -> None:
        super().__init__("all connections are in use")


@dataclass(eq=False)
class Turn:
    """One request in the line, from its first attempt to its last: who came first goes first.

    `own`: a refusal speaks of this request's own object, and of nobody else's. `refused`: the last attempt was, for
    reasons that are everybody's. `not_in_vain`: how many refusals came while the platform took other requests.
    """

    number: int
    own: bool
    seen: int
    sent: Sent = field(default_factory=Sent)
    taken: bool = False
    refused: bool = False
    asked: float | None = None
    refused_since: float | None = None
    not_in_vain: int = 0
    called: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def answered(self) -> Iterator[None]:
        """Note what an answer means for others while it is read: the platform took this request, or is too busy."""
        try:
            yield
        except (NotExecuted, AnswerLost) as error:
            # Of these an answer makes a 429, and a 503 that says when to come again.
            self.refused = not self.own and (isinstance(error, NotExecuted) or error.retry_after is not None)
            self.asked = error.retry_after
            raise
        except PlatformError:
            self.taken = True
            raise
        self.taken = True

    def note_refusal(self, passed: int, now: float) -> None:
        """Count a refusal. `passed`: how many requests the platform has taken so far."""
        self.not_in_vain += passed > self.seen
        self.seen = passed
        self.refused_since = now if self.refused_since is None else self.refused_since


class Limiter:
    """At most `most` requests at once, and fewer where the platform takes fewer.

    `patience`: the seconds to wait while nothing that is under way ends.
    """

    def __init__(self, clock: Clock, most: int, patience: float) -> None:
        self._clock = clock
        self._patience = patience
        self._level = Congestion(most)
        self._lock = threading.Lock()
        self._line: list[Turn] = []
        self._came = self._sent = self._ended = 0
        self._opens: float | None = None

    def turn(self, *, own: bool = False) -> Turn:
        """A place behind all others."""
        with self._lock:
            self._came += 1
            return Turn(self._came, own, self._level.passed)

    @contextmanager
    def sending(self, turn: Turn) -> Iterator[None]:
        """Wait until this request may be sent, which is under way until the block ends. Raises NoneFree, Cancelled."""
        self._wait(turn)
        try:
            yield
        finally:
            with self._lock:
                self._ended += 1
                self._learn(turn)
                self._call_the_first()

    @property
    def _under_way(self) -> int:
        return self._sent - self._ended

    def _wait(self, turn: Turn) -> None:
        with self._lock:
            if not self._line and not self._under_way:
                self._level.begin(self._clock.monotonic())
            insort(self._line, turn, key=_number)
        try:
            while not self._sent_now(turn):
                pass
        finally:
            with self._lock:
                self._line.remove(turn)
                self._call_the_first()

    def _sent_now(self, turn: Turn) -> bool:
        """Whether a request may be sent, which then counts as under way; if not, some time has passed."""
        with self._lock:
            ended = self._ended
            turn.called.clear()
            first = turn is self._line[0] and self._under_way < self._level.limit
            closed = self._closed_for() if first else 0.0
            if first and not closed:
                self._send(turn)
                return True
        if not first and not turn.called.wait(self._patience) and self._under_way and self._ended == ended:
            raise NoneFree
        self._clock.sleep(closed)  # who was only called looks at the clock all the same, which knows of a cancel
        return False

    def _send(self, turn: Turn) -> None:
        self._sent += 1
        self._opens = self._clock.monotonic() + self._level.gap if self._level.gap else None
        turn.sent, turn.taken, turn.refused = Sent(self._sent, self._under_way), False, False

    def _call_the_first(self) -> None:
        if self._line:
            self._line[0].called.set()

    def _closed_for(self) -> float:
        left = 0.0 if self._opens is None else self._opens - self._clock.monotonic()
        return left if left > SHORTEST else 0.0

    def _learn(self, turn: Turn) -> None:
        if turn.taken:
            self._level.take(self._clock.monotonic(), scarce=bool(self._line))
        elif turn.refused:
            self._close(turn, self._clock.monotonic())

    def _close(self, turn: Turn, now: float) -> None:
        turn.note_refusal(self._level.passed, now)
        another = self._level.refuse(turn.sent, self._sent, now)
        pause = backoff(self._level.in_vain) if another else 0.0
        if turn.asked is not None:
            pause = min(turn.asked, LONGEST_WAIT)
        self._opens = max(now + pause, self._opens or now)


def _number(turn: Turn) -> int:
    return turn.number
