"""A run that somebody stops half-way leaves no secret behind, in what it prints nor in its files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gpucreds_emulator import Emulator, Fault
from tests.faults.canary.canary import Canary
from tests.faults.canary.watched import Watched

pytestmark = pytest.mark.engine

STOPS: dict[str, Callable[[Watched], None]] = {"interrupted": Watched.interrupt, "killed": Watched.kill}


@pytest.fixture
def halted() -> threading.Event:
    """Set once the platform has minted a key and holds its answer back."""
    return threading.Event()


@pytest.fixture
def canary(tmp_path: Path, halted: threading.Event) -> Iterator[Canary]:
    released = threading.Event()

    def wait(_seconds: float) -> None:
        halted.set()
        released.wait(60)

    emulator = Emulator(wait=wait)
    with emulator.serving() as urls:
        yield Canary(emulator, urls, tmp_path)
        released.set()


@pytest.mark.parametrize("how", STOPS)
def test_a_run_that_is_stopped_leaves_no_secret_to_read(canary: Canary, halted: threading.Event, how: str):
    canary.emulator.inject(Fault("timeout-after", method="POST", path="/api/v1/api-key"))
    canary.program.settings["GPUCREDS_TIMEOUT"] = "10s"
    running = Watched(canary.program, "up", "--yes", "--skip-preview", "--debug")
    try:
        assert halted.wait(60)
        STOPS[how](running)
        printed = "" if how == "killed" else running.printed()
    finally:
        running.kill()
    canary.printed.append((how, printed))
    assert "egs apiKey" in canary.given()
    assert canary.found() == []
