"""What `gpucreds rotate` tells: what an update will do to each credential, and what became of it, without a secret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gpucreds.core.declaration import Model
from gpucreds.core.durations import Instant

Change = Literal["rotate", "revoke", "replace", "skip"]
"""`rotate`: a new generation. `revoke`: the end of one that retires, and no new one. `replace`: the program changed so
that it takes a new object. `skip`: nothing is done to it, and `reason` says why."""
Fate = Literal["rotated", "revoked", "replaced", "skipped", "failed"]


class Planned(Model):
    """What the update will do to one credential, as the preview shows it."""

    urn: str
    """The resource."""
    name: str
    """Its logical name."""
    type: str
    """Its declared type, such as `egs:ApiToken`."""
    change: Change
    """What happens to it."""
    generation: int
    """The generation that it has now."""
    new_generation: int | None = None
    """The generation that it gets, where it gets one."""
    reason: str
    """Why, in words."""
    retires_until: Instant | None = None
    """Until when the generation that it has now stays valid beside the new one; none: the old one ends at once."""
    revokes: Sequence[int] = ()
    """The generations that the update ends."""
    also: Sequence[str] = ()
    """The properties that the update changes too, because the program did."""


class Dependent(Model):
    """What uses one of them, or comes along with it."""

    urn: str
    """The resource."""
    name: str
    """Its logical name."""
    type: str
    """Its type."""
    change: str
    """The engine's word for what happens to it: `update`, `replace`, `create` or `delete`."""


class Plan(Model):
    """All that the update will do."""

    credentials: Sequence[Planned] = ()
    """Those that were asked for, or are due."""
    dependents: Sequence[Dependent] = ()
    """Whatever uses one of them, and so changes with it."""

    @property
    def acted_on(self) -> Sequence[Planned]:
        """The credentials that the update changes."""
        return [planned for planned in self.credentials if planned.change != "skip"]


class Outcome(Model):
    """What became of one credential, as the state tells after the update."""

    urn: str
    """The resource."""
    name: str
    """Its logical name."""
    fate: Fate
    """What became of it."""
    generation: int | None = None
    """The generation that it has; none where the state no longer has it."""
    retiring: int | None = None
    """The generation that is still valid beside it."""
    retires_until: Instant | None = None
    """The first update after this instant revokes that one."""
    pending: str | None = None
    """What the next update has to finish."""
    error: str | None = None
    """Why it failed, or was skipped."""


class Check(Model):
    """Whether the platforms still have what an incident was to end."""

    gone: Sequence[str] = ()
    """Names on the platforms that are there no more."""
    alive: Sequence[str] = ()
    """Names that are still there, though a newer generation took their place."""
    unknown: Sequence[str] = ()
    """Names whose platform did not tell what it holds, and why."""
    in_place: Sequence[str] = ()
    """The resources whose secret was made anew in place, which ended the old one; their platform lists no secrets."""
    lasting: Sequence[str] = ()
    """What a platform may still take for a while, and how long."""


class Rotation(Model):
    """What was planned and done."""

    stack: str
    """`<project>/<stack>`."""
    incident: bool = False
    """Whether nothing was to retire."""
    planned: Plan
    """What the preview showed."""
    done: Sequence[Outcome] | None = None
    """What became of each; none where no update ran."""
    check: Check | None = None
    """What the platforms hold after an incident."""
    error: str | None = None
    """Why the update failed."""
    advice: str | None = None
    """What to do now, where something is left to do."""

    @property
    def failed(self) -> bool:
        """Whether something that was asked for was not done, or cannot be vouched for."""
        undone = any(one.fate in ("failed", "skipped") for one in self.done or ())
        unsure = self.check is not None and bool(self.check.alive or self.check.unknown)
        skipped = self.done is None and len(self.planned.acted_on) < len(self.planned.credentials)
        return bool(self.error) or undone or unsure or skipped
