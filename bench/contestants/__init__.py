"""The ways to have N API tokens of EGS that are measured side by side; the first is what others are told against."""

from __future__ import annotations

from bench.contestants import terraform
from bench.contestants.contestant import OPERATIONS, Contestant, Life, Stored
from bench.contestants.pulumi import OnPulumi

FLOOR = OnPulumi("engine floor", "floor")
DYNAMIC = OnPulumi("dynamic door", "dynamic")
PLUGIN = OnPulumi("plugin door", "plugin")
NULL_PLUGIN = OnPulumi("plugin that does nothing", "null_plugin")
NULL_WIDE = OnPulumi(
    "plugin that does nothing, with as many properties", "null_plugin", settings={"BENCH_PLANNED": "9"}
)
"""What it leaves is as large as ours: eleven inputs, fifteen outputs, one of them secret, and twenty for a program."""
NULL_DYNAMIC = OnPulumi("dynamic provider that does nothing", "null_dynamic")
NAIVE = OnPulumi("naive dynamic provider", "naive")
SHELL = OnPulumi("shell-out (curl)", "shell")
SILENT = {NULL_PLUGIN.name, NULL_WIDE.name, NULL_DYNAMIC.name}
"""Those that ask no platform, and are measured at no latency but 0. The floor is, to be beside the others."""


def contestants() -> list[Contestant]:
    """All of them. Raises EngineError when the last one's parts cannot be built."""
    return [FLOOR, NULL_PLUGIN, NULL_WIDE, PLUGIN, NULL_DYNAMIC, DYNAMIC, NAIVE, SHELL, terraform.find()]


__all__ = [
    "DYNAMIC",
    "FLOOR",
    "NULL_DYNAMIC",
    "NULL_PLUGIN",
    "OPERATIONS",
    "PLUGIN",
    "SILENT",
    "Contestant",
    "Life",
    "OnPulumi",
    "Stored",
    "contestants",
]
