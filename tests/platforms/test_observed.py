"""What an answer shows beside its content: the platform's clock against ours, as exactly as an exchange can tell."""

from datetime import datetime, timedelta, timezone

import httpx
import pytest

from gpucreds.platforms._observed import Observation
from tests.platforms.wire import Acme, says

NOON = datetime(2026, 3, 10, 12, tzinfo=timezone.utc)


def seen(date, took=0.0):
    return Observation(NOON, NOON + timedelta(seconds=took), date, None, None)


@pytest.mark.parametrize(
    ("ahead", "took", "least"), [(0, 0, 0), (61, 0, 61), (-61, 0, 60), (61, 10, 51), (3, 10, 0), (300, 20, 280)]
)
def test_the_clocks_differ_by_no_less_than_what_the_exchange_leaves_of_it(ahead, took, least):
    skew = seen(NOON + timedelta(seconds=ahead), took).skew
    assert skew.least == timedelta(seconds=least)


def test_the_middle_of_the_exchange_is_when_the_platform_looked_at_its_clock():
    skew = seen(NOON + timedelta(seconds=60), took=20).skew
    assert (skew.ahead, skew.margin) == (timedelta(seconds=50.5), timedelta(seconds=10.5))


def test_without_a_date_nothing_is_known():
    assert seen(None).skew is None


@pytest.mark.parametrize(
    ("headers", "date"),
    [
        ({"Date": "Tue, 10 Mar 2026 12:00:00 GMT"}, NOON),
        ({"Date": "Tue, 10 Mar 2026 14:00:00 +0200"}, NOON),
        ({"Date": "noon"}, None),
        ({"Date": "Tue, 99 Mar 2026 12:00:00 GMT"}, None),
        ({}, None),
        ({"Date": "Tue, 10 Mar 2026 12:00:00 GMT", "Age": "30"}, None),
    ],
)
def test_the_date_of_the_last_answer_is_kept_unless_a_cache_gave_it(headers, date):
    acme = Acme(says(headers={"Date": "Mon, 09 Mar 2026 12:00:00 GMT"}), says(headers=headers))
    assert acme.api.observed.last is None
    acme.send()
    acme.send()
    assert acme.api.observed.last.date == date
    assert (acme.api.observed.last.tls, acme.api.observed.last.certificate_end) == (None, None)


def test_a_refusal_shows_the_clock_too():
    acme = Acme(says(403, headers={"Date": "Tue, 10 Mar 2026 12:00:00 GMT"}))
    with pytest.raises(Exception, match="403"):
        acme.send()
    assert acme.api.observed.last.date == NOON


def test_an_exchange_that_brought_no_answer_shows_nothing():
    acme = Acme(httpx.ConnectError)
    with pytest.raises(Exception, match="no connection"):
        acme.send()
    assert acme.api.observed.last is None
