"""What falls of a jitter to each credential."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpucreds.core.ownership import address, new_identity
from gpucreds.core.planning import share

WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)


@given(st.text(), st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_share_is_whole_minutes_within_the_jitter(name, jitter):
    assert timedelta() <= share(jitter, name) <= jitter
    assert share(jitter, name) % MINUTE == timedelta()


def test_a_share_is_the_same_in_every_run():
    assert share(WEEK, "5747ac00-00000001") == timedelta(days=1, hours=12, minutes=34)


@pytest.mark.parametrize("stacks", [1, 1_000])
def test_a_thousand_credentials_spread_over_the_days_of_one_stack_and_of_many(stacks):
    identities = [f"{number:08x}" for number in range(stacks)]
    places = [address(identities[number % stacks], "egs:ApiToken", f"ci-{number}", "") for number in range(1_000)]
    days = Counter(share(WEEK, place).days for place in places)
    assert sorted(days) == list(range(7))
    assert max(days.values()) < 2 * 1_000 / 7


def test_what_is_made_anew_as_a_new_stack_has_another_share():
    shares = {share(WEEK, address(new_identity(), "egs:ApiToken", "ci", "")) for _ in range(20)}
    assert len(shares) > 1
