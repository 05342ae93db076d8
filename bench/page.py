"""Write `bench/results.md` from the samples, and `bench/notes.md`, which people write, at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from bench import machine
from bench.contestants import DYNAMIC, FLOOR, NULL_DYNAMIC, NULL_WIDE, OPERATIONS, PLUGIN
from bench.contestants.pulumi import PARALLEL
from bench.goals import goals
from bench.ratios import Lives, kinds
from bench.samples import Cell, Sample, Store
from tools.environment import ROOT

PAGE = ROOT / "bench" / "results.md"
NOTES = ROOT / "bench" / "notes.md"
FORMULA = "ideal = engine floor at N = 100 + (1 log-in + 1 list + ceil(100 / 64) creates) x 200 ms"


def write(store: Store, size: str, left_out: int) -> None:
    """Write the page anew."""
    lives = Lives(store.lives())
    parts = [_head(size, left_out), _about(), _goals(lives, store), _ours(lives)]
    parts += [*_cells(lives), *_others(lives, store)]
    if NOTES.exists():
        parts.append(NOTES.read_text().strip())
    PAGE.write_text("\n\n".join(parts) + "\n")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _head(size: str, left_out: int) -> str:
    lacking = f" {left_out} lives were left out, because the time for them was over." if left_out else ""
    return (
        "# Results\n\n"
        "<!-- Written by `make bench` from its samples. What is said about misses stands in notes.md. -->\n\n"
        f"Size `{size}`.{lacking} Medians; ratios are to the engine floor in the same rounds, seconds in small. "
        f"All work {PARALLEL} things at a time. [README.md](README.md) says what is measured, and how."
    )


def _about() -> str:
    return "## Measured on\n\n" + table(("what", "is"), machine.rows().items())


def _goals(lives: Lives, store: Store) -> str:
    rows = [(goal.text, goal.found or "", goal.verdict) for goal in goals(lives, store)]
    return "## Goals\n\n" + table(("goal", "measured", "verdict"), rows)


def _ours(lives: Lives) -> str:
    told = (
        "The floor has no provider, two properties and no secret. What is left for `gpucreds` to save is what its "
        "doors take beyond a provider that does nothing, at latency 0; beside the plugin, one that leaves a state "
        "as large."
    )
    rows = [
        (door.name, f"{cell.credentials:,}", *(_beside(lives, door.name, idle.name, cell, each) for each in OPERATIONS))
        for door, idle in ((PLUGIN, NULL_WIDE), (DYNAMIC, NULL_DYNAMIC))
        for cell in lives.cells()
        if cell.latency == 0
    ]
    return f"## Beside providers that do nothing\n\n{told}\n\n" + table(("door", "N", *OPERATIONS), rows)


def _beside(lives: Lives, door: str, idle: str, cell: Cell, operation: str) -> str:
    found = lives.ratio(door, idle, cell, operation)
    return f"{found.multiple:.2f} x" if found and found.multiple is not None else ""


def _names(lives: Lives) -> list[str]:
    """The contestants, the floor first."""
    return sorted({life.contestant for life in lives.all}, key=lambda name: (name != FLOOR.name, name))


def _cells(lives: Lives) -> Iterator[str]:
    for cell in lives.cells():
        rows = [(name, *(_ratio(lives, name, cell, each) for each in OPERATIONS)) for name in _names(lives)]
        failed = [(name, lives.failure(name, cell)) for name in _names(lives)]
        why = "".join(f"\n\n{name} fails: `{reason}`" for name, reason in failed if reason)
        yield f"## {_title(cell)}\n\n" + table(("contestant", *OPERATIONS), rows) + why


def _title(cell: Cell) -> str:
    return f"N = {cell.credentials:,}, latency {cell.latency} ms"


def _ratio(lives: Lives, name: str, cell: Cell, operation: str) -> str:
    found = lives.ratio(name, FLOOR.name, cell, operation)
    if found is None:
        return "fails" if lives.failure(name, cell) else ""
    ratio = f"{found.multiple:.2f} x" if found.multiple is not None else "no floor"
    return f"{ratio} <sub>{found.seconds:.1f} s, n={found.rounds}</sub>"


def _others(lives: Lives, store: Store) -> Iterator[str]:
    yield "## Requests\n\n" + table(("contestant", "N", "command", "log-ins", "lists", "writes"), _requests(lives))
    head = ("contestant", "N", "command", "all", "engine", "provider", "provider's memory", "emulator's share")
    yield "## Processor seconds and memory\n\n" + table(head, _costs(lives))
    states = table(("contestant", "N", "own properties", "whole state"), _states(lives))
    yield "## State, bytes a credential\n\n" + states
    yield "## Start-up\n\n" + table(("what", "measured"), _start(store))
    yield f"## Creates at once\n\n{FORMULA}\n\n" + table(("what", "seconds"), _numbers(store, "burst"))
    told = "`up` of 1,000 credentials in the plugin at latency 0, with one option of the engine at a time."
    yield f"## Engine options\n\n{told}\n\n" + table(("option", "seconds"), _numbers(store, "engine-options"))


def _at_no_latency(lives: Lives) -> Iterator[tuple[str, int, str, list[Sample]]]:
    for cell in (cell for cell in lives.cells() if cell.latency == 0):
        for name in _names(lives):
            for operation in OPERATIONS:
                samples = lives.samples(name, cell, operation)
                if samples:
                    yield name, cell.credentials, operation, list(samples.values())


def _requests(lives: Lives) -> Iterator[list[str]]:
    for name, credentials, operation, samples in _at_no_latency(lives):
        if name != FLOOR.name:
            yield [name, f"{credentials:,}", operation, *map(str, kinds(samples[-1].requests).values())]


def _costs(lives: Lives) -> Iterator[list[str]]:
    for name, credentials, operation, samples in _at_no_latency(lives):
        costs = [sample.cost for sample in samples]
        share = median(sample.emulator_cpu / sample.cost.seconds for sample in samples)
        seconds = [[cost.cpu for cost in costs], [cost.engine_cpu for cost in costs], [c.provider_cpu for c in costs]]
        peak = max(cost.provider_peak for cost in costs) / 2**20
        shown = [*(f"{median(each):.1f}" for each in seconds), f"{peak:.0f} MiB" if peak else "", f"{share:.0%}"]
        yield [name, f"{credentials:,}", operation, *shown]


def _states(lives: Lives) -> Iterator[list[str]]:
    for cell in (cell for cell in lives.cells() if cell.latency == 0):
        for name in _names(lives):
            for life in lives.of(name, cell)[:1]:
                own, whole = (f"{each:,.0f}" if each else "" for each in (life.state_own, life.state_whole))
                yield [name, f"{cell.credentials:,}", own, whole]


def _start(store: Store) -> Iterator[list[str]]:
    for what, number in (store.other("imports") or {}).items():
        yield [what, f"{number:.2f} s" if what == "import pulumi" else f"{number:.2f} x `import pulumi`, on top of it"]
    for number in (store.other("first-answers") or {}).values():
        yield ["the plugin's process to its first answer", f"{number:.2f} s"]
    for verb, number in (store.other("hub") or {}).items():
        yield [f"a {verb} in the hub", f"{number:.0f} µs of processor time in the fastest round"]


def _numbers(store: Store, name: str) -> Iterator[list[str]]:
    for what, seconds in (store.other(name) or {}).items():
        yield [what, f"{seconds:.1f}" if seconds >= 0 else "fails"]
