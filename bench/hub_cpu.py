"""What the hub computes for each credential without HTTP: the processor's time of a check and of a diff."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from gpucreds.core.clock import SystemClock
from gpucreds.core.hub import Hub
from gpucreds.core.resource import Run
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from gpucreds.resources import RESOURCES
from gpucreds_emulator import Emulator

CALLS, ROUNDS = 100, 50
TOKEN = "egs:ApiToken"  # noqa: S105 - a type
WRITTEN = {"name": "token", "role": "Owner", "ttl": "90d", "address": "5747ac00-00000001"}


def microseconds() -> dict[str, float]:
    """Of a check and of a diff, for a token that exists."""
    emulator = Emulator()
    made = _hub(emulator).create(TOKEN, _hub(emulator).check(TOKEN, WRITTEN).inputs)
    hub = _hub(emulator)
    news = hub.check(TOKEN, WRITTEN, made.inputs).inputs
    return {
        "check": cpu(lambda: hub.check(TOKEN, WRITTEN, made.inputs)),
        "diff": cpu(lambda: hub.diff(TOKEN, made.state, news)),
    }


def cpu(call: Callable[[], object]) -> float:
    """The processor's time of a call in the fastest round, in microseconds.

    Not the median: this is no ratio, and what else a shared machine does only adds to it.
    """
    return min(_round(call) for _ in range(ROUNDS)) * 1e6


def _round(call: Callable[[], object]) -> float:
    begun = time.process_time()
    for _ in range(CALLS):
        call()
    return (time.process_time() - begun) / CALLS


def _hub(emulator: Emulator) -> Hub:
    run = Run(SystemClock(), lambda _: None)
    settings = emulator.platforms["egs"].environment("http://egs.test")
    transport = httpx.WSGITransport(app=emulator.platforms["egs"])
    platforms = Platforms(Configuration.load(lambda _: None, settings), run, transport)
    return Hub(run, [resource(run, platforms) for resource in RESOURCES])
