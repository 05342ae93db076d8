"""The arithmetic of the page: medians, ratios to the floor, requests by kind, the ideal."""

import pytest

from bench.metered import Cost
from bench.ratios import Lives, ideal_seconds, kinds
from bench.samples import Cell, LifeSample, Sample

CELL = Cell(100, 0)


def life(contestant: str, number: int, seconds: float, failure: str | None = None) -> LifeSample:
    cost = Cost(seconds, cpu=1, engine_cpu=0, provider_cpu=0, provider_peak=0)
    return LifeSample(contestant, CELL, number, [Sample("up", cost, {}, 0)], failure=failure)


def test_a_ratio_is_of_medians():
    lives = Lives(
        life(name, number, seconds)
        for name, each in (("floor", (1, 2, 9)), ("door", (2, 3, 90)))
        for number, seconds in enumerate(each)
    )
    found = lives.ratio("door", "floor", CELL, "up")
    assert found is not None
    assert (found.seconds, found.multiple, found.rounds) == (3, 1.5, 3)


def test_a_ratio_is_of_the_rounds_that_both_have():
    lives = Lives([life("floor", 0, 2), life("floor", 1, 100), life("door", 0, 3), life("door", 2, 50)])
    assert lives.ratio("door", "floor", CELL, "up").multiple == 1.5


def test_without_a_round_in_common_there_is_no_ratio():
    lives = Lives([life("floor", 1, 2), life("door", 0, 3)])
    assert lives.ratio("door", "floor", CELL, "up").multiple is None


def test_what_was_not_measured_has_no_ratio():
    assert Lives([life("floor", 1, 2)]).ratio("door", "floor", CELL, "up") is None


def test_a_failure_in_any_round_is_told():
    assert Lives([life("door", 0, 3), life("door", 1, 3, "why")]).failure("door", CELL) == "why"


def test_requests_are_log_ins_lists_and_writes():
    sent = {
        "POST /api/v1/auth": 1,
        "GET /api/v1/api-key/list": 2,
        "POST /api/v1/api-key": 3,
        "DELETE /api/v1/api-key": 4,
    }
    assert kinds(sent) == {"log-ins": 1, "lists": 2, "writes": 7}


@pytest.mark.parametrize(("credentials", "seconds"), [(1, 2.6), (64, 2.6), (65, 2.8), (100, 2.8)])
def test_the_ideal_is_the_floor_and_a_log_in_and_a_list_and_the_waves_of_creates(credentials: int, seconds: float):
    assert ideal_seconds(2.0, credentials, 64, 0.2) == pytest.approx(seconds)
