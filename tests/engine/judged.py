"""The policy pack on the real engine: a command with the pack, and what the pack said."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.program import Program

PACK = Path(sys.executable).with_name("pulumi-analyzer-gpucreds")
"""The ready pack, as the installation puts it on PATH."""


@dataclass(frozen=True)
class Said:
    """One complaint, as the engine tells of it."""

    rule: str
    name: str
    """The logical name of the resource."""
    level: str
    message: str


def judged(
    program: Program,
    *command: str,
    settings: Mapping[str, Any] | None = None,
    succeeds: bool = True,
    pack: Path = PACK,
) -> list[Said]:
    """Run a command with a pack and `settings` as its configuration file, and return the complaints.

    Raises CommandFailed when the command ends otherwise than expected.
    """
    events = program.home / "events.json"
    program.settings["PULUMI_DEBUG_COMMANDS"] = "true"  # has --event-log
    program.settings["PYTHONUNBUFFERED"] = ""  # a pack has to tell its port on any machine
    program.pulumi(*command, *with_pack(program, settings, pack), "--event-log", str(events), succeeds=succeeds)
    log = events.read_text()
    events.unlink()
    return said(log)


def with_pack(program: Program, settings: Mapping[str, Any] | None, pack: Path = PACK) -> list[str]:
    """The arguments that give a command a pack and `settings` as its configuration file."""
    file = program.home / "policy.json"
    file.write_text(json.dumps(settings or {}))
    return ["--policy-pack", str(pack), "--policy-pack-config", str(file)]


def said(log: str) -> list[Said]:
    """The complaints in the engine's events, one in a line."""
    events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    found = [event["policyEvent"] for event in events if "policyEvent" in event]
    return [
        Said(one["policyName"], one.get("resourceUrn", "").split("::")[-1], one["enforcementLevel"], one["message"])
        for one in found
    ]


def only(rule: str, **parameters: Any) -> dict[str, Any]:
    """A configuration in which one rule alone has its say."""
    return {"all": "disabled", rule: {"enforcementLevel": "mandatory", **parameters}}
