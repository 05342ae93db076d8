"""The goals: each is met, not met or not measured, by the number beside it."""

from dataclasses import replace

import pytest

from bench.contestants import DYNAMIC, FLOOR, PLUGIN
from bench.goals import STATE_BYTES, goals
from bench.metered import Cost
from bench.page import table
from bench.ratios import Lives
from bench.samples import Cell, LifeSample, Sample, Store

SENT = {
    "up": {"POST /api/v1/auth": 1, "GET /api/v1/api-key/list": 1, "POST /api/v1/api-key": 100},
    "no-op up": {},
    "preview": {},
    "refresh": {"POST /api/v1/auth": 1, "GET /api/v1/api-key/list": 1},
}


def life(name: str, seconds: float) -> LifeSample:
    samples = [Sample(each, Cost(seconds, 1, 0, 0, 0), sent, 0) for each, sent in SENT.items()]
    return LifeSample(name, Cell(100, 0), 0, samples, state_own=800)


@pytest.fixture
def verdicts(tmp_path):
    """The verdicts on some lives, by the goals' texts."""

    def judge(*lives: LifeSample, **others: dict[str, float]) -> dict[str, str]:
        store = Store(tmp_path)
        for name, numbers in others.items():
            store.add_other(name, numbers)
        return {goal.text: goal.verdict for goal in goals(Lives(lives), store)}

    return judge


def about(verdicts: dict[str, str], *words: str) -> set[str]:
    found = {verdict for text, verdict in verdicts.items() if all(word in text for word in words)}
    assert found
    return found


def test_what_was_not_measured_is_not_met(verdicts):
    assert set(verdicts().values()) == {"not measured"}


@pytest.mark.parametrize(("seconds", "verdict"), [(10.5, "met"), (10.6, "**not met**")])
def test_a_no_op_may_take_five_in_a_hundred_more_than_the_floor(verdicts, seconds: float, verdict: str):
    told = verdicts(life(FLOOR.name, 10), life(PLUGIN.name, seconds))
    assert about(told, "no-op up", PLUGIN.name, "N = 100:") == {verdict}


@pytest.mark.parametrize(("seconds", "verdict"), [(11.5, "met"), (11.6, "**not met**")])
def test_the_dynamic_door_may_take_fifteen(verdicts, seconds: float, verdict: str):
    told = verdicts(life(FLOOR.name, 10), life(DYNAMIC.name, seconds))
    assert about(told, "`up`", DYNAMIC.name, "N = 100:") == {verdict}


@pytest.mark.parametrize(("size", "verdict"), [(STATE_BYTES, "met"), (STATE_BYTES + 1, "**not met**")])
def test_the_largest_state_counts(verdicts, size: int, verdict: str):
    lives = life(PLUGIN.name, 1), replace(life(PLUGIN.name, 1), state_own=size)
    assert about(verdicts(*lives), "state", PLUGIN.name) == {verdict}


def test_the_requests_that_are_wanted_meet_the_goal(verdicts):
    assert about(verdicts(life(PLUGIN.name, 1)), "sends", PLUGIN.name) == {"met"}


@pytest.mark.parametrize("operation", list(SENT))
def test_one_list_more_does_not_meet_the_goal(verdicts, operation: str):
    door = life(PLUGIN.name, 1)
    sent = SENT[operation] | {"GET /api/v1/api-key/list": 2}
    door.samples[:] = [replace(one, requests=sent) if one.operation == operation else one for one in door.samples]
    assert about(verdicts(door), f"`{operation}` in", "sends", PLUGIN.name) == {"**not met**"}


@pytest.mark.parametrize(("microseconds", "verdict"), [(100, "met"), (101, "**not met**")])
def test_a_check_has_a_hundred_microseconds(verdicts, microseconds: float, verdict: str):
    assert about(verdicts(hub={"check": microseconds}), "a check") == {verdict}


@pytest.mark.parametrize(("seconds", "verdict"), [(13, "met"), (13.1, "**not met**"), (-1, "not measured")])
def test_a_burst_is_beside_the_ideal(verdicts, seconds: float, verdict: str):
    assert about(verdicts(burst={"floor": 9, "plugin": seconds, "ideal": 10}), "100 creates") == {verdict}


def test_a_table_is_markdown():
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
