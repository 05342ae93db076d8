"""The update of one team: its stack is made where there is none, then `pulumi up`, and what became of it."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi.automation import CommandError, ConcurrentUpdateError, StackAlreadyExistsError

from gpucreds.core.errors import one_line
from gpucreds.core.redaction import Redactor
from gpucreds.doors.run import line_of
from gpucreds_cli.fleet import events
from gpucreds_cli.fleet.engines import Engines
from gpucreds_cli.fleet.events import Told
from gpucreds_cli.fleet.fingerprint import Fingerprint
from gpucreds_cli.fleet.records import Fate, Outcome

_UP = ("up", "--yes", "--skip-preview", "--suppress-outputs", "--suppress-progress")
_HOLDER = re.compile(r"created by (\S+ \(pid \d+\) at \S+)")
"""Who holds the lock of a stack, as the engine says it."""


@dataclass(frozen=True)
class Taken:
    """A team that an update is worth while for, and why."""

    team: str
    stack: str
    """As `pulumi --stack` takes it."""
    fingerprint: Fingerprint
    reasons: Sequence[str] = ()
    new: bool = False
    """Whether its stack is to be made."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """What the settings of its stack still lack."""

    def outcome(self, fate: Fate, **more: Any) -> Outcome:  # noqa: ANN401 - the fields of an Outcome
        """What became of it."""
        return Outcome(team=self.team, stack=self.stack, fate=fate, reasons=self.reasons, **more)


class Updates:
    """Runs the updates of a project, and keeps what the engine prints: of failures, or of all.

    Args:
        folder: where the project is.
        engines: the commands that are under way.
        logs: the folder for what they print, a file for each stack.
        keep: whether to keep that of an update that succeeded, too.
        secrets_provider: what encrypts new stacks; without one it is the engine's choice.
    """

    def __init__(self, folder: Path, engines: Engines, logs: Path, *, keep: bool, secrets_provider: str | None) -> None:
        self._folder, self._engines, self._logs = folder, engines, logs
        self._keep, self._secrets_provider = keep, secrets_provider

    def run(self, taken: Taken) -> Outcome:
        """Update one team. Its failure is its outcome, and nobody else's."""
        log = self._logs / f"{taken.team}.log"
        try:
            outcome = self._updated(taken, log)
        except Exception as error:  # noqa: BLE001 - a mistake of ours ends no other team either
            outcome = taken.outcome("failed", problem=line_of(error))
        with suppress(OSError):  # a disk without room takes no log, and what is done is done
            return outcome.model_copy(update={"log": self._kept(log, outcome)})
        return outcome

    def _updated(self, taken: Taken, log: Path) -> Outcome:
        begun = time.monotonic()
        heard = log.with_name(f"{taken.team}.events")
        # A long run may outlive what a machine keeps in its folder for temporary files.
        self._logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in (log, heard):
            file.unlink(missing_ok=True)
            file.touch(mode=0o600)
        try:
            self._make(taken, log)
            ran = self._up(taken, log, heard)
        except CommandError as error:
            return self._failed(taken, error, events.read(heard), log).model_copy(update=_since(begun))
        changes = events.read(heard).changes
        if not ran:
            return taken.outcome("not-begun")
        return taken.outcome("updated" if changes else "unchanged", changes=changes, **_since(begun))

    def _make(self, taken: Taken, log: Path) -> None:
        how = ["--secrets-provider", self._secrets_provider] if self._secrets_provider else []
        if taken.new:
            # Somebody else may have made it since the list was read.
            with suppress(StackAlreadyExistsError):
                self._engines.run(self._folder, ["stack", "init", "--no-select", *how, taken.stack], log)

    def _up(self, taken: Taken, log: Path, heard: Path) -> bool:
        given = [f"--config={name}={value}" for name, value in taken.settings.items()]
        about = [f"--stack={taken.stack}", f"--message={taken.fingerprint.message}", f"--event-log={heard}"]
        return self._engines.run(self._folder, [*_UP, *about, *given], log)

    def _failed(self, taken: Taken, error: CommandError, told: Told, log: Path) -> Outcome:
        if self._engines.ending:
            return taken.outcome("interrupted", changes=told.changes)
        problem = _locked(taken, log) if isinstance(error, ConcurrentUpdateError) else told.heard.problem(error)
        return taken.outcome("failed", changes=told.changes, problem=problem)

    def _kept(self, log: Path, outcome: Outcome) -> str | None:
        if not log.exists():
            return None
        if outcome.fate == "failed" or self._keep:
            log.write_text(Redactor()(log.read_text(errors="replace")))
            return str(log)
        log.unlink()
        return None


def _since(begun: float) -> dict[str, float]:
    return {"seconds": round(time.monotonic() - begun, 1)}


def _locked(taken: Taken, log: Path) -> str:
    holder = _HOLDER.search(log.read_text(errors="replace"))
    whose = f"by {one_line(holder[1])}" if holder else "by another update"
    cancel = f"pulumi cancel --yes --stack {shlex.quote(taken.stack)}"
    return f"the stack is locked {whose}. Wait for it; if that run is dead: {cancel}"
