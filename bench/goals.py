"""The goals, each with what was measured: met, not met, or not measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.contestants import DYNAMIC, FLOOR, PLUGIN
from bench.ratios import Lives, kinds
from bench.samples import Cell, Store

SIZES = (100, 1000)
STATE_BYTES = 1500
IMPORT_SHARE = 0.35
HUB_MICROSECONDS = 100
BURST = 1.3
MOST = {
    (PLUGIN.name, "up"): 1.10,
    (PLUGIN.name, "no-op up"): 1.05,
    (DYNAMIC.name, "up"): 1.15,
    (DYNAMIC.name, "no-op up"): 1.15,
}
"""The most that a command may take, as a multiple of the engine floor's time."""


@dataclass(frozen=True)
class Goal:
    """One goal, and what was measured for it; None where nothing was."""

    text: str
    found: str | None
    met: bool

    @property
    def verdict(self) -> str:
        """How it went, in a word or two."""
        if self.found is None:
            return "not measured"
        return "met" if self.met else "**not met**"


def goals(lives: Lives, store: Store) -> list[Goal]:
    """All of them."""
    return [*_overhead(lives), *_state(lives), *_requests(lives), *_start(store), *_burst(store)]


def at_most(text: str, found: float | None, most: float, form: str) -> Goal:
    """A goal that a number shall not pass. `form` shows the number."""
    return Goal(text, None if found is None else form.format(found), found is not None and found <= most)


def _overhead(lives: Lives) -> Iterator[Goal]:
    for (door, operation), most in MOST.items():
        for credentials in SIZES:
            ratio = lives.ratio(door, FLOOR.name, Cell(credentials, 0), operation)
            text = f"`{operation}` in the {door} at N = {credentials:,}: at most {most:.2f} x the engine floor"
            yield at_most(text, ratio.multiple if ratio else None, most, "{:.2f} x")


def _state(lives: Lives) -> Iterator[Goal]:
    for door in (PLUGIN.name, DYNAMIC.name):
        found = [life.state_own for life in lives.all if life.contestant == door and life.state_own]
        text = f"state of our own properties in the {door}: at most {STATE_BYTES:,} bytes a credential"
        yield at_most(text, max(found, default=None), STATE_BYTES, "{:,.0f} bytes")


def _requests(lives: Lives) -> Iterator[Goal]:
    for door in (PLUGIN.name, DYNAMIC.name):
        for operation, writes in (("up", 1), ("no-op up", None), ("preview", None), ("refresh", 0)):
            wanted = _WANTED[operation]
            counted = [
                (cell, kinds(sample.requests))
                for cell in lives.cells()
                for sample in lives.samples(door, cell, operation).values()
            ]
            odd = [(cell, found) for cell, found in counted if found != _expected(cell, writes)]
            shown = "; ".join(f"N = {cell.credentials:,}: {found}" for cell, found in odd) or "so in each sample"
            yield Goal(f"`{operation}` in the {door} sends {wanted}", shown if counted else None, not odd)


_WANTED = {
    "up": "one log-in, one list, one write a credential",
    "no-op up": "nothing",
    "preview": "nothing",
    "refresh": "one log-in and one list, whatever N is",
}


def _expected(cell: Cell, writes: int | None) -> dict[str, int]:
    reads = 0 if writes is None else 1
    return {"log-ins": reads, "lists": reads, "writes": cell.credentials * (writes or 0)}


def _start(store: Store) -> Iterator[Goal]:
    for door, share in (store.other("imports") or {}).items():
        if door != "import pulumi":
            text = f"imports of {door}: at most {IMPORT_SHARE} x `import pulumi` on top of it"
            yield at_most(text, share, IMPORT_SHARE, "{:.2f} x")
    for verb, microseconds in (store.other("hub") or {}).items():
        text = f"a {verb} in the hub: at most {HUB_MICROSECONDS} µs of processor time"
        yield at_most(text, microseconds, HUB_MICROSECONDS, "{:.0f} µs")


def _burst(store: Store) -> Iterator[Goal]:
    found = store.other("burst")
    ratio = found["plugin"] / found["ideal"] if found and min(found.values()) > 0 else None
    text = f"100 creates in the plugin at 200 ms, 64 at a time: at most {BURST} x the ideal"
    yield at_most(text, ratio, BURST, "{:.2f} x")
