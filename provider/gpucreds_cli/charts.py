"""The charts of an audit, as numbers: how old credentials are, when they end, and whose they are on each platform."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from gpucreds_cli.findings import Audit, Credential, Platform

Standing = Literal["managed", "unmanaged", "leftover", "missing", "known"]
"""Whose a credential is. `known` is neither managed nor anybody's fault: a log-in, or a name that the user knows."""
STANDINGS: tuple[Standing, ...] = get_args(Standing)
PLATFORMS: tuple[Platform, ...] = get_args(Platform)

NONE = "none"
AGES = (
    ("7d", "under 7 days", 7),
    ("30d", "7 to 30 days", 30),
    ("90d", "30 to 90 days", 90),
    ("1y", "90 days to a year", 365),
)
ENDS = (("7d", "within 7 days", 7), ("30d", "7 to 30 days", 30), ("90d", "30 to 90 days", 90))


@dataclass(frozen=True)
class Bar:
    """So many of a kind."""

    key: str
    """What it is called in the page's `data-bucket`."""
    label: str
    """What people read."""
    count: int
    """How many credentials."""
    percent: float
    """Its length, of the longest one of its chart."""


@dataclass(frozen=True)
class Segment:
    """The credentials of one standing on one platform."""

    standing: Standing
    """Whose they are."""
    count: int
    """How many."""
    start: float
    """Where it begins, in percent of the chart's width."""
    percent: float
    """Its length, of the chart's width."""


@dataclass(frozen=True)
class Stacked:
    """All credentials of one platform."""

    platform: Platform
    """Which one."""
    count: int
    """How many."""
    segments: Sequence[Segment]
    """By standing, without those that count nothing."""


def ages(audit: Audit) -> Sequence[Bar]:
    """How many credentials are how old."""
    labels = [(key, label) for key, label, _ in AGES] + [("later", "over a year"), (NONE, "not told")]
    return _bars(labels, (_bucket(one.created_at, audit.at, AGES) for one in audit.credentials))


def ends(audit: Audit) -> Sequence[Bar]:
    """How many credentials end when."""
    near = [(key, label) for key, label, _ in ENDS]
    labels = [("expired", "expired"), *near, ("later", "later"), (NONE, "no end told")]
    return _bars(labels, (_end(one, audit.at) for one in audit.credentials))


def platforms(audit: Audit) -> Sequence[Stacked]:
    """Whose the credentials of each platform are."""
    found = {platform: [one for one in audit.credentials if one.platform == platform] for platform in PLATFORMS}
    longest = max(map(len, found.values()))
    return [_stacked(platform, each, longest) for platform, each in found.items() if each]


def standing(one: Credential) -> Standing:
    """Whose this credential is."""
    for condition in ("unmanaged", "leftover", "missing"):
        if condition in one.conditions:
            return condition
    return "managed" if one.urn else "known"


def _end(one: Credential, now: datetime) -> str:
    if one.expires_at and one.expires_at <= now:
        return "expired"
    return _bucket(one.expires_at, now, ENDS)


def _bucket(instant: datetime | None, now: datetime, bounds: Iterable[tuple[str, str, int]]) -> str:
    if instant is None:
        return NONE
    return next((key for key, _, days in bounds if abs(instant - now) < timedelta(days=days)), "later")


def _bars(labels: Sequence[tuple[str, str]], keys: Iterable[str]) -> Sequence[Bar]:
    counts = Counter(keys)
    longest = max(counts.values(), default=1)
    return [Bar(key, label, counts[key], _percent(counts[key], longest)) for key, label in labels]


def _stacked(platform: Platform, found: Sequence[Credential], longest: int) -> Stacked:
    counts = Counter(map(standing, found))
    segments: list[Segment] = []
    start = 0
    for each in STANDINGS:
        if counts[each]:
            segments.append(Segment(each, counts[each], _percent(start, longest), _percent(counts[each], longest)))
            start += counts[each]
    return Stacked(platform, len(found), segments)


def _percent(count: int, whole: int) -> float:
    return round(100 * count / whole, 2)
