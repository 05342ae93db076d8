"""What every rotating credential declares: the terms that a program writes and the plan that `check` fills in."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import SecretStr

from gpucreds.core import planning
from gpucreds.core.declaration import Kept, Model, Placed, Planned, rule
from gpucreds.core.durations import Duration, Instant, format_duration
from gpucreds.core.ownership import Mark

Health = Literal["active", "expired", "unusable"]


class Rotation(Model):
    """When a credential is replaced by a new generation, and how long the old one stays valid."""

    before: Duration | None = None
    """How long before its end a new one is minted. Without it, only the end itself or the trigger rotates."""
    overlap: Duration | None = None
    """How long the old one stays valid after that; `0s` revokes it in the same update.

    Default: one day, or `before` where that is shorter.
    """
    trigger: str | None = None
    """Any text; a new text rotates now."""


class Retiring(Model):
    """The generation that a rotation replaced."""

    generation: int
    """Its number."""
    revoke_after: Instant
    """The first update after this instant revokes it."""


class CredentialInputs(Model):
    """The terms of a credential that ends, and its plan."""

    shortest_ttl: ClassVar[timedelta] = timedelta(minutes=1)
    default_ttl: ClassVar[timedelta] = timedelta(days=90)
    end: ClassVar[str]
    """The field that fixes an end instead of a lifetime."""

    ttl: Duration | None = None
    """How long a credential lives from the moment it is minted. Default: `90d`, unless an end is given."""
    rotation: Rotation | None = None
    """When and how to rotate. Without it nothing rotates, and the status says when the credential has expired."""

    address: Annotated[str, Kept()]
    """Which resource of which stack this is, as its mark on the platform says."""
    nonce: Annotated[str, Planned()]
    """Which incarnation of the resource this is."""
    generation: Annotated[int, Planned()]
    """Counts the rotations, from 1."""
    issued_at: Annotated[Instant, Planned()]
    """When this generation was planned, rounded to what the platform counts in."""
    expires_at: Annotated[Instant, Planned()]
    """The last instant at which it is valid."""
    retiring: Annotated[Retiring | None, Planned()] = None
    """The generation before, while it is still valid."""
    rotation_reason: Annotated[str, Planned()]
    """Why this generation exists."""
    dead: Annotated[str | None, Planned()] = None
    """Why the stored secret no longer works, where a refresh found that; the next update rotates."""

    def lifetime(self) -> timedelta | None:
        """How long a credential lives; None where its end is fixed."""
        return self.ttl or self.default_ttl

    def terms(self) -> planning.Terms:
        """What the program asks of the plan."""
        asked = self.rotation or Rotation()
        return planning.Terms(
            ttl=self.lifetime(),
            rotates=self.rotation is not None,
            before=asked.before,
            overlap=asked.overlap,
            trigger=asked.trigger,
        )

    def plan(self) -> planning.Plan:
        """The plan that these inputs hold."""
        old = self.retiring
        retiring = planning.Retiring(old.generation, old.revoke_after) if old else None
        trigger = self.rotation.trigger if self.rotation else None
        return planning.Plan(self.generation, self.issued_at, self.expires_at, retiring, trigger, self.rotation_reason)

    def mark(self) -> Mark:
        """The mark of the generation that these inputs plan."""
        return Mark(self.address, self.nonce, self.generation)

    @rule("ttl")
    def _long_enough(self) -> str | None:
        return self._too_short(self.ttl)

    @rule("rotation.before")
    def _window_within_lifetime(self) -> str | None:
        before, lifetime = (self.rotation or Rotation()).before, self.lifetime()
        if before is not None and lifetime is not None and before >= lifetime:
            lengths = f"{format_duration(before)} is not shorter than the lifetime of {format_duration(lifetime)}"
            return f"{lengths}: write less, or a longer ttl"
        return self._too_short(before)

    @rule("rotation.overlap")
    def _overlap_within_window(self) -> str | None:
        asked = self.rotation or Rotation()
        longest = asked.before or self.lifetime()
        if asked.overlap is None or longest is None or asked.overlap <= longest:
            return None
        window = f"{'before' if asked.before else 'the lifetime'} ({format_duration(longest)})"
        lengths = f"{format_duration(asked.overlap)} is longer than {window}, so the old one would end first"
        return f"{lengths}: write {format_duration(longest)} or less"

    def _too_short(self, length: timedelta | None) -> str | None:
        if length is None or length >= self.shortest_ttl:
            return None
        shortest = format_duration(self.shortest_ttl)
        return f"{format_duration(length)} is too short for this platform: write at least {shortest}"


class CredentialState(Placed):
    """What a credential's state holds beside its inputs and its secrets."""

    platform_name: str
    """The name on the platform; it ends in the mark that says whose it is."""
    status: Health | Literal["pending"]
    """`active`, `expired`, `unusable` (the platform no longer takes it), `pending` (the next update has work)."""
    pending: str | None = None
    """What the next update has to finish."""
    leftovers: list[SecretStr] | None = None
    """Credentials that could not be revoked yet; the next update does."""
