"""Measure lives: what is to be run, in which order, and one of them."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.contestants import OPERATIONS, SILENT, Contestant, Life
from bench.emulated import Emulated
from bench.metered import CommandFailed
from bench.samples import Cell, LifeSample, Sample
from tools.program import CommandFailed as SetUpFailed

LONG = 300
"""Seconds after which a life has no second round: what is so slow is seen in one, and takes the time of the others."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Size:
    """How much is measured: the rounds of each cell, and the minutes after which no further life begins."""

    rounds: dict[Cell, int]
    minutes: float


def _cells(*numbers: tuple[int, int, int]) -> dict[Cell, int]:
    return {Cell(credentials, latency): rounds for credentials, latency, rounds in numbers}


SIZES = {
    "tiny": Size(_cells((1, 0, 1)), 2),
    "quick": Size(_cells((1, 0, 2), (100, 0, 2), (1, 20, 1), (100, 20, 1)), 8),
    "default": Size(
        _cells(
            *((1, 0, 3), (1, 20, 1), (1, 200, 1), (100, 0, 5), (100, 20, 2), (100, 200, 2)),
            *((1000, 0, 2), (1000, 20, 1), (1000, 200, 1)),
        ),
        105,
    ),
    "full": Size(
        _cells(*((n, latency, rounds) for n, rounds in ((1, 5), (100, 5), (1000, 3)) for latency in (0, 20, 200))),
        24 * 60,
    ),
}


def order(size: Size, contestants: Sequence[Contestant]) -> Iterator[tuple[Contestant, LifeSample]]:
    """Every life, cell by cell and round by round; each round begins with another one, so no one is always first.

    Few credentials are first, then little latency, so what a run has no time for is the slowest cell.
    """
    for cell, rounds in sorted(size.rounds.items()):
        for number in range(rounds):
            turn = number % len(contestants)
            for contestant in [*contestants[turn:], *contestants[:turn]]:
                if not (cell.latency and contestant.name in SILENT):
                    yield contestant, LifeSample(contestant.name, cell, number)


def lacking(life: LifeSample, measured: Sequence[LifeSample]) -> bool:
    """Whether a life is still to be measured, beside those that were."""
    rounds = [one for one in measured if (one.contestant, one.cell) == (life.contestant, life.cell)]
    return all(one.round != life.round and one.seconds < LONG for one in rounds)


def measure(contestant: Contestant, life: LifeSample, emulated: Emulated) -> LifeSample:
    """Run a life to its end, or to the command that fails."""
    emulated.begin(life.cell.latency / 1000)
    with tempfile.TemporaryDirectory() as folder:
        try:
            stack = contestant.begin(Path(folder), emulated, life.cell.credentials)
            for operation in OPERATIONS:
                life.samples.append(command(stack, operation, emulated))
                if operation == "up":
                    stored = stack.stored()
                    life = replace(life, state_own=stored.own, state_whole=stored.whole)
        except (CommandFailed, SetUpFailed) as error:
            return replace(life, failure=reason(str(error)))
    return life


def command(stack: Life, operation: str, emulated: Emulated) -> Sample:
    """Run one command of a life."""
    sent, used = len(emulated.requests()), emulated.cpu_seconds()
    cost = stack.run(operation)
    requests = Counter(emulated.requests()[sent:])
    return Sample(operation, cost, dict(requests), emulated.cpu_seconds() - used)


def reason(printed: str) -> str:
    """The last line that names an error, without the ids that may be secrets."""
    lines = [line.strip() for line in printed.splitlines() if re.search(r"error|exceed|fail", line, re.IGNORECASE)]
    named = [line for line in lines if re.match(r"(error: )?\w*(Error|Exception)\b", line)]
    return _ID.sub("<id>", (named or lines or ["no word about it"])[-1])[:200]
