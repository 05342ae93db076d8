"""What every test may ask for."""

import os
import subprocess

import pytest

from tests.world import World
from tools.environment import ENGINE


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """What `-n auto` means: one more than there are cores, because a command of the engine waits now and then."""
    return (os.cpu_count() or 1) + 1


def pytest_report_header() -> str:
    """Which engine the tests in tests/engine run."""
    version = subprocess.run([ENGINE / "bin" / "pulumi", "version"], capture_output=True, text=True, check=False)
    return f"pulumi: {version.stdout.strip() or version.stderr.strip()}, the real one"


@pytest.fixture
def world() -> World:
    """A fresh emulator, and runs of the provider against it."""
    return World()
