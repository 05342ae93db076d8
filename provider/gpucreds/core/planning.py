"""What the clock demands of a credential that ends: a pure function, called by every `check`.

A plan is a set of inputs that nobody writes, so the preview shows a rotation as an ordinary diff. It is made from the
clock, the terms in the program, and the plan of the last update. Two checks seconds apart must plan the same,
so every instant is rounded to the grain of the platform.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum

from gpucreds.core.durations import format_duration, format_instant

DEFAULT_OVERLAP = timedelta(days=1)


class Grain(Enum):
    """What a platform rounds an expiry to. Days are UTC."""

    MINUTE = timedelta(minutes=1)
    DAY = timedelta(days=1)

    def begin(self, instant: datetime) -> datetime:
        """The grain's first instant."""
        midnight = datetime.combine(instant.date(), time.min, timezone.utc)
        return midnight + (instant - midnight) // self.value * self.value

    def ceiling(self, instant: datetime) -> datetime:
        """The first whole grain that is not before `instant`."""
        begin = self.begin(instant)
        return begin if begin == instant else begin + self.value

    def expiry(self, instant: datetime) -> datetime:
        """When a credential that shall live to `instant` ends: never earlier, and a day lasts to its last second."""
        return last_second(instant.date()) if self is Grain.DAY else self.ceiling(instant)


def last_second(day: date) -> datetime:
    """23:59:59 UTC of `day`."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=timezone.utc)


def share(jitter: timedelta, of: str) -> timedelta:
    """What falls of a jitter to one credential: whole minutes, always the same for the same name `of`.

    The shares of many spread evenly from nothing up to the jitter, so that what was minted together ends apart.
    """
    drawn = int.from_bytes(hashlib.sha256(of.encode()).digest()[:4], "big") / 2**32
    return jitter * drawn // Grain.MINUTE.value * Grain.MINUTE.value


class Ask(Enum):
    """How the operator of a command asks for a rotation that the program does not say; the value is its reason."""

    ROTATION = "asked for by GPUCREDS_ROTATE"
    INCIDENT = "asked for by GPUCREDS_ROTATE with GPUCREDS_INCIDENT"
    """Nothing retires: what is there is revoked in the same update."""


@dataclass(frozen=True)
class Terms:
    """What a program asks: a lifetime (`ttl`) or a fixed end (`ends`), and how to rotate.

    `rotates` is False where the program asks for no rotation: then nothing is ever due. `before` None: the end alone
    brings a rotation, not a window ahead of it; `delay` is how far inside the window. `overlap` None: one day, or
    `before` where that is shorter. `ask` is the operator's, for one command: it rotates also where the program asks for
    no rotation.
    """

    ttl: timedelta | None = None
    ends: datetime | None = None
    rotates: bool = False
    before: timedelta | None = None
    overlap: timedelta | None = None
    trigger: str | None = None
    ask: Ask | None = None
    delay: timedelta = timedelta()

    def effective_overlap(self) -> timedelta:
        """How long the old credential stays valid after a rotation."""
        if self.overlap is not None:
            return self.overlap
        return DEFAULT_OVERLAP if self.before is None else min(DEFAULT_OVERLAP, self.before)


@dataclass(frozen=True)
class Retiring:
    """The generation that a rotation replaced, and when it is revoked."""

    generation: int
    revoke_after: datetime


@dataclass(frozen=True)
class Plan:
    """One living credential, and at most one that retires.

    `trigger` is the one that was asked for when it was last looked at; `reason` says why the generation exists.
    """

    generation: int
    issued_at: datetime
    expires_at: datetime
    retiring: Retiring | None
    trigger: str | None
    reason: str


def first(now: datetime, terms: Terms, grain: Grain) -> Plan:
    """The plan of a credential that does not exist yet."""
    return Plan(1, grain.begin(now), _end(now, terms, grain), None, terms.trigger, "created")


def following(
    now: datetime, terms: Terms, grain: Grain, old: Plan, dead: str | None = None, secretless: str | None = None
) -> Plan:
    """The plan after `old`: the same one, the same without what has retired, or a rotation.

    `dead` says, in words, that the stored secret no longer works; `secretless` that there is none, while others use it.
    """
    reason = dead or secretless or _due(now, terms, grain, old)
    if reason:
        retiring = _retiring(now, terms, grain, old, dead)
        return Plan(old.generation + 1, grain.begin(now), _end(now, terms, grain), retiring, terms.trigger, reason)
    return replace(old, retiring=_still_retiring(now, old), trigger=terms.trigger)


def rotate_after(terms: Terms, grain: Grain, plan: Plan) -> datetime | None:
    """When the clock makes a rotation due; None where it never does."""
    if terms.ttl is None or not terms.rotates:
        return None
    end = _living_end(terms.ttl, grain, plan)
    return end if terms.before is None else end - terms.before + terms.delay


def _end(now: datetime, terms: Terms, grain: Grain) -> datetime:
    if terms.ends is not None:
        return terms.ends
    if terms.ttl is None:
        raise ValueError("terms need a ttl or an end")
    return grain.expiry(now + terms.ttl)


def _due(now: datetime, terms: Terms, grain: Grain, old: Plan) -> str | None:
    if terms.ask:
        return terms.ask.value
    if terms.ends is not None and terms.ends != old.expires_at:
        return f"the end moved from {format_instant(old.expires_at)} to {format_instant(terms.ends)}"
    if not terms.rotates:
        return None
    if terms.trigger is not None and terms.trigger != old.trigger:
        return "the trigger changed"  # its value may be a secret of somebody
    return _due_by_clock(now, terms, grain, old)


def _due_by_clock(now: datetime, terms: Terms, grain: Grain, old: Plan) -> str | None:
    due = rotate_after(terms, grain, old)
    if due is None or terms.ttl is None:
        return None
    end = _living_end(terms.ttl, grain, old)
    if now > end:
        return f"expired at {format_instant(end)}"
    if terms.before is not None and now >= due:
        return f"ends at {format_instant(end)}, within {format_duration(terms.before)}"
    return None


def _living_end(ttl: timedelta, grain: Grain, plan: Plan) -> datetime:
    # A ttl that was made shorter than the life already lived moves the end; one made longer waits for its turn.
    issued_at_the_latest = plan.issued_at + grain.value - timedelta(microseconds=1)
    return min(plan.expires_at, grain.expiry(issued_at_the_latest + ttl))


def _retiring(now: datetime, terms: Terms, grain: Grain, old: Plan, dead: str | None) -> Retiring | None:
    if terms.ask is Ask.INCIDENT:
        return None
    # What is dead need not retire; its predecessor may still be in use.
    return _still_retiring(now, old) if dead else _retire(now, terms, grain, old)


def _still_retiring(now: datetime, old: Plan) -> Retiring | None:
    return old.retiring if old.retiring and old.retiring.revoke_after > now else None


def _retire(now: datetime, terms: Terms, grain: Grain, old: Plan) -> Retiring | None:
    overlap = terms.effective_overlap()
    revoke_after = min(grain.ceiling(now + overlap), old.expires_at)
    return Retiring(old.generation, revoke_after) if overlap and revoke_after > now else None
