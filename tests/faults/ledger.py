"""What the fault suite did, in numbers: they are counted where it is done, and printed at the end of the run."""

from __future__ import annotations

from collections import Counter

LEDGER: Counter[str] = Counter()
"""One for each process of the run; the summary adds them up."""

CELLS = "cells run"
FAULTS = "faults injected"
INVARIANTS = "invariants checked"


def ran(door: str) -> None:
    """One cell more, at a door."""
    LEDGER[CELLS] += 1
    LEDGER[f"{CELLS} at the door {door!r}"] += 1


def holds(fact: str, truth: bool) -> None:
    """Check one invariant. The fact is what the failure says: no value that might be a secret."""
    LEDGER[INVARIANTS] += 1
    assert truth, fact
