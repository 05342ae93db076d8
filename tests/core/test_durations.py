"""Lengths of time and instants, as users write them and as the state keeps them."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpucreds.core.durations import format_duration, format_instant, parse_duration, parse_instant

SECOND, MINUTE, HOUR, DAY, WEEK = (timedelta(seconds=n) for n in (1, 60, 3_600, 86_400, 604_800))
CENTURY = timedelta(days=36_500)
NOON = datetime(2027, 1, 31, 12, tzinfo=timezone.utc)

lengths = st.integers(0, int(CENTURY.total_seconds())).map(lambda seconds: timedelta(seconds=seconds))
instants = st.datetimes(datetime(1970, 1, 1), datetime(2999, 12, 31), timezones=st.timezones(), allow_imaginary=False)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90d", 90 * DAY),
        ("12h", 12 * HOUR),
        ("1d12h", DAY + 12 * HOUR),
        ("2w", 2 * WEEK),
        ("1w2d3h4m5s", WEEK + 2 * DAY + 3 * HOUR + 4 * MINUTE + 5 * SECOND),
        ("0s", timedelta()),
        ("0d0s", timedelta()),
        ("007d", 7 * DAY),
        ("  36h\n", 36 * HOUR),
        ("36500d", CENTURY),
        ("P90D", 90 * DAY),
        ("P2W", 2 * WEEK),
        ("PT12H", 12 * HOUR),
        ("P1DT12H30M5S", DAY + 12 * HOUR + 30 * MINUTE + 5 * SECOND),
        ("PT1M", MINUTE),
        ("PT0S", timedelta()),
        (90 * DAY, 90 * DAY),
    ],
)
def test_a_duration_is_written_short_or_by_iso_8601(text, length):
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "90",
        "90 bananas",
        "90 d",
        "d",
        "ninety days",
        "1.5d",
        "-1d",
        "+1d",
        "12h1d",
        "1d1d",
        "90D",
        "1mo",
        "1y",
        "P",
        "PT",
        "P1DT",
        "P1Y",
        "P1M",
        "P1Y2M",
        "P1H",
        "PT1D",
        "-P1D",
        "p90d",
        90,
        90.5,
        True,
        None,
        ["90d"],
    ],
)
def test_whatever_else_is_refused_with_the_forms_that_are_taken(text):
    with pytest.raises(ValueError, match=re.escape('is not a duration: write for example "90d", "12h", "1d12h"')):
        parse_duration(text)


@pytest.mark.parametrize("number", ["36501", "9" * 12, "9" * 400, "9" * 5_000], ids=len)
def test_a_number_that_is_too_large_is_refused_however_large(number):
    with pytest.raises(ValueError, match="is longer than a hundred years"):
        parse_duration(f"{number}d")


@given(lengths)
def test_a_formatted_duration_means_the_same_length(length):
    assert parse_duration(format_duration(length)) == length


@given(lengths, lengths)
def test_equal_texts_are_equal_lengths(one, other):
    assert (format_duration(one) == format_duration(other)) == (one == other)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(), "0s"),
        (90 * DAY, "90d"),
        (36 * HOUR, "1d12h"),
        (DAY + SECOND, "1d1s"),
        (90 * MINUTE, "1h30m"),
        (WEEK, "7d"),
    ],
)
def test_a_duration_is_formatted_in_days_hours_minutes_and_seconds(length, text):
    assert format_duration(length) == text


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-31T12:00:00Z",
        "2027-01-31t12:00:00z",
        "2027-01-31T12:00:00+00:00",
        "2027-01-31T14:00:00+02:00",
        "2027-01-31T05:30:00-06:30",
        datetime(2027, 1, 31, 13, tzinfo=timezone(HOUR)),
    ],
)
def test_an_instant_may_be_given_in_any_zone_and_is_kept_in_utc(text):
    instant = parse_instant(text)
    assert instant == NOON
    assert instant.tzinfo is timezone.utc


@pytest.mark.parametrize("text", ["2027-01-31T12:00:00", "2027-01-31", datetime(2027, 1, 31)])  # noqa: DTZ001
def test_an_instant_without_a_zone_is_refused(text):
    with pytest.raises(ValueError, match="has no time zone"):
        parse_instant(text)


@pytest.mark.parametrize("text", ["", "tomorrow", "2027-02-30T00:00:00Z", 5, None])
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(ValueError, match=r"Invalid isoformat string|day is out of range"):
        parse_instant(text)


def test_an_instant_is_formatted_in_utc_with_whole_seconds():
    assert format_instant(datetime(2027, 1, 31, 14, 0, 0, 999_999, timezone(2 * HOUR))) == "2027-01-31T12:00:00Z"


@given(instants)
def test_a_formatted_instant_means_the_same_second(instant):
    assert parse_instant(format_instant(instant)) == instant.replace(microsecond=0).astimezone(timezone.utc)
