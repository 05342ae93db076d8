"""What can happen to a request of a command: everything that the emulator can do to it, and the end of the process."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from gpucreds_emulator import Fault
from tests.world import Death, World

LASTING = 1000


class Interruption(ABC):
    """Happens to the request of a number and, where it lasts, to those after it."""

    counts: tuple[int, ...] = (1, LASTING)
    passes = True
    """Once is no obstacle: the command itself goes on."""

    @abstractmethod
    def begin(self, world: World, request: int, count: int) -> None:
        """Wait for the request."""

    @abstractmethod
    def end(self, world: World) -> int:
        """Stop; how often it has happened."""


class Fails(Interruption):
    """The platform, or what is between, fails. A second fault happens to what comes after the first one."""

    def __init__(self, *faults: dict[str, Any], passes: bool = True) -> None:
        self._faults = faults
        self.passes = passes

    def begin(self, world: World, request: int, count: int) -> None:
        world.emulator.inject(*(Fault(**({"after": request, "count": count} | fault)) for fault in self._faults))
        self._injected = count

    def end(self, world: World) -> int:
        left = [fault.count for fault in world.emulator.faults() if fault.kind == self._faults[0]["kind"]]
        world.emulator.clear_faults()
        return self._injected - sum(left)


class Kills(Interruption):
    """The process is killed: what it has asked for is done on the platform, or not, and no state is kept."""

    counts = (1,)

    def __init__(self, *, committed: bool) -> None:
        self._committed = committed

    def begin(self, world: World, request: int, count: int) -> None:  # noqa: ARG002 - one dies once
        world.death = Death(request, self._committed)

    def end(self, world: World) -> int:
        death, world.death = world.death, None
        return int(death is not None and death.struck)


def _fails(kind: str, *, passes: bool = True, **more: Any) -> Fails:
    return Fails({"kind": kind} | more, passes=passes)


INTERRUPTIONS: dict[str, Interruption] = {
    "the connection is refused": _fails("refuse"),
    "the connection breaks before the commit": _fails("reset-before"),
    "the connection breaks after the commit": _fails("reset-after"),
    "no answer comes, nothing is done": _fails("timeout-before"),
    "no answer comes, all is done": _fails("timeout-after"),
    "half an answer comes": _fails("slow-body"),
    "429": _fails("status-before", status=429),
    "429 with Retry-After": _fails("status-before", status=429, retry_after=9),
    "503 before the commit": _fails("status-before", status=503),
    "503 with Retry-After": _fails("status-before", status=503, retry_after=9),
    "503 after the commit": _fails("status-after", status=503),
    "500 before the commit": _fails("status-before", status=500),
    "500 after the commit": _fails("status-after", status=500),
    "401": _fails("status-before", passes=False, status=401),
    "403": _fails("status-before", passes=False, status=403),
    "HTML from a proxy": _fails("html"),
    "HTML from a proxy after the commit": _fails("html-after"),
    "truncated JSON": _fails("broken-json"),
    "somebody else's JSON": _fails("wrong-json", passes=False),
    "a wrong content type": _fails("wrong-content-type"),
    "a status in the body that is not HTTP's": _fails("wrong-status-code"),
    "the bearer expires": _fails("expired-bearer"),
    "a list lags behind": _fails("stale-list"),
    "the answer is lost and the next list lags behind": Fails(
        {"kind": "reset-after"}, {"kind": "stale-list", "after": 0}
    ),
    "the run is killed before the commit": Kills(committed=False),
    "the run is killed after the commit": Kills(committed=True),
}
