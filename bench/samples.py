"""The raw samples: one file for each life, written when it ends, so that an interrupted run goes on where it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.metered import Cost


@dataclass(frozen=True, order=True)
class Cell:
    """What is measured at: so many credentials, and so many milliseconds that the platform takes for each request."""

    credentials: int
    latency: int


@dataclass(frozen=True)
class Sample:
    """One command of a life: what it cost, and its requests by method and path."""

    operation: str
    cost: Cost
    requests: dict[str, int]
    emulator_cpu: float


@dataclass(frozen=True)
class LifeSample:
    """One life of a contestant: its commands up to a failure, if any, and bytes of state for each credential."""

    contestant: str
    cell: Cell
    round: int
    samples: list[Sample] = field(default_factory=list)
    state_own: float | None = None
    state_whole: float | None = None
    failure: str | None = None

    @property
    def file(self) -> str:
        """The name of its file."""
        name = re.sub(r"\W+", "-", self.contestant).strip("-").lower()
        return f"life-{self.cell.credentials}-{self.cell.latency}-{self.round}-{name}.json"

    @property
    def seconds(self) -> float:
        """How long its commands took."""
        return sum(sample.cost.seconds for sample in self.samples)


class Store:
    """A folder of samples. Other measurements are kept there too, by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def clear(self) -> None:
        """Begin anew."""
        for file in self._folder.glob("*.json"):
            file.unlink()

    def add(self, life: LifeSample) -> None:
        """Keep a life."""
        self._write(life.file, asdict(life))

    def lives(self) -> Iterator[LifeSample]:
        """Every life that was measured."""
        for file in sorted(self._folder.glob("life-*.json")):
            yield read_life(json.loads(file.read_text()))

    def other(self, name: str) -> dict[str, float] | None:
        """What one of the other measurements gave, if it was made."""
        file = self._folder / f"other-{name}.json"
        found: dict[str, float] | None = json.loads(file.read_text()) if file.exists() else None
        return found

    def add_other(self, name: str, numbers: dict[str, float]) -> None:
        """Keep one of the other measurements."""
        self._write(f"other-{name}.json", numbers)

    def _write(self, name: str, value: object) -> None:
        # Whole or not at all: an interrupted run leaves no half of a sample.
        draft = self._folder / f"{name}.draft"
        draft.write_text(json.dumps(value, indent=1))
        draft.replace(self._folder / name)


def read_life(told: dict[str, object]) -> LifeSample:
    """Read a life from its JSON."""
    fields: dict[str, object] = dict(told)
    fields["cell"] = Cell(**fields["cell"])  # type: ignore[arg-type]  # as it was written
    samples: list[dict[str, object]] = fields["samples"]  # type: ignore[assignment]
    fields["samples"] = [Sample(**{**each, "cost": Cost(**each["cost"])}) for each in samples]  # type: ignore[arg-type]
    return LifeSample(**fields)  # type: ignore[arg-type]
