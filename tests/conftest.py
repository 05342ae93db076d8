"""What every test may ask for."""

import signal
import subprocess
from collections.abc import Iterator

import pytest

from tests.world import World
from tools.environment import ENGINE


def pytest_report_header() -> str:
    """Which engine the tests in tests/engine run."""
    version = subprocess.run([ENGINE / "bin" / "pulumi", "version"], capture_output=True, text=True, check=False)
    return f"pulumi: {version.stdout.strip() or version.stderr.strip()}, the real one"


@pytest.fixture
def foreground() -> Iterator[None]:
    """What a shell runs in the background takes no notice of SIGINT, and passes that on to all it starts."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


@pytest.fixture
def world() -> World:
    """A fresh emulator, and runs of the provider against it."""
    return World()
