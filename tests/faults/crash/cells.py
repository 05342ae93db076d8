"""Where a command can be killed: every request that it sends, before and after the platform has done the work."""

from __future__ import annotations

import itertools
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from gpucreds_emulator import Fault
from gpucreds_emulator.log import LogEntry
from tests.faults.crash.story import COMMANDS, Command

Victim = Literal["engine", "provider", "both"]
VICTIMS: tuple[Victim, ...] = get_args(Victim)
EVERY = "GPUCREDS_EVERY_CELL"
"""In the environment: try every cell at every door, and repair every wreck, also one that is like another."""
Phase = Literal["before", "after"]

REQUESTS = {
    "create": """
        egs POST /api/v1/auth
        egs GET /api/v1/slice-workspace/list
        egs POST /api/v1/slice-workspace
        egs POST /api/v1/slice-workspace/kube-config
        egs GET /api/v1/api-key/list
        egs POST /api/v1/api-key
        runai POST /api/v2/token
        runai GET /api/v1/service-accounts
        runai POST /api/v1/service-accounts
        runai GET /api/v1/service-accounts/{id}
        runai GET /api/v1/org-unit/projects
        runai GET /api/v2/authorization/roles
        runai GET /api/v1/authorization/access-rules
        runai GET /api/v1/authorization/access-rules
        runai POST /api/v1/authorization/access-rules
        runai GET /api/v1/users
        runai GET /api/v1/users
        runai POST /api/v1/users
        nvcf GET /v1/services
        nvcf GET /v1/keys
        nvcf POST /v1/keys
    """,
    "refresh": """
        egs POST /api/v1/auth
        egs GET /api/v1/slice-workspace/list
        egs GET /api/v1/api-key/list
        runai POST /api/v2/token
        runai GET /api/v1/service-accounts
        runai GET /api/v1/authorization/access-rules
        runai GET /api/v1/authorization/access-rules
        runai GET /api/v1/users
        runai GET /api/v1/users
        nvcf GET /v1/services
        nvcf GET /v1/keys/{id}
    """,
    "rotate": """
        egs POST /api/v1/auth
        egs GET /api/v1/api-key/list
        egs POST /api/v1/api-key
        runai POST /api/v2/token
        runai GET /api/v1/service-accounts
        runai POST /api/v1/service-accounts/{id}/secret
        runai POST /api/v1/users/{id}/password
        nvcf GET /v1/services
        nvcf GET /v1/keys
        nvcf POST /v1/keys
    """,
    "overlap-end": """
        egs POST /api/v1/auth
        egs DELETE /api/v1/api-key
        nvcf GET /v1/services
        nvcf DELETE /v1/keys/{id}
    """,
    "replace": """
        egs POST /api/v1/auth
        egs DELETE /api/v1/api-key
        egs GET /api/v1/api-key/list
        egs DELETE /api/v1/slice-workspace
        egs GET /api/v1/slice-workspace/list
        egs POST /api/v1/slice-workspace
        egs POST /api/v1/slice-workspace/kube-config
        egs POST /api/v1/api-key
        runai POST /api/v2/token
        runai GET /api/v1/service-accounts
        runai POST /api/v1/service-accounts
        runai GET /api/v1/service-accounts/{id}
        runai GET /api/v1/org-unit/projects
        runai GET /api/v2/authorization/roles
        runai GET /api/v1/authorization/access-rules
        runai GET /api/v1/authorization/access-rules
        runai POST /api/v1/authorization/access-rules
        runai DELETE /api/v1/users/{id}
        runai GET /api/v1/users
        runai GET /api/v1/users
        runai POST /api/v1/users
        nvcf GET /v1/services
        nvcf GET /v1/keys
        nvcf POST /v1/keys
        runai DELETE /api/v1/authorization/access-rules/{id}
        runai DELETE /api/v1/service-accounts/{id}
        nvcf DELETE /v1/keys/{id}
    """,
    "destroy": """
        runai POST /api/v2/token
        runai DELETE /api/v1/authorization/access-rules/{id}
        nvcf GET /v1/services
        nvcf DELETE /v1/keys/{id}
        nvcf GET /v1/keys
        egs POST /api/v1/auth
        egs DELETE /api/v1/api-key
        egs GET /api/v1/api-key/list
        egs DELETE /api/v1/slice-workspace
        egs GET /api/v1/slice-workspace/list
        runai GET /api/v1/service-accounts
        runai DELETE /api/v1/service-accounts/{id}
        runai DELETE /api/v1/users/{id}
    """,
}
"""What each command of the life sends. A test compares it with the undisturbed run: no request is left out."""

READS = ("/auth", "/token", "/kube-config", "/introspect")
"""These are POST and change nothing."""


def requests(command: str) -> list[str]:
    """What a command sends."""
    return [line.strip() for line in REQUESTS[command].strip().splitlines()]


def spelled(entry: LogEntry) -> str:
    """A request of the log as the table has it."""
    path = re.sub(r"/([0-9a-f]{8}-[0-9a-f-]{27}|\d+)(?=/|$)", "/{id}", entry.path)
    return f"{entry.platform} {entry.method} {path}"


def writes(request: str) -> bool:
    """Whether a request changes a platform."""
    return " GET " not in request and not request.endswith(READS)


class Hold(Fault):
    """Holds a request, which is told by the table's spelling of it: ids are not known before the run."""

    def matches(self, platform: str, method: str, path: str) -> bool:
        """Whether this is the request."""
        return spelled(LogEntry(platform, method, path)) == self.path


@dataclass(frozen=True)
class Cell:
    """Who dies at which request."""

    command: Command
    request: str
    turn: int
    """How many equal requests of the command come before it."""
    phase: Phase
    victim: Victim

    def __str__(self) -> str:
        _, method, path = self.request.split(" ")
        again = f"-{self.turn + 1}" if self.turn else ""
        return f"{self.command}-{self.victim}-{self.phase}-{method}-{path.rpartition('/v')[2]}{again}"

    @property
    def hold(self) -> Fault:
        """What holds the request on the platform."""
        return Hold(f"timeout-{self.phase}", path=self.request, after=self.turn)


def cells(*commands: str) -> Iterator[Cell]:
    """Every victim at every write when the work is done; before it, where that is another state of affairs.

    A read leaves the platform alike before and after. At the reads, and before the work, the victims take turns, to
    save time. A provider outlives its engine, so with that alone the work is done all the same.
    """
    turns, before = itertools.cycle(VICTIMS), itertools.cycle(VICTIMS[1:])
    for command in commands:
        for request, turn in _with_turns(requests(command)):
            for victim in VICTIMS if writes(request) or EVERY in os.environ else [next(turns)]:
                yield Cell(COMMANDS[command], request, turn, "after", victim)
            if writes(request):
                for victim in VICTIMS[1:] if EVERY in os.environ else [next(before)]:
                    yield Cell(COMMANDS[command], request, turn, "before", victim)


def _with_turns(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    seen: Counter[str] = Counter()
    for line in lines:
        yield line, seen[line]
        seen[line] += 1
