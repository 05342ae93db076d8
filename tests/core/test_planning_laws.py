"""What holds of every plan, whatever the terms, the clock and the edits of the program."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpucreds.core.planning import Grain, Terms, first, following, rotate_after

SHORTEST = {Grain.DAY: timedelta(days=1), Grain.MINUTE: timedelta(minutes=1)}
SECOND = timedelta(seconds=1)

instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001
triggers = st.sampled_from([None, "a", "b"])


def lengths(shortest, longest):
    """Whole seconds, as users write them; often the edges and whole units."""
    seconds = st.integers(int(shortest.total_seconds()), int(longest.total_seconds()))
    return seconds.map(lambda number: timedelta(seconds=number)) | st.sampled_from([shortest, longest])


@st.composite
def terms(draw, grain):
    """Terms that `check` lets through: the window shorter than the lifetime, the overlap no longer than the window."""
    ttl = draw(lengths(SHORTEST[grain], 200 * SHORTEST[grain]))
    before = draw(st.none() | lengths(SECOND, ttl - SECOND))
    overlap = draw(st.none() | lengths(timedelta(), before or ttl))
    ends = draw(st.none() | instants.map(lambda instant: instant.replace(microsecond=0)))
    rotates, trigger = draw(st.booleans()), draw(triggers)
    if ends:
        return Terms(None, ends, rotates, None, overlap, trigger)
    asked = Terms(ttl, None, rotates, before, overlap, trigger)
    room = before - asked.effective_overlap() if before else timedelta()
    return replace(asked, delay=draw(lengths(timedelta(), room)))


@st.composite
def steps(draw):
    """One credential's checks: of each the instant, the terms, the plan before and the plan after."""
    grain = draw(st.sampled_from(Grain))
    now = draw(instants)
    asked = draw(terms(grain))
    plan = first(now, asked, grain)
    taken = []
    for _ in range(draw(st.integers(1, 6))):
        now += draw(lengths(timedelta(), 300 * SHORTEST[grain]))
        asked = draw(st.just(asked) | terms(grain))
        old, plan = plan, following(now, asked, grain, plan, draw(st.sampled_from([None, None, "dead"])))
        taken.append((grain, now, asked, old, plan))
    return taken


@given(steps())
def test_a_plan_of_a_plan_at_the_same_instant_changes_nothing(taken):
    for grain, now, asked, _, plan in taken:
        assert following(now, asked, grain, plan) == plan


@given(steps())
def test_a_check_adds_one_generation_or_none(taken):
    for _, _, _, old, plan in taken:
        assert plan.generation in (old.generation, old.generation + 1)


@given(steps())
def test_without_a_new_generation_only_what_retires_may_go_and_the_trigger_follows_the_program(taken):
    for _, now, asked, old, plan in taken:
        if plan.generation == old.generation:
            assert (plan.issued_at, plan.expires_at, plan.reason) == (old.issued_at, old.expires_at, old.reason)
            assert plan.retiring == (old.retiring if old.retiring and old.retiring.revoke_after > now else None)
        assert plan.trigger == asked.trigger


@given(steps())
def test_what_retires_is_an_older_generation_with_time_left(taken):
    for _, now, _, _, plan in taken:
        if plan.retiring:
            assert plan.retiring.generation < plan.generation
            assert plan.retiring.revoke_after > now


@given(steps())
def test_a_generation_retires_no_longer_than_it_lives(taken):
    for _, _, _, old, plan in taken:
        if plan.retiring and plan.retiring.generation == old.generation:
            assert plan.retiring.revoke_after <= old.expires_at


@given(steps())
def test_a_new_generation_lives_for_its_ttl_within_one_grain(taken):
    for grain, now, asked, old, plan in taken:
        if plan.generation > old.generation and asked.ttl:
            assert abs(plan.expires_at - (now + asked.ttl)) <= grain.value


@pytest.mark.parametrize("grain", Grain)
@given(data=st.data())
def test_nothing_is_ever_due_without_a_rotation_or_a_moved_end(grain, data):
    now, asked = data.draw(instants), data.draw(terms(grain))
    plan = first(now, asked, grain)
    unasked = Terms(ttl=asked.ttl, ends=asked.ends)
    later = now + data.draw(lengths(timedelta(), timedelta(days=1_000)))
    assert following(later, unasked, grain, plan).generation == 1


@pytest.mark.parametrize("grain", Grain)
@given(data=st.data())
def test_a_rotation_by_the_clock_comes_no_earlier_than_its_window_and_no_later_than_its_end(grain, data):
    now = data.draw(instants).replace(microsecond=0)
    asked = data.draw(terms(grain).filter(lambda asked: asked.ttl and asked.before and asked.rotates))
    plan = first(now, asked, grain)
    window = max(now, plan.expires_at - asked.before + asked.delay)
    early = window - data.draw(lengths(SECOND, SHORTEST[grain]))
    assert following(max(now, early), asked, grain, plan) == plan
    assert following(max(now + SECOND, window, plan.expires_at), asked, grain, plan).generation == 2


@pytest.mark.parametrize("grain", Grain)
@given(data=st.data())
def test_what_is_told_as_due_is_when_the_clock_rotates_and_not_before(grain, data):
    now = data.draw(instants).replace(microsecond=0)
    asked = data.draw(terms(grain))
    plan = first(now, asked, grain)
    due = rotate_after(asked, grain, plan)
    later = now + data.draw(lengths(timedelta(), timedelta(days=1_000)))
    rotates = following(later, replace(asked, trigger=plan.trigger), grain, plan).generation == 2
    assert rotates == (due is not None and (later >= due if asked.before else later > due))


@given(steps())
def test_the_overlap_is_whole_also_for_what_rotates_last_of_its_jitter(taken):
    for grain, _, asked, _, plan in taken:
        due = rotate_after(asked, grain, plan)
        if due and asked.before:
            assert due + asked.effective_overlap() <= plan.expires_at
