"""What the page shows of a cell."""

from bench.contestants import FLOOR, NULL_WIDE, PLUGIN
from bench.metered import Cost
from bench.page import _cells, _ours
from bench.ratios import Lives
from bench.samples import Cell, LifeSample, Sample

CELL = Cell(1000, 20)


def up(name: str, seconds: float, cell: Cell = CELL) -> LifeSample:
    return LifeSample(name, cell, 0, [Sample("up", Cost(seconds, 1, 0, 0, 0), {}, 0)])


def shown(*lives: LifeSample) -> str:
    (cell,) = _cells(Lives(lives))
    return cell


def test_a_command_is_shown_as_a_ratio_to_the_floor_and_in_seconds():
    page = shown(up(FLOOR.name, 10), up("a door", 11))
    assert page.startswith("## N = 1,000, latency 20 ms\n")
    assert "| a door | 1.10 x <sub>11.0 s, n=1</sub> |" in page


def test_the_floor_is_shown_first():
    page = shown(up("a door", 11), up(FLOOR.name, 10))
    assert page.index(FLOOR.name) < page.index("a door")


def test_what_fails_is_shown_with_its_reason():
    page = shown(up(FLOOR.name, 10), LifeSample("naive", CELL, 0, failure="RecursionError: too deep"))
    assert "| naive | fails |" in page
    assert page.endswith("naive fails: `RecursionError: too deep`")


def test_what_was_not_measured_is_left_open():
    assert "| a door | 1.10 x <sub>11.0 s, n=1</sub> |  |" in shown(up(FLOOR.name, 10), up("a door", 11))


def test_the_plugin_is_shown_beside_one_that_does_nothing_and_leaves_a_state_as_large():
    at_once = Cell(100, 0)
    page = _ours(Lives([up(FLOOR.name, 10, at_once), up(NULL_WIDE.name, 20, at_once), up(PLUGIN.name, 25, at_once)]))
    assert f"| {PLUGIN.name} | 100 | 1.25 x |" in page
