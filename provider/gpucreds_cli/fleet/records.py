"""What `gpucreds fleet` tells: which teams there are, why one is taken, and what became of it, without a secret."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from pydantic import computed_field

from gpucreds.core.declaration import Model
from gpucreds.core.durations import Instant

Fate = Literal["updated", "unchanged", "failed", "interrupted", "not-begun", "planned", "skipped"]
"""`unchanged`: an update ran and found nothing to do. `interrupted`: the engine ended before its time because somebody
asked. `not-begun`: nobody came to it, for the same reason. `planned`: a preview would take it. `skipped`: nothing has
changed and nothing is due."""
FATES: tuple[Fate, ...] = get_args(Fate)


class Outcome(Model):
    """One team: why it is taken, and what became of it."""

    team: str
    """Its name in the file."""
    stack: str
    """Its stack, as `pulumi --stack` takes it."""
    fate: Fate
    """What became of it."""
    reasons: Sequence[str] = ()
    """Why it is taken; none where it is skipped."""
    changes: Mapping[str, int] = {}
    """How many resources the update changed, by the engine's word: `create`, `update`, `delete`."""
    seconds: float | None = None
    """How long the update took; none where no update ran."""
    problem: str | None = None
    """Why it failed, in one line."""
    log: str | None = None
    """The file with all that the engine printed, where one is kept."""


class Survey(Model):
    """How one team stands, without an update."""

    team: str
    """Its name in the file."""
    stack: str
    """Its stack, as `pulumi --stack` takes it."""
    credentials: int = 0
    """How many credentials its state has; one that retires is counted with its successor."""
    updated_at: Instant | None = None
    """When the last command of its stack ended."""
    result: str | None = None
    """How that ended, in the engine's words: `succeeded`, `failed`."""
    reasons: Sequence[str] = ()
    """Why `fleet up` would take it now; none where it would not."""
    next_at: Instant | None = None
    """When the clock demands something of it the next time; none where it never does."""
    next_of: str | None = None
    """The credential that this is about."""
    problem: str | None = None
    """Why nobody can tell."""


class Surveyed(Model):
    """How all teams stand."""

    project: str
    """The project that all stacks are of."""
    teams: Sequence[Survey]
    """In the order of the file."""
    without_team: Sequence[str] = ()
    """Stacks that `gpucreds fleet up` has made and whose team is no longer in the file."""


class Fleet(Model):
    """All teams, and what is in the backend without one."""

    project: str
    """The project that all stacks are of."""
    teams: Sequence[Outcome]
    """In the order of the file."""
    without_team: Sequence[str] = ()
    """Stacks that `gpucreds fleet up` has made and whose team is no longer in the file."""
    interrupted_by: str | None = None
    """The signal that ended the command before its time."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def summary(self) -> Mapping[str, int]:
        """How many teams met each fate."""
        counts = Counter(one.fate for one in self.teams)
        return {fate: counts[fate] for fate in FATES if counts[fate]}

    @property
    def failed(self) -> bool:
        """Whether a team failed."""
        return "failed" in self.summary
