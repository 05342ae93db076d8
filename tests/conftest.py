"""What every test may ask for."""

import pytest

from tests.world import World


@pytest.fixture
def world() -> World:
    """A fresh emulator, and runs of the provider against it."""
    return World()
