"""A rotation for people to read, line by line: what will happen, and what has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from gpucreds.core.durations import format_instant
from gpucreds.core.regenerated import AT_ONCE
from gpucreds_cli.rotation.choice import IN_PLACE, logical_name
from gpucreds_cli.rotation.records import Check, Outcome, Plan, Planned, Rotation


def of_plan(plan: Plan) -> Iterator[str]:
    """What the update will do."""
    for one in plan.credentials:
        yield f"{one.name} ({one.type}): {_change(one)}"
        yield from (f"  {told}" for told in _effects(one))
    for other in plan.dependents:
        yield f"with them {other.name} ({other.type}): {other.change}"


def _change(one: Planned) -> str:
    if one.change == "rotate":
        return f"generation {one.generation} -> {one.new_generation}, {one.reason}"
    if one.change == "revoke":
        return f"generation {one.revokes[0]} is revoked, {one.reason}"
    return f"{'is replaced' if one.change == 'replace' else 'skipped'}, {one.reason}"


def _effects(one: Planned) -> Iterator[str]:
    if one.retires_until:
        until = format_instant(one.retires_until)
        yield f"generation {one.generation} stays valid until {until}; the first update after that revokes it"
    if one.revokes and one.type in IN_PLACE:
        yield from () if AT_ONCE in one.reason else (AT_ONCE,)
    elif one.revokes and one.change != "revoke":
        yield f"{_numbered(one.revokes)} revoked at once"
    if one.also and one.change != "replace":
        yield f"the program changes with it: {', '.join(one.also)}"


def _numbered(generations: Sequence[int]) -> str:
    if len(generations) == 1:
        return f"generation {generations[0]} is"
    return f"generations {', '.join(map(str, sorted(generations)))} are"


def of_result(done: Rotation) -> Iterator[str]:
    """What the update did."""
    for one in done.done or ():
        yield f"{one.fate}: {one.name}{_now(one)}"
        yield from (f"  {told}" for told in filter(None, (one.error, _pending(one))))
    if done.check:
        yield from _checked(done.check)
    if done.advice and not done.error:
        yield done.advice


def _now(one: Outcome) -> str:
    told = f", generation {one.generation}" if one.generation else ""
    return told + (f"; generation {one.retiring} retires until {_text(one.retires_until)}" if one.retiring else "")


def _text(instant: datetime | None) -> str:
    return format_instant(instant) if instant else "the next update"


def _pending(one: Outcome) -> str | None:
    return f"pending: {one.pending}" if one.pending else None


def _checked(check: Check) -> Iterator[str]:
    yield from (f"gone from its platform: {name}" for name in check.gone)
    yield from (f"STILL THERE: {name}" for name in check.alive)
    yield from (f"not known: {name}" for name in check.unknown)
    yield from (f"ended by its new secret: {logical_name(urn)}" for urn in check.in_place)
    yield from (f"note: {told}" for told in check.lasting)
