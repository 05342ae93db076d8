"""The clock goes on from wherever it is put."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from gpucreds_emulator import Clock


class Machine:
    """A machine whose time a test moves."""

    now = datetime(2026, 1, 1, tzinfo=timezone.utc)

    def __call__(self):
        return self.now


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def clock(machine):
    return Clock(machine)


def test_it_is_real_time_by_default():
    before = datetime.now(timezone.utc)
    assert before <= Clock().now() <= datetime.now(timezone.utc)


def test_it_ticks_on_after_it_was_put_somewhere(clock, machine):
    clock.set(datetime(2030, 5, 5, tzinfo=timezone.utc))
    machine.now += timedelta(seconds=3)
    assert clock.now() == datetime(2030, 5, 5, 0, 0, 3, tzinfo=timezone.utc)


def test_steps_add_up(clock, machine):
    clock.advance(timedelta(days=80))
    clock.advance(timedelta(days=-1))
    assert clock.now() == machine.now + timedelta(days=79)


def test_reset_goes_back_to_real_time(clock, machine):
    clock.advance(timedelta(days=80))
    clock.reset()
    assert clock.now() == machine.now


def test_an_instant_without_a_zone_is_refused(clock):
    with pytest.raises(ValueError, match="time zone"):
        clock.set(datetime(2030, 5, 5))  # noqa: DTZ001


def test_a_step_out_of_the_calendar_leaves_the_clock_as_it_was(clock, machine):
    with pytest.raises(OverflowError):
        clock.advance(timedelta(days=9_999_999))
    assert clock.now() == machine.now
