"""Which faults wait for which calls (EGS contract section 10, knob "faults"); `exchange` says what each does."""

from __future__ import annotations

import dataclasses
from threading import Lock
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass

FaultKind = Literal[
    "refuse",
    "reset-before",
    "reset-after",
    "timeout-before",
    "timeout-after",
    "delay",
    "slow-body",
    "status-before",
    "status-after",
    "html",
    "html-after",
    "broken-json",
    "wrong-json",
    "wrong-content-type",
    "wrong-status-code",
    "expired-bearer",
    "stale-list",
]
"""Where a kind has two phases, `-before` is before the platform has done the work, `-after` when it has."""


@dataclass(frozen=True, config=ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid"))
class Fault:
    """What goes wrong with `count` calls of a route, once `after` calls of it have passed: the next, or `every` n-th.

    A selector left out (platform, method, path) matches every call. `path` is the whole path with no query. `seconds`
    is for `delay`, `slow-body` and the time-outs; `status` and `retry_after` (the header, in seconds) are for the
    status kinds. A `stale-list` is what a list was before the latest write; it waits until there was one.
    """

    kind: FaultKind
    platform: str | None = None
    method: str | None = None
    path: str | None = None
    count: Annotated[int, Field(ge=1)] = 1
    after: Annotated[int, Field(ge=0)] = 0
    every: Annotated[int, Field(ge=1)] = 1
    seconds: Annotated[float, Field(ge=0)] = 1.0
    status: Annotated[int, Field(ge=400, le=599)] = 500
    retry_after: Annotated[int, Field(ge=0)] | None = None

    def matches(self, platform: str, method: str, path: str) -> bool:
        """Whether this fault is about such a call."""
        asked = (self.platform or platform, (self.method or method).upper(), self.path or path)
        return asked == (platform, method, path)


@dataclasses.dataclass
class _Waiting:
    """A fault with what is left of it."""

    fault: Fault
    passing: int
    left: int

    def use(self) -> Fault:
        self.left -= 1
        self.passing = self.fault.every  # this call counts too
        return self.fault

    def as_fault(self) -> Fault:
        return dataclasses.replace(self.fault, count=self.left, after=self.passing)


class Faults:
    """The faults that still wait, first in first served."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._lock = Lock()

    def add(self, *faults: Fault) -> None:
        """Queue faults behind those that wait already."""
        with self._lock:
            self._waiting += [_Waiting(fault, fault.after, fault.count) for fault in faults]

    def take(self, platform: str, method: str, path: str, *, can_be_stale: bool) -> Fault | None:
        """The fault that hits this call, if any; each fault with calls to let pass counts this one."""
        with self._lock:
            matching = [waiting for waiting in self._waiting if waiting.fault.matches(platform, method, path)]
            if not can_be_stale:
                matching = [waiting for waiting in matching if waiting.fault.kind != "stale-list"]
            due = [waiting for waiting in matching if not waiting.passing]
            hit = due[0].use() if due else None
            for waiting in matching:
                waiting.passing = max(0, waiting.passing - 1)
            self._waiting = [waiting for waiting in self._waiting if waiting.left]
            return hit

    def staling(self, platform: str) -> bool:
        """Whether a list of that platform shall be stale."""
        stale = [waiting.fault for waiting in self._waiting if waiting.fault.kind == "stale-list"]
        return any(fault.platform in (None, platform) for fault in stale)

    def waiting(self) -> list[Fault]:
        """Those that have not hit yet, with what is left of `count` and `after`."""
        with self._lock:
            return [waiting.as_fault() for waiting in self._waiting]

    def clear(self) -> None:
        """Drop all that wait."""
        with self._lock:
            self._waiting.clear()
