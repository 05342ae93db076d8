"""What is measured once beside the lives: start-up, the hub, a burst of creates, and options of the engine."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import click

from bench import hub_cpu, start_up
from bench.contestants import DYNAMIC, FLOOR, PLUGIN, OnPulumi
from bench.emulated import Emulated
from bench.metered import CommandFailed
from bench.ratios import ideal_seconds
from bench.samples import Store
from tools.program import CommandFailed as SetUpFailed

CREDENTIALS, PARALLEL, LATENCY, ROUNDS = 100, 64, 0.2, 3
MANY, STACKS = 1000, 10
OPTIONS = {
    "none": {},
    "compressed": {"PULUMI_DIY_BACKEND_GZIP": "true"},
    "no backups": {"PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true"},
    "less garbage collection": {"GOGC": "400"},
    "checkpoint at the end only": {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"},
}


def run(store: Store, platforms: Emulated, size: str) -> None:
    """Measure what the store does not have. The small sizes leave out what takes minutes."""
    measured: dict[str, Callable[[], dict[str, float]]] = {
        "imports": start_up.imports,
        "first-answers": start_up.first_answers,
        "hub": hub_cpu.microseconds,
    }
    if size != "tiny":
        measured["burst"] = lambda: burst(platforms)
    if size in {"default", "full"}:
        measured["engine-options"] = lambda: engine_options(platforms)
    for name, measure in measured.items():
        if store.other(name) is None:
            store.add_other(name, measure())
            click.echo(f"bench: {name}: measured")


def burst(platforms: Emulated) -> dict[str, float]:
    """Seconds of `up` for 100 credentials at a latency of 200 ms, 64 at a time, and of the floor below it."""
    seconds: dict[str, list[float]] = {"floor": [], "plugin": [], "dynamic": []}
    for _ in range(ROUNDS):
        for name, door in zip(seconds, (FLOOR, PLUGIN, DYNAMIC), strict=True):
            wide = OnPulumi(door.name, door.program, PARALLEL)
            seconds[name].append(ups(wide, platforms, [CREDENTIALS], LATENCY))
    medians = {name: median(each) for name, each in seconds.items()}
    return medians | {"ideal": ideal_seconds(medians["floor"], CREDENTIALS, PARALLEL, LATENCY)}


def engine_options(platforms: Emulated) -> dict[str, float]:
    """Seconds of `up` for 1,000 credentials in the plugin with options of the engine, and in ten stacks side by side.

    -1 where it fails.
    """
    seconds = {
        name: ups(OnPulumi("plugin", "plugin", settings=settings), platforms, [MANY])
        for name, settings in OPTIONS.items()
    }
    shared = [MANY // STACKS] * STACKS
    return seconds | {
        "10 stacks, one after another": ups(PLUGIN, platforms, shared, at_a_time=1),
        "10 stacks, two at a time": ups(PLUGIN, platforms, shared, at_a_time=2),
        "10 stacks, all at once": ups(PLUGIN, platforms, shared, at_a_time=STACKS),
    }


def ups(
    contestant: OnPulumi, platforms: Emulated, stacks: Sequence[int], latency: float = 0, at_a_time: int = 1
) -> float:
    """Seconds until every stack is up, each of so many credentials; -1 where one fails."""
    platforms.begin(latency)
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(at_a_time) as workers:
        try:
            lives = []
            for number, credentials in enumerate(stacks):
                folder = Path(scratch) / str(number)
                folder.mkdir()
                lives.append(contestant.begin(folder, platforms, credentials))
            begun = time.monotonic()
            list(workers.map(lambda life: life.run("up"), lives))
        except (CommandFailed, SetUpFailed):
            return -1
        return time.monotonic() - begun
