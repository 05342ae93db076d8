"""How long a request is tried that the platform is too busy for."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import NotExecuted
from gpucreds.platforms._limiter import Turn
from gpucreds.platforms._retries import ATTEMPTS, PATIENCE, repeated
from tests.core.stopwatch import Stopwatch

APART = 10.0


class Busy:
    """A platform that refuses one request every ten seconds; `others`: it takes another one in between."""

    def __init__(self, *, others):
        self.clock = Stopwatch()
        self.turn = Turn(number=1, own=False, seen=0)
        self.sent = 0
        self._others = others

    def refuse(self):
        self.clock.sleep(APART if self.sent else 0)
        self.sent += 1
        self.turn.refused = True
        self.turn.note_refusal(self.sent if self._others else 0, self.clock.monotonic())
        raise NotExecuted("busy", "Later")

    def ask(self):
        repeated(self.refuse, (NotExecuted,), self.turn, self.clock, 0.0)


def test_a_platform_that_takes_nothing_is_asked_five_times():
    busy = Busy(others=False)
    with pytest.raises(NotExecuted, match=r"^busy\. Later: it was sent 5 times in 40 seconds$"):
        busy.ask()
    assert busy.sent == ATTEMPTS


def test_as_long_as_it_takes_others_it_is_asked_on_but_not_for_more_than_five_minutes():
    busy = Busy(others=True)
    with pytest.raises(NotExecuted, match=r"^busy\. Later: it was sent 31 times in 300 seconds$"):
        busy.ask()
    assert busy.clock.monotonic() == PATIENCE == 300
