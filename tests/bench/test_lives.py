"""What is run in which order, what is kept of it, and why a contestant failed."""

from collections import Counter
from dataclasses import replace

import pytest

from bench.contestants import NULL_PLUGIN
from bench.lives import LONG, SIZES, Size, lacking, order, reason
from bench.metered import Cost, part_of, peak_of
from bench.samples import Cell, LifeSample, Sample, Store

SMALL = Size({Cell(1, 0): 3, Cell(100, 20): 2}, minutes=1)
A_LIFE = LifeSample(
    "shell-out (curl)",
    Cell(100, 20),
    1,
    [Sample("up", Cost(1.5, 1, 0.5, 0.25, 4096), {"POST /api/v1/auth": 1}, 0.1)],
    state_own=12.5,
)


class Named:
    def __init__(self, name: str) -> None:
        self.name = name


NAMED = [Named(name) for name in "abc"]


def test_every_contestant_lives_in_every_round_of_every_cell():
    lived = Counter((life.contestant, life.cell) for _, life in order(SMALL, NAMED))
    assert lived == {(each.name, cell): rounds for each in NAMED for cell, rounds in SMALL.rounds.items()}


def test_each_round_begins_with_another_contestant():
    firsts = [life.contestant for _, life in order(Size({Cell(1, 0): 3}, 1), NAMED)][::3]
    assert firsts == ["a", "b", "c"]


def test_few_credentials_and_little_latency_are_measured_first():
    size = Size({Cell(100, 20): 2, Cell(100, 0): 2, Cell(1, 0): 3}, minutes=1)
    lived = [(life.cell, life.round) for _, life in order(size, NAMED)]
    assert lived == sorted(lived)


def test_what_asks_no_platform_is_measured_without_latency_only():
    silent = Named(NULL_PLUGIN.name)
    assert {life.cell for _, life in order(SMALL, [silent])} == {Cell(1, 0)}


def test_the_sizes_grow():
    assert SIZES["quick"].minutes < SIZES["default"].minutes < SIZES["full"].minutes


def test_no_two_lives_have_one_file():
    lives = [life for _, life in order(SIZES["full"], NAMED)]
    assert len({life.file for life in lives}) == len(lives)


def test_a_store_gives_back_what_was_measured(tmp_path):
    Store(tmp_path).add(A_LIFE)
    assert list(Store(tmp_path).lives()) == [A_LIFE]


def test_a_life_is_measured_once():
    assert not lacking(A_LIFE, [A_LIFE])
    assert lacking(replace(A_LIFE, round=2), [A_LIFE])
    assert lacking(replace(A_LIFE, contestant="engine floor"), [A_LIFE])


def test_a_life_that_takes_long_has_no_second_round():
    long = replace(A_LIFE, samples=[replace(A_LIFE.samples[0], cost=Cost(LONG, 1, 1, 1, 1))])
    assert not lacking(replace(A_LIFE, round=2), [long])
    assert lacking(replace(A_LIFE, cell=Cell(100, 0)), [long])


def test_a_store_that_begins_anew_has_nothing(tmp_path):
    store = Store(tmp_path)
    store.add(A_LIFE)
    store.add_other("hub", {"check": 1.0})
    store.clear()
    assert list(store.lives()) == []
    assert store.other("hub") is None


def test_a_half_written_sample_is_none(tmp_path):
    (tmp_path / f"{A_LIFE.file}.draft").write_text("{")
    assert list(Store(tmp_path).lives()) == []


def test_a_failure_is_told_by_its_error():
    printed = "Updating\n  RecursionError: maximum recursion depth exceeded\nResources:\n    1 created\n"
    assert reason(printed) == "RecursionError: maximum recursion depth exceeded"


def test_a_failure_tells_no_key():
    assert reason("error: key 00000000-0000-4000-8000-000000000001 is bad") == "error: key <id> is bad"


def test_a_failure_without_a_word_is_told_as_such():
    assert reason("") == "no word about it"


@pytest.mark.parametrize(
    ("name", "command", "part"),
    [
        ("pulumi", ["pulumi", "up"], "engine"),
        ("terraform", ["terraform", "apply"], "engine"),
        ("python3", ["python3", "-u", "-m", "pulumi.dynamic", "127.0.0.1:1"], "provider"),
        ("python3", ["python3", "bin/pulumi-resource-gpucreds", "127.0.0.1:1"], "provider"),
        ("terraform-provi", ["bin/terraform-provider-restapi"], "provider"),
        ("pulumi-language", ["pulumi-language-python"], "other"),
    ],
)
def test_a_process_is_told_by_its_part(name: str, command: list[str], part: str):
    assert part_of(name, command) == part


def test_a_peak_is_in_bytes():
    assert peak_of("VmPeak:\t 9 kB\nVmHWM:\t 70000 kB\n") == 70_000 * 1024


def test_a_process_that_has_ended_has_no_peak():
    assert peak_of("State:\tZ (zombie)\n") == 0
