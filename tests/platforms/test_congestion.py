"""What is learned from refusals: the rule by itself, and against platforms that are played step by step."""

from __future__ import annotations

from collections import deque
from itertools import accumulate

import pytest

from gpucreds.platforms._congestion import HOLD, ROUND, Congestion, Sent

MOST = 64


def refused(level, first, last, together=None, *, now=0.0):
    """Refuse the requests of these numbers; which of the refusals are a new event."""
    return [level.refuse(Sent(number, together or number), last, now) for number in range(first, last + 1)]


def taken(level, times, *, scarce=True):
    for _ in range(times):
        level.take(0.0, scarce=scarce)


def limits(level, times):
    """The limits that it goes through, with how many requests passed at each."""
    seen = {}
    for _ in range(times):
        seen[level.limit] = seen.get(level.limit, 0) + 1
        level.take(0.0, scarce=True)
    return seen


# Requests at once


def test_a_platform_that_refuses_nothing_gets_all_at_once():
    level = Congestion(MOST)
    taken(level, 1000)
    assert (level.limit, level.gap) == (MOST, 0)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_burst_is_one_event_and_what_was_taken_of_it_is_the_limit(backwards):
    level = Congestion(MOST)
    numbers = range(9, MOST + 1)[:: -1 if backwards else 1]
    events = [level.refuse(Sent(number, number), MOST, 0.0) for number in numbers]
    assert events == [True] + [False] * 55
    assert level.limit == 8


def test_a_single_refusal_takes_one_off_what_was_under_way():
    level = Congestion(MOST)
    refused(level, 100, 100, together=10)
    assert level.limit == 9


def test_what_was_sent_after_an_event_is_another_one():
    level = Congestion(MOST)
    refused(level, 9, 20)
    assert level.refuse(Sent(20, 20), 30, 0.0) is False
    assert level.refuse(Sent(21, 8), 30, 0.0) is True
    assert level.limit == 7


def test_one_request_at_a_time_is_always_left():
    level = Congestion(MOST)
    refused(level, 1, MOST, together=MOST)
    assert level.limit == 1


def test_a_limit_is_left_alone_for_a_hundred_requests_and_then_probed_by_one_two_four_more():
    level = Congestion(MOST)
    refused(level, 9, MOST)
    assert limits(level, 300) == {8: HOLD, 9: ROUND, 11: 11, 15: 15, 23: 23, 39: 39, MOST: 102}


def test_a_refused_probe_is_held_against_the_platform_for_another_hundred():
    level = Congestion(MOST)
    refused(level, 9, MOST)
    taken(level, HOLD + ROUND)
    assert level.limit == 11
    refused(level, 300, 302, together=11)
    assert limits(level, HOLD + 1) == {8: HOLD, 9: 1}


def test_what_nobody_waits_behind_proves_nothing():
    level = Congestion(MOST)
    refused(level, 9, MOST)
    taken(level, 1000, scarce=False)
    assert level.limit == 8


# Requests a second


def test_a_refusal_of_what_was_alone_puts_a_quarter_more_time_between_requests_than_passed_and_limits_no_number():
    level = Congestion(MOST)
    level.begin(10.0)
    taken(level, 20)
    refused(level, 21, 21, together=1, now=11.0)
    assert level.gap == pytest.approx(1.25 / 20)
    assert level.limit == MOST


def test_where_nothing_has_passed_there_is_nothing_to_measure():
    level = Congestion(MOST)
    refused(level, 1, 1, now=100.0)
    assert level.gap == 0


def test_a_time_when_nobody_wanted_anything_makes_nothing_slower():
    level = Congestion(MOST)
    level.begin(0.0)
    taken(level, 20)
    level.begin(3600.0)
    taken(level, 20)
    refused(level, 41, 41, together=1, now=3601.0)
    assert level.gap == pytest.approx(1.25 / 20)


def test_a_gap_is_left_alone_for_a_hundred_requests_and_then_a_fifth_shorter_each_time_until_there_is_none():
    level = Congestion(MOST)
    taken(level, 10)
    refused(level, 11, 11, together=1, now=1.0)
    gaps = [level.gap for _ in range(HOLD + 30 * ROUND) if level.take(0.0, scarce=True) is None]
    assert gaps[: HOLD - 1] == [0.125] * (HOLD - 1)
    assert gaps[HOLD - 1 :: ROUND][:3] == pytest.approx([0.1, 0.08, 0.064])
    assert gaps[-1] == 0


