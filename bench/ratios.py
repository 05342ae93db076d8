"""The arithmetic of the tables: medians, ratios to the floor of the same rounds, requests by kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.samples import Cell, LifeSample, Sample

WRITES = ("POST /api/v1/api-key", "DELETE /api/v1/api-key")
LOG_IN = "POST /api/v1/auth"


@dataclass(frozen=True)
class Ratio:
    """The median time of a command, and what it is as a multiple of another's; None where that has no sample."""

    seconds: float
    multiple: float | None
    rounds: int


class Lives:
    """The lives that were measured, to ask about."""

    def __init__(self, lives: Iterable[LifeSample]) -> None:
        self.all = list(lives)

    def of(self, contestant: str, cell: Cell) -> list[LifeSample]:
        """Those of a contestant at one cell, by their rounds."""
        found = [life for life in self.all if (life.contestant, life.cell) == (contestant, cell)]
        return sorted(found, key=lambda life: life.round)

    def samples(self, contestant: str, cell: Cell, operation: str) -> dict[int, Sample]:
        """The samples of one command, by their rounds."""
        found = ((life.round, sample) for life in self.of(contestant, cell) for sample in life.samples)
        return {number: sample for number, sample in found if sample.operation == operation}

    def ratio(self, contestant: str, other: str, cell: Cell, operation: str) -> Ratio | None:
        """How long a command takes, beside another contestant in the rounds that both have; None without a sample."""
        own, below = (self.samples(name, cell, operation) for name in (contestant, other))
        if not own:
            return None
        both = sorted(own.keys() & below.keys())
        multiple = _median(own, both) / _median(below, both) if both else None
        return Ratio(_median(own, list(own)), multiple, len(own))

    def failure(self, contestant: str, cell: Cell) -> str | None:
        """Why a contestant failed at a cell, if it did in any round."""
        return next((life.failure for life in self.of(contestant, cell) if life.failure), None)

    def cells(self) -> list[Cell]:
        """Every cell with a life, smaller ones first."""
        return sorted({life.cell for life in self.all})


def _median(samples: Mapping[int, Sample], rounds: Sequence[int]) -> float:
    return median(samples[number].cost.seconds for number in rounds)


def kinds(requests: Mapping[str, int]) -> dict[str, int]:
    """Requests as log-ins, lists (whatever only reads) and writes."""
    counted: Counter[str] = Counter({"log-ins": 0, "lists": 0, "writes": 0})
    for request, number in requests.items():
        path = re.sub(r"\?.*", "", request)
        counted["log-ins" if path == LOG_IN else "writes" if path in WRITES else "lists"] += number
    return dict(counted)


def ideal_seconds(floor: float, credentials: int, parallel: int, latency: float) -> float:
    """The least that creates can take: the floor's time, one log-in, one list, and the creates side by side."""
    waves = -(-credentials // parallel)
    return floor + (1 + 1 + waves) * latency
