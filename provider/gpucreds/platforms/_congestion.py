"""What is learned from refusals: how many requests a platform takes at once, and how many a second.

A platform, or a gateway before it, has limits that it does not tell. The rule is TCP's (RFC 5681), but for what we know
and TCP does not:

- It begins wide open, because most platforms take all that a run has.
- A refusal names the request that met the limit, so nothing is halved in the dark: the limit becomes what was taken of
  those that were under way together. What was sent before a refusal came is part of the same event (RFC 6582).
- What is refused though nothing else was under way has met a limit of time. Then there is a gap between two requests,
  a quarter longer than those needed that have just passed (AWS's adaptive retries measure a rate too). One that does
  not help is dropped.
- The level is left alone for HOLD requests. Then it is probed: with one more at a time, and as long as that passes,
  with two more, four more; or with a gap that is a fifth shorter each time.
"""

from __future__ import annotations

from dataclasses import dataclass

HOLD = 100
"""How many requests pass before a level that was refused something is probed."""
ROUND = 10
"""How many pass at least between two steps up."""
SLOWER, FASTER = 1.25, 0.8
SHORTEST = 0.001
"""Seconds below which there is no gap and no pause."""


@dataclass(frozen=True)
class Sent:
    """One request under way: the how-manieth it is, and how many were under way when it was sent, itself included."""

    number: int = 0
    together: int = 0


class Congestion:
    """The level that a platform bears. `limit`: requests at once; `gap`: seconds from one request to the next."""

    def __init__(self, most: int) -> None:
        self.limit = most
        self.gap = 0.0
        self.passed = 0
        """How many requests the platform has taken."""
        self.in_vain = 0
        """How many events there were since it took one."""
        self._most = most
        self._last = 0
        self._together = self._refused = 0
        self._until_probe, self._step, self._held = 0, 1, False
        self._since, self._passed_then = 0.0, 0

    def begin(self, now: float) -> None:
        """Somebody wants to send again, after nobody did: what has passed counts from now on."""
        self._since, self._passed_then = now, self.passed

    def take(self, now: float, *, scarce: bool) -> None:
        """Learn that the platform took a request. `scarce`: others wait, so the level is in use."""
        self.passed += 1
        self.in_vain = 0
        self._until_probe -= scarce
        if scarce and self._until_probe <= 0:
            self._rise(now)

    def refuse(self, sent: Sent, newest: int, now: float) -> bool:
        """Learn that it refused one; whether that is another event. `newest` is the number of what was sent last."""
        if another := sent.number > self._last:
            self._last = newest
            self._together = self._refused = 0
            self.in_vain += 1
            self._slow_down(now, alone=sent.together == 1)
        self._together = max(self._together, sent.together)
        self._refused += 1
        if self._together > 1:
            self.limit = min(self.limit, max(1, self._together - self._refused))
        self._until_probe, self._step, self._held = HOLD, 1, True
        return another

    def _slow_down(self, now: float, *, alone: bool) -> None:
        taken = self.passed - self._passed_then
        if taken and alone:
            # Who refuses as often after a gap was made has another reason, and would make it longer for ever.
            self.gap = 0.0 if self.gap and self._held else (now - self._since) / taken * SLOWER
        if taken:
            self.begin(now)

    def _rise(self, now: float) -> None:
        if self._held:  # what passed so far says what was sent, and not what would have passed
            self._held = False
            self.begin(now)
        if self.gap:
            self.gap = self.gap * FASTER if self.gap > SHORTEST else 0.0
            self._until_probe = ROUND
        else:
            self.limit = min(self._most, self.limit + self._step)
            self._step *= 2
            self._until_probe = max(ROUND, self.limit)