def test_events_are_in_vain_until_something_passes():
    level = Congestion(MOST)
    for number in (1, 2, 3):
        refused(level, number, number)
    assert level.in_vain == 3
    taken(level, 1)
    assert level.in_vain == 0


# Against a platform


class Played:
    """A platform with a capacity, asked by 64 threads: all that may is sent at once, and answered a tick later."""

    def __init__(self, capacity):
        self.capacity = capacity
        self.level = Congestion(MOST)
        self.statuses = []
        self._numbers = iter(range(1, 10**6))

    def work(self, creates):
        """Make so many, and note each answer."""
        left = creates
        while left:
            under_way = min(left, self.level.limit, MOST)
            sent = [Sent(next(self._numbers), beside) for beside in range(1, under_way + 1)]
            fit = min(self.capacity, under_way)
            for request in sent[fit:]:
                self.level.refuse(request, sent[-1].number, 0.0)
            left -= fit
            for _ in range(fit):
                self.level.take(0.0, scarce=left > 0)
            self.statuses += [200] * fit + [429] * (under_way - fit)


def test_of_200_creates_by_64_threads_at_a_capacity_of_8_only_the_first_burst_and_a_probe_are_refused():
    platform = Played(8)
    platform.work(200)
    assert platform.statuses.count(200) == 200
    assert platform.statuses.count(429) == 56 + 1
    done = list(accumulate(status == 200 for status in platform.statuses))
    assert platform.statuses[done.index(100) :].count(429) == 1


@pytest.mark.parametrize("capacity", [1, 2, 3, 8, 20, 63])
def test_of_what_follows_the_first_burst_no_more_than_one_in_a_hundred_is_refused(capacity):
    platform = Played(capacity)
    platform.work(5000)
    assert platform.statuses.count(429) <= MOST - capacity + 5000 // HOLD


def test_when_the_platform_grows_the_limit_does_within_two_hundred_requests():
    platform = Played(8)
    platform.work(MOST)
    assert platform.level.limit == 8
    platform.capacity = MOST
    before = len(platform.statuses)
    platform.work(300)
    assert platform.level.limit == MOST
    assert 429 not in platform.statuses[before:]


class Bucket:
    """A platform that takes `rate` requests a second, asked one after the other, each without delay."""

    def __init__(self, rate):
        self.rate = self.tokens = rate
        self.level = Congestion(MOST)
        self.now = 0.0
        self.outcomes = deque()
        self._numbers = iter(range(1, 10**6))

    def work(self, creates):
        self.level.begin(self.now)
        while creates:
            passes = self.tokens >= 1
            self.outcomes.append(passes)
            if passes:
                self.tokens -= 1
                creates -= 1
                self.level.take(self.now, scarce=True)
                self._let_pass(self.level.gap)
            else:
                number = next(self._numbers)
                self.level.refuse(Sent(number, 1), number, self.now)
                self._let_pass(0.25)

    def _let_pass(self, seconds):
        self.now += seconds
        self.tokens = min(self.rate, self.tokens + seconds * self.rate)


@pytest.mark.parametrize("rate", [5, 20, 100])
def test_a_rate_is_found_too_and_then_no_more_than_two_in_a_hundred_are_refused(rate):
    platform = Bucket(rate)
    platform.work(1000)
    assert list(platform.outcomes).count(False) <= 3 + 2 * 1000 // HOLD
    assert platform.now < 1.5 * 1000 / rate


@pytest.mark.parametrize("every", [2, 3, 20, 99])
def test_a_platform_that_refuses_some_whatever_the_pace_is_not_asked_slower_and_slower(every):
    level, now, gaps = Congestion(MOST), 0.0, []
    for number in range(1, 3000):
        if number % every:
            level.take(now, scarce=True)
            now += level.gap
        else:
            level.refuse(Sent(number, 1), number, now)
            now += 0.25
        gaps.append(level.gap)
    assert max(gaps) <= 1.25 * 0.25
    assert gaps.count(0) >= len(gaps) // 3
