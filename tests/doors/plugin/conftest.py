"""What the tests of the plugin share: one process of it, asked as an engine asks."""

import pytest

from tests.lifecycle.doors import PluginDoor
from tests.world import World


@pytest.fixture
def plugin(world: World, monkeypatch: pytest.MonkeyPatch) -> PluginDoor:
    return PluginDoor(world, monkeypatch)
