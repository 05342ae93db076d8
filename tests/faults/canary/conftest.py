"""What the canary runs may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gpucreds_emulator import Emulator
from tests.faults.canary.canary import Canary


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    """An empty stack of the program on the real engine."""
    emulator = Emulator()
    with emulator.serving() as urls:
        yield Canary(emulator, urls, tmp_path)
