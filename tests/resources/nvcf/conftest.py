"""A stack with one scoped key at the hub, and the desk of somebody on the other side."""

from __future__ import annotations

import pytest

from tests.lifecycle.stack import Stack
from tests.resources.nvcf.desk import Desk
from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    """Somebody who works with NVCF without gpucreds."""
    return Desk(world.emulator)


@pytest.fixture
def key(world: World, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """A stack with a key for all functions: 90 days, rotated in the last 14, the old one valid for 2 more."""
    program = {
        "description": "ci",
        "scopes": ["invoke_function", "list_functions"],
        "functions": ["*"],
        "address": world.address(),
        "rotation": {"before": "14d", "overlap": "2d"},
    }
    return Stack(world, monkeypatch, "hub", "nvcf:ScopedKey", program)
