"""What every rotating credential declares: the terms that a program writes and the plan that `check` fills in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Generic, Literal, TypeVar

from pydantic import SecretStr

from gpucreds.core import planning
from gpucreds.core.declaration import Internal, Kept, Model, OnChange, Placed, Planned, Renewed, property_name, rule
from gpucreds.core.durations import Duration, Instant, format_duration
from gpucreds.core.importing import IMPORTED
from gpucreds.core.ownership import Mark, new_nonce

FAILURES = """
- `is in the past` (in the preview): the fixed end has passed; write a later one.
- `status: pending` after a rotation: the old credential could not be revoked yet; the next `pulumi up` does it.
- `it may exist all the same, and settling that failed`: nobody knows whether a credential was made; run `pulumi up`
  again, which revokes what carries the mark and makes another.
- `was left by a run that died, and the platform does not show its value`: revoke it in the platform's portal, by the
  mark at the end of its name.
- `pulumi up --replace` and `pulumi state taint` end the old credential at once: for an overlap, write a new
  `rotation.trigger` instead.
"""
"""What can go wrong with every rotating credential, for the reference."""

IMPORT_ID = """
- What ends in a mark of gpucreds goes on as before, of whatever stack: give it to one stack only. Of several
  generations the newest is taken, also where the id names another one; the next rotation, or the removal, revokes the
  rest.
- What carries no mark keeps its name until the next rotation; the new one has the mark. The old one is revoked when the
  overlap is over.
- `ttl` and `rotation` are an update that sends nothing, unless a rotation is due by the clock: the first `trigger`
  after an import rotates nothing.
