"""What the clock demands of a credential, case by case. The laws behind the cases: test_planning_laws."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from gpucreds.core.planning import Ask, Grain, Plan, Retiring, Terms, first, following, last_second

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=n) for n in (1, 60, 3_600, 86_400))


def at(day, time="00:00:00"):
    return datetime.fromisoformat(f"2026-{day}T{time}+00:00")


ISSUED, END = at("01-01"), at("04-01", "23:59:59")
TERMS = Terms(ttl=90 * DAY, rotates=True, before=14 * DAY, trigger="a")
OLD = Plan(3, ISSUED, END, None, "a", "created")
WINDOW = END - 14 * DAY
QUIET = at("02-01", "12:00:00")
"""Nothing is due then."""

ENDS_SOON = "ends at 2026-04-01T23:59:59Z, within 14d"
EXPIRED = "expired at 2026-04-01T23:59:59Z"


def follow(now, old=OLD, *, dead=None, grain=Grain.DAY, **terms):
    return following(now, replace(TERMS, **terms), grain, old, dead)


@pytest.mark.parametrize(
    ("grain", "now", "ttl", "issued", "expires"),
    [
        (Grain.DAY, at("01-01", "12:34:56"), 90 * DAY, at("01-01"), at("04-01", "23:59:59")),
        (Grain.DAY, at("01-01", "00:00:00"), DAY, at("01-01"), at("01-02", "23:59:59")),
        (Grain.DAY, at("01-01", "23:59:59"), DAY, at("01-01"), at("01-02", "23:59:59")),
        (Grain.DAY, at("01-01", "20:00:00"), 36 * HOUR, at("01-01"), at("01-03", "23:59:59")),
        (Grain.MINUTE, at("01-01", "12:34:56"), HOUR, at("01-01", "12:34:00"), at("01-01", "13:35:00")),
        (Grain.MINUTE, at("01-01", "12:34:00"), MINUTE, at("01-01", "12:34:00"), at("01-01", "12:35:00")),
    ],
)
def test_the_first_generation_lives_for_its_ttl_rounded_to_the_grain(grain, now, ttl, issued, expires):
    assert first(now, replace(TERMS, ttl=ttl), grain) == Plan(1, issued, expires, None, "a", "created")


@pytest.mark.parametrize("grain", Grain)
def test_a_fixed_end_is_taken_as_it_is(grain):
    assert first(QUIET, Terms(ends=END), grain) == Plan(1, grain.begin(QUIET), END, None, None, "created")


def test_terms_without_any_end_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="a ttl or an end"):
        first(QUIET, Terms(), Grain.DAY)


@pytest.mark.parametrize(
    ("now", "before", "reason"),
    [
        (ISSUED, 14 * DAY, None),
        (WINDOW - SECOND, 14 * DAY, None),
        (WINDOW, 14 * DAY, ENDS_SOON),
        (WINDOW + SECOND, 14 * DAY, ENDS_SOON),
        (END - SECOND, 14 * DAY, ENDS_SOON),
        (END, 14 * DAY, ENDS_SOON),
        (END + SECOND, 14 * DAY, EXPIRED),
        (END + 365 * DAY, 14 * DAY, EXPIRED),
        (WINDOW, None, None),
        (END - SECOND, None, None),
        (END, None, None),
        (END + SECOND, None, EXPIRED),
    ],
)
@pytest.mark.parametrize("rotates", [True, False])
def test_the_clock_alone_rotates_in_the_window_and_after_the_end(now, before, reason, rotates):
    plan = follow(now, before=before, rotates=rotates)
    if reason and rotates:
        assert (plan.generation, plan.issued_at, plan.reason) == (4, Grain.DAY.begin(now), reason)
        assert plan.expires_at == last_second((now + 90 * DAY).date())
    else:
        assert plan == OLD


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (None, None, None),
        ("a", "a", None),
        ("a", "b", "the trigger changed"),
        (None, "a", "the trigger changed"),
        ("a", "", "the trigger changed"),
        ("a", None, None),
    ],
)
@pytest.mark.parametrize("rotates", [True, False])
def test_a_new_trigger_rotates_now_and_a_removed_one_does_not(before, after, reason, rotates):
    plan = follow(QUIET, replace(OLD, trigger=before), trigger=after, rotates=rotates)
    due = bool(reason) and rotates
    assert (plan.generation, plan.reason) == ((4, reason) if due else (3, "created"))
    assert plan.trigger == after


@pytest.mark.parametrize(
    ("now", "before", "overlap", "revoke_after"),
    [
        # The default: a day, or `before` where that is shorter; up to the end of the day on which it is over.
        (WINDOW, 14 * DAY, None, at("03-20")),
        (END - 6 * HOUR, 6 * HOUR, None, END),
        (QUIET, None, None, at("02-03")),
        # As asked.
        (QUIET, 14 * DAY, 10 * DAY, at("02-12")),
        (QUIET, 14 * DAY, SECOND, at("02-02")),
        (at("02-01"), 14 * DAY, 10 * DAY, at("02-11")),
        # Never beyond the end of the old one.
        (END - DAY, 14 * DAY, 14 * DAY, END),
        (END - SECOND, 14 * DAY, DAY, END),
        # None at all.
        (WINDOW, 14 * DAY, timedelta(), None),
        (END, 14 * DAY, DAY, None),
        (END + SECOND, 14 * DAY, DAY, None),
    ],
)
def test_the_old_generation_retires_for_the_overlap_while_it_lives(now, before, overlap, revoke_after):
    plan = follow(now, before=before, overlap=overlap, trigger="b")
    assert plan.generation == 4
    assert plan.retiring == (Retiring(3, revoke_after) if revoke_after else None)


def test_an_overlap_on_a_platform_of_minutes_ends_at_the_next_full_minute():
    plan = follow(at("02-01", "12:00:01"), overlap=HOUR, trigger="b", grain=Grain.MINUTE)
    assert plan.retiring == Retiring(3, at("02-01", "13:01:00"))


REVOKE_AFTER = at("02-02")
RETIRING = replace(OLD, retiring=Retiring(2, REVOKE_AFTER))


@pytest.mark.parametrize("rotates", [True, False])
@pytest.mark.parametrize(
    ("now", "still"),
    [(REVOKE_AFTER - SECOND, True), (REVOKE_AFTER, False), (REVOKE_AFTER + SECOND, False)],
)
def test_what_retires_is_dropped_at_its_instant_and_nothing_else_changes(now, still, rotates):
    assert follow(now, RETIRING, rotates=rotates) == (RETIRING if still else OLD)


def test_a_rotation_drops_what_still_retired_for_the_generation_that_retires_now():
    assert follow(QUIET, RETIRING, trigger="b").retiring == Retiring(3, at("02-03"))


@pytest.mark.parametrize("rotates", [True, False])
@pytest.mark.parametrize(
    ("now", "retiring"), [(REVOKE_AFTER - SECOND, RETIRING.retiring), (REVOKE_AFTER, None), (END + SECOND, None)]
)
def test_a_dead_secret_is_replaced_at_once_and_its_living_predecessor_stays(now, retiring, rotates):
    plan = follow(now, RETIRING, dead="generation 3 was revoked", rotates=rotates)
    assert (plan.generation, plan.reason) == (4, "generation 3 was revoked")
    assert plan.retiring == retiring


@pytest.mark.parametrize("rotates", [True, False])
def test_a_secret_that_an_import_left_out_is_replaced_at_once_and_retires_for_the_overlap(rotates):
    plan = following(QUIET, replace(TERMS, rotates=rotates), Grain.DAY, OLD, secretless="imported without it")
    assert (plan.generation, plan.reason) == (4, "imported without it")
    assert plan.retiring == Retiring(3, at("02-03"))


@pytest.mark.parametrize("ask", Ask)
@pytest.mark.parametrize("now", [ISSUED, QUIET, WINDOW, END + DAY])
@pytest.mark.parametrize("rotates", [True, False])
def test_what_the_operator_asks_for_rotates_at_any_time_and_without_a_rotation_in_the_program(ask, now, rotates):
    plan = follow(now, ask=ask, rotates=rotates)
    assert (plan.generation, plan.expires_at) == (4, last_second((now + 90 * DAY).date()))
    assert plan.reason == ask.value


@pytest.mark.parametrize(
    ("before", "overlap", "revoke_after"),
    [
        (14 * DAY, None, at("02-03")),
        (None, None, at("02-03")),
        (14 * DAY, 10 * DAY, at("02-12")),
        (14 * DAY, timedelta(), None),
    ],
)
def test_what_the_operator_asks_for_retires_as_the_program_says(before, overlap, revoke_after):
    plan = follow(QUIET, RETIRING, ask=Ask.ROTATION, before=before, overlap=overlap)
    assert plan.retiring == (Retiring(3, revoke_after) if revoke_after else None)


@pytest.mark.parametrize("dead", [None, "generation 3 was revoked"])
@pytest.mark.parametrize("overlap", [None, 10 * DAY, timedelta()])
def test_in_an_incident_nothing_retires_not_even_what_did_before(dead, overlap):
    plan = follow(QUIET, RETIRING, dead=dead, ask=Ask.INCIDENT, overlap=overlap)
    assert (plan.generation, plan.retiring) == (4, None)


def test_a_dead_secret_that_the_operator_names_too_says_that_it_is_dead_and_leaves_its_predecessor():
    plan = follow(QUIET, RETIRING, dead="generation 3 was revoked", ask=Ask.ROTATION)
    assert (plan.reason, plan.retiring) == ("generation 3 was revoked", RETIRING.retiring)


@pytest.mark.parametrize("ask", Ask)
def test_a_new_trigger_beside_what_the_operator_asks_for_is_one_rotation(ask):
    plan = follow(QUIET, ask=ask, trigger="b")
    assert (plan.generation, plan.trigger) == (4, "b")
    assert follow(QUIET, plan, trigger="b") == plan


def test_a_fixed_end_that_moved_counts_for_what_the_operator_asks_for_too():
    plan = follow(QUIET, ttl=None, before=None, ends=END + DAY, ask=Ask.ROTATION)
    assert (plan.generation, plan.expires_at) == (4, END + DAY)
    assert follow(QUIET, plan, ttl=None, before=None, ends=END + DAY) == plan


@pytest.mark.parametrize("ask", Ask)
def test_a_first_generation_is_the_same_whatever_the_operator_asks_for(ask):
    assert first(QUIET, replace(TERMS, ask=ask), Grain.DAY) == first(QUIET, TERMS, Grain.DAY)


@pytest.mark.parametrize(
    ("ttl", "reason"),
    [
        (365 * DAY, None),
        (91 * DAY, None),
        (89 * DAY, None),
        (45 * DAY, None),
        (44 * DAY, "ends at 2026-02-14T23:59:59Z, within 14d"),
        (31 * DAY, "ends at 2026-02-01T23:59:59Z, within 14d"),
        (30 * DAY, "expired at 2026-01-31T23:59:59Z"),
        (DAY, "expired at 2026-01-02T23:59:59Z"),
    ],
)
def test_a_longer_ttl_waits_for_its_turn_and_one_shorter_than_the_life_lived_is_due_now(ttl, reason):
    plan = follow(QUIET, ttl=ttl)
    assert (plan == OLD) == (reason is None)
    assert plan.reason == (reason or "created")


def test_a_credential_that_a_shorter_ttl_replaces_still_retires():
    assert follow(QUIET, ttl=7 * DAY).retiring == Retiring(3, at("02-03"))


@pytest.mark.parametrize("rotates", [True, False])
@pytest.mark.parametrize("days", [-30, -1, 1, 365])
def test_a_fixed_end_that_moved_rotates_even_without_a_rotation(days, rotates):
    moved = END + days * DAY
    plan = follow(QUIET, ttl=None, before=None, ends=moved, rotates=rotates)
    assert (plan.generation, plan.expires_at) == (4, moved)
    assert plan.reason == f"the end moved from 2026-04-01T23:59:59Z to {moved:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("now", [QUIET, WINDOW, END, END + 365 * DAY])
def test_a_fixed_end_that_stays_is_never_due(now):
    assert follow(now, ttl=None, before=None, ends=END) == OLD


@pytest.mark.parametrize("ttl", [36 * HOUR, 40 * HOUR])
def test_a_ttl_that_is_no_whole_number_of_days_opens_its_window_by_the_planned_end(ttl):
    now = at("01-01", "20:00:00")
    terms = replace(TERMS, ttl=ttl, before=30 * HOUR)
    plan = first(now, terms, Grain.DAY)
    window = plan.expires_at - 30 * HOUR
    assert following(window - SECOND, terms, Grain.DAY, plan) == plan
    assert following(window, terms, Grain.DAY, plan).generation == 2


@pytest.mark.parametrize(
    ("grain", "one", "other"),
    [
        (Grain.DAY, at("03-19", "00:00:01"), at("03-19", "23:59:59")),
        (Grain.DAY, END + SECOND, END + 9 * SECOND),
        (Grain.MINUTE, at("03-19", "12:00:01"), at("03-19", "12:00:59")),
    ],
)
def test_two_checks_seconds_apart_plan_the_same_rotation(grain, one, other):
    assert follow(one, grain=grain) == follow(other, grain=grain)
    assert follow(one, grain=grain).generation == 4


@pytest.mark.parametrize("grain", Grain)
def test_every_planned_instant_is_in_utc(grain):
    plan = follow(WINDOW.replace(tzinfo=timezone.utc), grain=grain)
    assert {plan.issued_at.tzinfo, plan.expires_at.tzinfo, plan.retiring.revoke_after.tzinfo} == {timezone.utc}
