"""The doors that the promises are kept at. Each opening is one run, which remembers nothing of the ones before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.lifecycle.doors.door import SECRETS, Aborted, CheckFailed, Compared, Door, PartlyMade, Properties
from tests.lifecycle.doors.dynamic import DynamicDoor
from tests.lifecycle.doors.hub import HubDoor
from tests.lifecycle.doors.plugin import PluginDoor
from tests.world import World

__all__ = [
    "DOORS",
    "SECRETS",
    "Aborted",
    "CheckFailed",
    "Compared",
    "Door",
    "DynamicDoor",
    "HubDoor",
    "PartlyMade",
    "PluginDoor",
    "Properties",
]

DOORS: dict[str, Callable[[World, pytest.MonkeyPatch], Door]] = {
    "hub": HubDoor,
    "dynamic": DynamicDoor,
    "plugin": PluginDoor,
}
