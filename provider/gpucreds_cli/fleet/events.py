"""What the engine has told of an update, in the file of its events: how many changes, and why it failed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi.automation.events import EngineEvent

# One home for which part of an engine's events may be shown.
from gpucreds_cli.rotation.engine import Heard


@dataclass
class Told:
    """One update."""

    heard: Heard = field(default_factory=lambda: Heard(lambda _: None))
    changes: dict[str, int] = field(default_factory=dict)
    """How many resources each operation was done to, without those that stayed the same."""


def read(events: Path) -> Told:
    """What a file of events holds, line by line; it is removed, because it has what the program shows in clear."""
    told = Told()
    if events.exists():
        with events.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                _take(told, line)
        events.unlink()
    return told


def _take(told: Told, line: str) -> None:
    try:
        event: Mapping[str, Any] = json.loads(line)
    except ValueError:  # an engine that was killed has not written its last line to the end
        return
    if "summaryEvent" in event:
        counts = event["summaryEvent"].get("resourceChanges") or {}
        told.changes = {step: count for step, count in counts.items() if step != "same"}
    elif event.get("diagnosticEvent", {}).get("severity") == "error":
        told.heard(EngineEvent.from_json(dict(event)))
