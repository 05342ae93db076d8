"""A fleet in shares: each team in one, whatever other teams there are."""

from __future__ import annotations

import pytest

from gpucreds_cli.fleet.shares import Share

TEAMS = [f"team-{number}" for number in range(1_000)]


@pytest.mark.parametrize("of", [1, 3, 16])
def test_each_team_is_in_one_share_and_the_shares_are_of_one_size(of: int):
    shares = [[team for team in TEAMS if Share(number, of).has(team)] for number in range(1, of + 1)]
    assert sorted(team for share in shares for team in share) == sorted(TEAMS)
    assert max(map(len, shares)) < 1.5 * len(TEAMS) / of


def test_a_team_is_in_the_same_share_in_every_run():
    assert [number for number in range(1, 17) if Share(number, 16).has("vision")] == [13]


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2", "1/2 ", "٣/٣", "1/1000000"])
def test_what_is_no_share_is_refused_with_an_example(text: str):
    with pytest.raises(ValueError, match="is no share: write for example 1/16"):
        Share.read(text)


def test_a_share_is_read_as_it_is_written():
    assert Share.read("16/16") == Share(16, 16)
