"""The line before a platform: who goes first, who waits for whom, and what ends the waiting."""

from __future__ import annotations

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from gpucreds.core.clock import SystemClock
from gpucreds.core.errors import Cancelled, NotExecuted, PlatformError
from gpucreds.platforms._limiter import Limiter
from tests.platforms.wire import Acme, page, says

PATIENCE = 20


class Held(SystemClock):
    """A clock that stands until a test moves it; `sleepers` are those who wait for it."""

    def __init__(self):
        super().__init__()
        self.time = 0.0
        self.sleepers = 0
        self.changed = threading.Condition()

    def monotonic(self):
        return self.time

    def sleep(self, seconds):
        with self.changed:
            end = self.time + seconds
            self.sleepers += 1
            self.changed.notify_all()
            assert self.changed.wait_for(lambda: self.time >= end or self._cancelled.is_set(), PATIENCE)
            self.sleepers -= 1
        super().sleep(0)

    def cancel(self):
        with self.changed:
            super().cancel()
            self.changed.notify_all()

    def move(self, seconds):
        with self.changed:
            self.time += seconds
            self.changed.notify_all()

    def wait_for_sleeper(self):
        with self.changed:
            assert self.changed.wait_for(lambda: self.sleepers, PATIENCE)


class Place:
    """A platform with one line before it; `sent` are the requests in the order in which they went."""

    def __init__(self, most=64):
        self.clock = Held()
        self.limiter = Limiter(self.clock, most, PATIENCE)
        self.sent = []
        self.turns = {}

    def go(self, name, error=None):
        """Send a request of that name, which is answered so."""
        turn = self.turns.setdefault(name, self.limiter.turn())
        with self.limiter.sending(turn):
            self.sent.append(name)
            with turn.answered():
                if error:
                    raise error
        return name

    def be_refused(self, name, retry_after=None):
        with pytest.raises(NotExecuted):
            self.go(name, NotExecuted("busy", retry_after=retry_after))

    def wait_for_line(self, length):
        given_up = time.monotonic() + PATIENCE
        while len(self.limiter._line) < length:
            assert time.monotonic() < given_up, "nobody waits"


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def threads():
    with ThreadPoolExecutor(32) as pool:
        yield pool


def test_while_retry_after_runs_nobody_sends_and_then_everybody_does(place, threads):
    place.be_refused("first", retry_after=7)
    others = [threads.submit(place.go, number) for number in range(20)]
    place.wait_for_line(20)
    place.clock.wait_for_sleeper()
    place.clock.move(6.5)
    assert place.sent == ["first"]
    assert place.clock.sleepers == 1
    place.clock.move(0.5)
    assert [other.result(PATIENCE) for other in others] == [*range(20)]


@pytest.mark.parametrize(("wishes", "pause"), [([2, 5, 3], 5), ([2, 61, 5], 60), ([0], 0)])
def test_of_many_wishes_the_longest_counts_and_none_is_longer_than_a_minute(place, wishes, pause):
    with contextlib.ExitStack() as together:
        for wish in wishes:
            turn = place.limiter.turn()
            together.enter_context(place.limiter.sending(turn))
            turn.refused, turn.asked = True, wish
    assert place.limiter._opens == pause


def test_who_came_first_goes_first_also_when_it_was_refused(place, threads):
    place.be_refused("first", retry_after=7)
    younger = [threads.submit(place.go, "second"), threads.submit(place.wait_for_line, 1)]
    place.clock.wait_for_sleeper()
    again = threads.submit(place.go, "first")
    place.wait_for_line(2)
    place.clock.move(7)
    for one in (again, *younger):
        one.result(PATIENCE)
    assert place.sent == ["first", "first", "second"]


def test_no_more_are_under_way_than_may_be(threads):
    place = Place(most=1)
    turn = place.limiter.turn()
    with place.limiter.sending(turn):
        others = [threads.submit(place.go, number) for number in range(10)]
        place.wait_for_line(10)
        assert place.sent == []
    assert sorted(other.result(PATIENCE) for other in others) == [*range(10)]


def test_a_cancel_ends_the_wait_for_a_platform_that_asked_for_a_pause_for_all_at_once(place, threads):
    place.be_refused("first", retry_after=60)
    others = [threads.submit(place.go, number) for number in range(20)]
    place.wait_for_line(20)
    place.clock.cancel()
    assert {type(other.exception(PATIENCE)) for other in others} == {Cancelled}
    assert place.sent == ["first"]
    assert place.clock.time == 0


def test_after_a_cancel_who_waits_for_a_place_does_not_send_when_there_is_one(threads):
    place = Place(most=1)
    with place.limiter.sending(place.limiter.turn()):
        others = [threads.submit(place.go, number) for number in range(20)]
        place.wait_for_line(20)
        place.clock.cancel()
    assert {type(other.exception(PATIENCE)) for other in others} == {Cancelled}
    assert place.sent == []


def refusals(acme):
    """What is learned from refusals, from now on."""
    seen, level = [], acme.api._limiter._level
    refuse = level.refuse
    level.refuse = lambda *what: seen.append(what) or refuse(*what)
    return seen


@pytest.mark.parametrize(
    ("answer", "events"),
    [
        (says(429), 1),
        (page(429), 1),
        (says(200, code=429), 1),
        (says(503, headers={"Retry-After": "1"}), 1),
        (says(503), 0),
        (says(500), 0),
        (page(502), 0),
        (says(401), 0),
        (says(404, missing=True), 0),
        (says(), 0),
    ],
)
def test_a_429_and_an_unavailable_that_says_when_to_come_again_are_events_and_nothing_else_is(answer, events):
    acme = Acme(answer, says())
    seen = refusals(acme)
    with contextlib.suppress(PlatformError):
        acme.send()
    assert len(seen) == events


def test_what_is_refused_for_its_own_object_holds_up_nobody_else():
    acme = Acme(says(429), says())
    seen = refusals(acme)
    acme.send(shortest_wait=3.0)
    assert seen == []
    assert 3 <= acme.clock.monotonic() <= 3.5
