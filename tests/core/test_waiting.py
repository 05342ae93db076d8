"""Waiting asks less and less often, never for ever, and takes no other time than the clock's."""

from datetime import timedelta

import pytest

from gpucreds.core.clock import SystemClock
from gpucreds.core.waiting import wait_for
from tests.core.stopwatch import Stopwatch
from tests.world import BEGIN


@pytest.fixture
def clock():
    return Stopwatch()


def after(attempts, result="done"):
    """Something that gives its result only after so many attempts."""
    answers = iter([*[None] * attempts, result])
    return lambda: next(answers)


def test_what_is_there_already_is_not_waited_for(clock):
    assert wait_for(after(0), clock, timedelta(minutes=5)) == "done"
    assert clock.pauses == []


def test_pauses_grow_up_to_five_seconds(clock):
    assert wait_for(after(6), clock, timedelta(minutes=5)) == "done"
    assert clock.pauses == [0.5, 1, 2, 4, 5, 5]


@pytest.mark.parametrize("limit", [0, 0.01, 1, 60, 300])
def test_nothing_comes_of_waiting_beyond_the_limit(clock, limit):
    assert wait_for(lambda: None, clock, timedelta(seconds=limit)) is None
    assert limit <= clock.monotonic() < limit + 5


@pytest.mark.parametrize("result", [False, 0, "", []])
def test_only_none_means_not_yet(clock, result):
    assert wait_for(lambda: result, clock, timedelta(minutes=5)) is result


def test_an_error_ends_the_wait(clock):
    def attempt():
        raise KeyError

    with pytest.raises(KeyError):
        wait_for(attempt, clock, timedelta(minutes=5))
    assert clock.pauses == []


def test_a_date_may_stand_still():
    assert SystemClock(at=BEGIN).now() == BEGIN


def test_the_machines_date_is_in_utc():
    assert SystemClock().now().utcoffset() == timedelta()
