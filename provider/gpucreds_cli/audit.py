"""Stacks and platforms side by side: what is managed and in order, and everything else by its condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from gpucreds.core.durations import format_duration
from gpucreds_cli.findings import CONDITIONS, Audit, Condition, Credential, Violation
from gpucreds_cli.found import Found, Holding
from gpucreds_cli.held import Generation
from gpucreds_cli.judged import PRIVILEGE, of_found, of_stack
from gpucreds_cli.marks import Marks
from gpucreds_cli.pairs import Pair, pairs
from gpucreds_cli.stacks import Stack
from gpucreds_policy import Complaint

Reason = tuple[Condition, "str | None"]
LEFT = "in no state that was read: gpucreds reclaim revokes it, or the next update that makes or deletes its resource"
TWIN = "a state has one of the same name, and only its stack can tell them apart: its next rotation revokes this one"


@dataclass(frozen=True)
class Terms:
    """What the user takes for near, for old and for known."""

    now: datetime
    within: timedelta = timedelta(days=14)
    """How near an end is near."""
    old: timedelta = timedelta(days=90)
    """How old a first secret may get."""
    known: Sequence[str] = ()
    """Globs of names that no stack manages on purpose, such as an account for emergencies."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The configuration of the policy."""


def audit(stacks: Sequence[Stack], holdings: Sequence[Holding], terms: Terms, troubles: Sequence[str] = ()) -> Audit:
    """What is wrong with every credential of these stacks and platforms. `troubles`: what else could not be read."""
    eye = Eye(stacks, terms)
    untold = [*troubles, *_untold(stacks, holdings)]
    return Audit(
        at=terms.now,
        stacks=[stack.short for stack in stacks],
        platforms=sorted({holding.endpoints[0] for holding in holdings if holding.endpoints}),
        credentials=sorted(map(eye.credential, pairs(stacks, holdings)), key=_worst_first),
        notes=[*untold, *_interrupted(stacks), *eye.notes()],
        complete=not untold,
    )


class Eye:
    """Looks at one credential after the other."""

    def __init__(self, stacks: Sequence[Stack], terms: Terms) -> None:
        self._terms = terms
        self._marks = Marks(stacks)
        self._complaints = {stack.name: of_stack(stack, terms.now, terms.settings) for stack in stacks}

    def credential(self, pair: Pair) -> Credential:
        """Everything that is known of it."""
        found, held, one = pair.found, pair.held, pair.one
        complaints = self._against(pair)
        reasons = [*self._reasons(pair), *_privilege(complaints)]
        return Credential(
            platform=one.platform,
            endpoint=pair.endpoint,
            kind=one.kind,
            name=one.name,
            id=one.id,
            owner=found.owner if found else None,
            stack=self._stack(pair),
            urn=held.held.urn if held else None,
            generation=held.number if held else one.mark and one.mark.generation,
            created_at=pair.created_at,
            expires_at=pair.ends_at,
            last_used=found.last_used if found else None,
            login=bool(found and found.login),
            conditions=[condition for condition in CONDITIONS if condition in {reason[0] for reason in reasons}],
            reasons=[told for _, told in reasons if told],
            violations=[Violation(rule=complaint.rule, message=complaint.message) for complaint in complaints],
        )

    def notes(self) -> Iterator[str]:
        """What the rules have against stacks as a whole."""
        for name, complaints in self._complaints.items():
            yield from (f"{name}: {complaint.rule}: {complaint.message}" for complaint in complaints.get(None, ()))

    def _reasons(self, pair: Pair) -> Iterator[Reason]:
        yield from self._whose(pair)
        yield from self._time(pair)
        if pair.held:
            yield from self._plan(pair, pair.held)

    def _whose(self, pair: Pair) -> Iterator[Reason]:
        if pair.held:
            if pair.found is None and pair.told:
                yield "missing", "its platform does not have it: run pulumi refresh"
        elif pair.found and not pair.found.login:
            yield from self._stray(pair.found)

    def _stray(self, found: Found) -> Iterator[Reason]:
        mark = found.mark
        if mark and self._marks.will_go(mark):
            yield "pending", "the next update of its stack revokes it"
        elif mark and self._marks.stack(mark):
            yield "leftover", TWIN if self._marks.has_twin(found) else LEFT
        elif not any(fnmatchcase(found.name, glob) for glob in self._terms.known):
            yield "unmanaged", "it carries the mark of a stack that was not read" if mark else None

    def _time(self, pair: Pair) -> Iterator[Reason]:
        end, now = pair.ends_at, self._terms.now
        if end and end <= now:
            yield "expired", None
        elif end and end - now <= self._terms.within and not (pair.held and pair.held.provided_for):
            yield "expiring", None

    def _plan(self, pair: Pair, held: Generation) -> Iterator[Reason]:
        now, created = self._terms.now, pair.created_at
        due = held.due(now)
        if due:
            yield "due", due
        if held.number == 1 and not held.retiring and created and now - created > self._terms.old:
            yield "never-rotated", f"its first secret is older than {format_duration(self._terms.old)}"
        if held.pending and not held.retiring:
            yield "pending", held.pending

    def _stack(self, pair: Pair) -> str | None:
        if pair.held:
            return pair.held.stack.short
        stack = self._marks.stack(pair.one.mark) if pair.one.mark else None
        return stack.short if stack else None

    def _against(self, pair: Pair) -> Sequence[Complaint]:
        if pair.held:
            return self._complaints[pair.held.stack.name].get(pair.held.held.urn, ())
        if pair.found is None or pair.found.login:
            return ()
        return of_found(pair.found, pair.endpoint, self._terms.now, self._terms.settings)


def _privilege(complaints: Sequence[Complaint]) -> Iterator[Reason]:
    if any(complaint.rule in PRIVILEGE for complaint in complaints):
        yield "over-privileged", None


def _untold(stacks: Sequence[Stack], holdings: Sequence[Holding]) -> Iterator[str]:
    yield from (holding.note for holding in holdings if holding.note)
    known = {endpoint for holding in holdings for endpoint in holding.endpoints}
    elsewhere = {held.outputs.get("endpoint") for stack in stacks for held in stack.resources} - known - {None, ""}
    for endpoint in sorted(map(str, elsewhere)):
        yield f"{endpoint}: no configuration that was read leads there, so nobody asked what it holds"


def _interrupted(stacks: Sequence[Stack]) -> Iterator[str]:
    for stack in stacks:
        if stack.interrupted:
            yield f"{stack.short}: its last command died at {', '.join(stack.interrupted)}; run pulumi up"


def _worst_first(credential: Credential) -> tuple[object, ...]:
    worst = min(map(CONDITIONS.index, credential.conditions), default=len(CONDITIONS))
    return worst, credential.platform, credential.stack or "", credential.name