"""
"""What an import of every rotating credential does, for the reference."""

Health = Literal["active", "expired", "unusable"]
H = TypeVar("H")


class Rotation(Model):
    """When a credential is replaced by a new generation, and how long the old one stays valid."""

    before: Duration | None = None
    """How long before its end a new one is minted. Without it, only the end itself or the trigger rotates."""
    jitter: Duration | None = None
    """Up to how much later than that, so that what was minted together does not rotate together.

    How much of it, each credential has of its own, always the same. It and the overlap fit into `before`. Default:
    none.
    """
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

    ttl: Annotated[Duration | None, OnChange("counts from the next rotation; a shorter one may be due now")] = None
    """How long a credential lives from the moment it is minted. Default: `90d`, unless an end is given."""
    rotation: Annotated[Rotation | None, OnChange("counts from the next rotation; a new `trigger` rotates now")] = None
    """When and how to rotate. Without it nothing rotates, and the status says when the credential has expired."""

    address: Annotated[str, Kept(), Internal()]
    """Which resource of which stack this is, as its mark on the platform says."""
    nonce: Annotated[str, Planned(), Internal()]
    """Which incarnation of the resource this is."""
    generation: Annotated[int, Planned()]
    """Counts the rotations, from 1."""
    issued_at: Annotated[Instant, Planned()]
    """When this generation was planned, rounded to what the platform counts in."""
    expires_at: Annotated[Instant, Planned()]
    """The last instant at which it is valid."""
    rotate_after: Annotated[Instant | None, Planned()] = None
    """The first update after this instant rotates; none where the clock alone rotates nothing."""
    retiring: Annotated[Retiring | None, Planned()] = None
    """The generation before, while it is still valid."""
    rotation_reason: Annotated[str, Planned()]
    """Why this generation exists."""
    dead: Annotated[str | None, Planned(), Internal()] = None
    """Why the stored secret no longer works, where a refresh found that; the next update rotates."""
    secretless: Annotated[str | None, Planned(), Internal()] = None
    """Why the state has no secret, where an import left it out; the next update rotates."""
    found_as: Annotated[str | None, Planned(), Internal()] = None
    """The name on the platform of a generation that was imported without a mark."""

    def fixed_end(self) -> datetime | None:
        """The last instant that the program gives instead of a lifetime."""
        return None

    def lifetime(self) -> timedelta | None:
        """How long a credential lives; None where its end is fixed."""
        return None if self.fixed_end() else self.ttl or self.default_ttl

    def terms(self) -> planning.Terms:
        """What the program asks of the plan."""
        asked = self.rotation or Rotation()
        return planning.Terms(
            ttl=self.lifetime(),
            ends=self.fixed_end(),
            rotates=self.rotation is not None,
            before=asked.before,
            overlap=asked.overlap,
            trigger=asked.trigger,
            delay=planning.share(asked.jitter, self.address) if asked.jitter else timedelta(),
        )

    def plan(self) -> planning.Plan:
        """The plan that these inputs hold."""
        old = self.retiring
        retiring = planning.Retiring(old.generation, old.revoke_after) if old else None
        trigger = self.rotation.trigger if self.rotation else None
        return planning.Plan(self.generation, self.issued_at, self.expires_at, retiring, trigger, self.rotation_reason)

    def plan_under(self, terms: planning.Terms) -> planning.Plan:
        """The same, for what a program asks now. What it asks first after an import is what it had asked before."""
        unheard = self.rotation_reason == IMPORTED and self.rotation is None
        return replace(self.plan(), trigger=terms.trigger) if unheard else self.plan()

    def mark(self) -> Mark:
        """The mark of the generation that these inputs plan."""
        return Mark(self.address, self.nonce, self.generation)

    def marked(self, name: str) -> str:
        """`name` as the platform has it."""
        return self.found_as or f"{name}-{self.mark()}"

    @rule("ttl")
    def _long_enough(self) -> str | None:
        """A lifetime that is shorter than what the platform counts in."""
        return self._too_short(self.ttl)

    @rule("ttl")
    def _one_end(self) -> str | None:
        """A lifetime beside a fixed end."""
        if self.ttl is None or self.fixed_end() is None:
            return None
        return f"excludes {property_name(self.end)}: write one of them"

    @rule("rotation.before")
    def _window_needs_ttl(self) -> str | None:
        """A window before a fixed end, which only a later end or the trigger rotates."""
        if self.rotation is None or self.rotation.before is None or self.fixed_end() is None:
            return None
        end = property_name(self.end)
        return f"needs a ttl: what has a fixed {end} is rotated by a later {end}, or by rotation.trigger"

    @rule("rotation.before")
    def _window_within_lifetime(self) -> str | None:
        """A window as long as the lifetime, or shorter than what the platform counts in."""
        before, lifetime = (self.rotation or Rotation()).before, self.lifetime()
        if before is not None and lifetime is not None and before >= lifetime:
            lengths = f"{format_duration(before)} is not shorter than the lifetime of {format_duration(lifetime)}"
            return f"{lengths}: write less, or a longer ttl"
        return self._too_short(before)

    @rule("rotation.overlap")
    def _overlap_within_window(self) -> str | None:
        """An overlap that is longer than the window, or than the lifetime where there is no window."""
        asked = self.rotation or Rotation()
        longest = asked.before or self.lifetime()
        if asked.overlap is None or longest is None or asked.overlap <= longest:
            return None
        window = f"{'before' if asked.before else 'the lifetime'} ({format_duration(longest)})"
        lengths = f"{format_duration(asked.overlap)} is longer than {window}, so the old one would end first"
        return f"{lengths}: write {format_duration(longest)} or less"

    @rule("rotation.jitter")
    def _jitter_within_window(self) -> str | None:
        """A jitter without a window, or one that leaves the old one no overlap."""
        asked = self.rotation or Rotation()
        if not asked.jitter:
            return None
        if asked.before is None:
            return "needs before: it moves a rotation inside that window"
        overlap = self.terms().effective_overlap()
        room = asked.before - overlap
        if asked.jitter <= room:
            return None
        lengths = (
            f"{format_duration(asked.jitter)} and the overlap of {format_duration(overlap)} are longer than before "
            f"({format_duration(asked.before)})"
        )
        less = f"{format_duration(room)} or less, or " if room > timedelta() else ""
        return f"{lengths}: write {less}a longer before"

    def _too_short(self, length: timedelta | None) -> str | None:
        if length is None or length >= self.shortest_ttl:
            return None
        shortest = format_duration(self.shortest_ttl)
        return f"{format_duration(length)} is too short for this platform: write at least {shortest}"


def planned(plan: planning.Plan, rotate_after: datetime | None, old: CredentialInputs | None) -> dict[str, object]:
    """The inputs that hold a plan, and when it is due by the clock. `old` are those of the last update."""
    retiring = plan.retiring and Retiring(generation=plan.retiring.generation, revoke_after=plan.retiring.revoke_after)
    return {
        "nonce": old.nonce if old else new_nonce(),
        "generation": plan.generation,
        "issued_at": plan.issued_at,
        "expires_at": plan.expires_at,
        "rotate_after": rotate_after,
        "retiring": retiring,
        "rotation_reason": plan.reason,
        "dead": None,
        "secretless": None,
        "found_as": old.found_as if old and old.generation == plan.generation else None,
    }


class CredentialState(Placed, Generic[H]):
    """What a credential's state holds beside its inputs and its secrets. `H` is what revokes one on this platform."""

    platform_name: Annotated[str, Renewed("generation")]
    """The name on the platform; it ends in the mark that says whose it is, or gets it at the first rotation after an
    import."""
    status: Annotated[Health | Literal["pending"], Renewed("generation", "retiring")]
    """`active`, `expired`, `unusable` (the platform no longer takes it, or it was imported without its secret),
    `pending` (the next update has work)."""
    pending: Annotated[str | None, Renewed("generation", "retiring")] = None
    """What the next update has to finish."""
    leftovers: Annotated[list[H] | None, Internal(), Renewed("generation", "retiring")] = None
    """Credentials that could not be revoked yet; the next update does."""


@dataclass(frozen=True)
class Credential(Generic[H]):
    """One credential: what revokes it, and its secret, None where an import came without it."""

    handle: H
    secret: SecretStr | None


@dataclass(frozen=True)
class Owned(Generic[H]):
    """A credential on the platform that carries a mark, with what the platform shows of it."""

    mark: Mark
    handle: H | None
    secret: SecretStr | None = None
