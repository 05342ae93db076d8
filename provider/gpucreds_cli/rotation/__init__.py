"""A rotation that is asked for: planned, carried out, and looked at afterwards."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gpucreds.core.errors import GpucredsError, Refused
from gpucreds.doors.run import INCIDENT, ROTATE
from gpucreds_cli import stacks
from gpucreds_cli.found import Holding
from gpucreds_cli.looking import look, progress
from gpucreds_cli.rotation.choice import MINTED, entry, living, logical_name, rotating
from gpucreds_cli.rotation.engine import Failure, Update
from gpucreds_cli.rotation.outcome import check, outcomes
from gpucreds_cli.rotation.plan import planned as as_previewed
from gpucreds_cli.rotation.records import Outcome, Plan, Rotation
from gpucreds_cli.stacks import Stack

STILL_THERE = "Run pulumi up, which revokes what is still there; or revoke it in the platform's portal"


@dataclass(frozen=True)
class Asked:
    """What is to rotate, and how."""

    stack: Stack
    """As it was before."""
    targets: Sequence[str]
    """The URNs."""
    by_clock: bool = False
    """Nothing is forced: only what is due happens."""
    incident: bool = False
    """Nothing retires."""

    def variables(self) -> dict[str, str]:
        """What the provider is told; what the caller's own environment says of this does not count."""
        known = living(self.stack)
        entries = [] if self.by_clock else [entry(known[urn]) for urn in self.targets]
        return {ROTATE: ",".join(filter(None, entries)), INCIDENT: "yes" if self.incident else ""}

    def update(self) -> Update:
        """The update that does it."""
        return Update(self.stack.folder, self.stack.name, self.variables())


def plan(asked: Asked) -> Rotation:
    """What an update would do, as the preview tells. Raises Refused."""
    update = asked.update()
    with progress("pulumi preview", None):
        found = as_previewed(asked.stack, asked.targets, update.preview)
    # What the state takes for due, and the program no longer does, is no failure.
    shown = Plan(credentials=found.acted_on, dependents=found.dependents) if asked.by_clock else found
    return Rotation(stack=asked.stack.short, incident=asked.incident, planned=shown)


def carry_out(asked: Asked, planned: Rotation) -> Rotation:
    """Run the update, and tell by the state and the platforms what it did. Raises Refused."""
    targets = [one.urn for one in planned.planned.acted_on]
    with progress("pulumi up", len(targets) + len(planned.planned.dependents)) as tell:
        try:
            failure = asked.update().up(targets, tell)
        except KeyboardInterrupt:
            raise Refused("interrupted", "Pulumi ends what it has begun; then gpucreds audit tells") from None
    (after,) = stacks.read(asked.stack.folder, [asked.stack.name])
    return _done(asked, planned, after, failure)


def _done(asked: Asked, planned: Rotation, after: Stack, failure: Failure | None) -> Rotation:
    done = outcomes(planned.planned, asked.stack, after, failure.of if failure else {})
    ended = [one.urn for one in done if one.fate in ("rotated", "replaced")]
    looked = check(ended, asked.stack, after, _holdings(asked, ended)) if asked.incident and ended else None
    return planned.model_copy(
        update={
            "done": done,
            "check": looked,
            "error": f"pulumi up failed: {failure.problem}" if failure else None,
            "advice": _advice(asked, done) if failure else STILL_THERE if looked and looked.alive else None,
        },
    )


def _holdings(asked: Asked, ended: Iterable[str]) -> Sequence[Holding]:
    known = living(asked.stack)
    if not any(known[urn].type in MINTED for urn in ended):
        return ()
    try:
        return look(asked.stack.folder, [asked.stack.name]).holdings
    except GpucredsError:  # the update is done: what nobody could look at is told as unknown
        return ()


def _advice(asked: Asked, done: Sequence[Outcome]) -> str:
    tried = [one for one in done if one.fate != "skipped"]
    left = [one for one in tried if one.fate == "failed"]
    if left == tried:
        return "The state has nothing of it: run the same again"
    # The engine writes the outputs of a stack when an update has succeeded.
    if not left:
        return "The credentials are done; run pulumi up for what uses them, and for the outputs of the stack"
    if asked.by_clock:
        return "Run it again: what is done is no longer due; until it succeeds, outputs of the stack are the old ones"
    # The same command again would rotate those again that are done.
    names = [shlex.quote(_shortest(asked.stack, one)) for one in left]
    how = ["--incident"] if asked.incident else []
    rest = " ".join(["gpucreds rotate --stack", shlex.quote(asked.stack.short), *how, *names])
    told = "What is told as rotated is done; until an update succeeds, outputs of the stack are the old ones"
    return f"{told}; for the rest: {rest}"


def _shortest(stack: Stack, one: Outcome) -> str:
    shared = sum(logical_name(urn) == one.name for urn in rotating(stack)) > 1
    return one.urn if shared else one.name
