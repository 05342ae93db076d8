"""Why a team is taken: what its last update was made of, what has happened since, and what the clock demands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gpucreds.core.durations import told_instant
from gpucreds_cli import engine, stacks
from gpucreds_cli.fleet.fingerprint import Fingerprint
from gpucreds_cli.fleet.records import Survey
from gpucreds_cli.held import generations
from gpucreds_cli.rotation.choice import credentials, logical_name
from gpucreds_cli.stacks import Stack, is_secret

NEW = "it has no stack yet"
NEVER = "it has never been updated"
FOREIGN = "its last update was not one of gpucreds fleet up"
WRITTEN = "its state was written after its last update ended: a run died, or somebody edited it"
ENCRYPTED = "part of its plan is encrypted in the state, so only an update can tell"
_CLOSING = timedelta(seconds=5)
"""How long after the end of an update, which has no fractions of a second, the engine may still write its state."""
_BY_THE_CLOCK = {"ttl", "rotation", "retiring", "expiresAt", "expiresOn", "issuedAt", "rotatedAt", "rotateAfter"}
"""The inputs that a plan is made of."""
_LOOK_BACK = "10"
"""How many updates of a stack without a team are read to see whether it ever had one."""


@dataclass(frozen=True)
class Last:
    """The last command of a stack that its history has."""

    kind: str
    """The engine's word: `update`, `refresh`, `destroy`."""
    result: str
    """`succeeded`, `failed` or `in-progress`."""
    message: str
    ended: datetime | None

    @classmethod
    def told(cls, entry: Mapping[str, Any]) -> Last:
        """As `pulumi stack history --json` writes it."""
        return cls(entry["kind"], entry["result"], entry.get("message") or "", told_instant(entry.get("endTime")))


def reasons(folder: Path, name: str, wanted: Fingerprint, now: datetime) -> list[str]:
    """Why an update of this stack is worth while; none where it is not. Raises Refused.

    A state is read only where nothing else is a reason: each look costs a start of the engine.
    """
    last = _last(folder, name)
    found = list(changed(last, wanted))
    if found:
        return found
    (stack,) = stacks.read(folder, [name])
    return [*written_since(stack, last), *due(stack, now)]


def survey(folder: Path, name: str, wanted: Fingerprint, now: datetime) -> Survey:
    """How a stack stands. Raises Refused."""
    last = _last(folder, name)
    (stack,) = stacks.read(folder, [name])
    when, what = min(upcoming(stack), default=(None, None))
    return Survey(
        team="",
        stack=name,
        credentials=len(credentials(stack)),
        updated_at=last.ended if last else None,
        result=last.result if last else None,
        reasons=[*changed(last, wanted), *written_since(stack, last), *due(stack, now)],
        next_at=when,
        next_of=what,
    )


def upcoming(stack: Stack) -> Iterator[tuple[datetime, str]]:
    """When the clock demands something of each credential: a rotation, and the end of what retires."""
    for urn, held in credentials(stack).items():
        retiring = held.inputs.get("retiring")
        over = retiring.get("revokeAfter") if isinstance(retiring, Mapping) else None
        for instant in filter(None, map(told_instant, (over, held.inputs.get("rotateAfter")))):
            yield instant, logical_name(urn)


def changed(last: Last | None, wanted: Fingerprint) -> Iterator[str]:
    """What the history of a stack tells."""
    if last is None:
        yield NEVER
    elif last.kind != "update":
        yield f"its last command was {last.kind}"
    elif last.result != "succeeded":
        yield "its last update failed" if last.result == "failed" else f"its last update is {last.result}"
    else:
        then = Fingerprint.told(last.message)
        yield from wanted.since(then) if then else [FOREIGN]


def written_since(stack: Stack, last: Last | None) -> Iterator[str]:
    """Whether a run died since, of which no history tells."""
    written = told_instant((stack.deployment.get("manifest") or {}).get("time"))
    if last and last.ended and written and written > last.ended + _CLOSING:
        yield WRITTEN


def due(stack: Stack, now: datetime) -> Iterator[str]:
    """What the clock demands of its credentials, and what an update has left to the next one."""
    for generation in generations(stack):
        told = generation.due(now) or (None if generation.retiring else generation.pending)
        if told:
            yield f"{logical_name(generation.held.urn)}: {told}"
    for urn, held in credentials(stack).items():
        if any(is_secret(value) for name, value in held.inputs.items() if name in _BY_THE_CLOCK):
            yield f"{logical_name(urn)}: {ENCRYPTED}"


def was_of_a_team(folder: Path, name: str) -> bool:
    """Whether a stack was made by us and has not been destroyed since. Raises Refused."""
    told = [Last.told(entry) for entry in _history(folder, name, _LOOK_BACK)]
    return bool(told) and told[0].kind != "destroy" and any(Fingerprint.told(one.message) for one in told)


def _last(folder: Path, name: str) -> Last | None:
    told = _history(folder, name, "1")
    return Last.told(told[0]) if told else None


def _history(folder: Path, name: str, size: str) -> Sequence[Mapping[str, Any]]:
    read: Sequence[Mapping[str, Any]] = engine.read(
        folder, "stack", "history", "--json", "--page-size", size, "--stack", name
    )
    return read or []
