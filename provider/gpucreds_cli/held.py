"""The credentials in a state: each generation of each resource, where it is, and what the clock demands of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from gpucreds.core import planning
from gpucreds.core.credential import CredentialInputs
from gpucreds.core.declaration import recall
from gpucreds.core.durations import format_instant, told_instant
from gpucreds.core.errors import Refused
from gpucreds.core.ownership import Mark
from gpucreds.core.regenerated import RegeneratedInputs
from gpucreds.core.unknown import UNKNOWN
from gpucreds.resources import RESOURCES
from gpucreds_cli.findings import Platform
from gpucreds_cli.stacks import Held, Stack, is_secret

_DECLARED = {resource.resource_type: resource for resource in RESOURCES}
_IDS = {
    "egs:ApiToken": (None, None),  # the key is its own id, and secret
    "nvcf:ScopedKey": ("keyId", "previousKeyId"),
    "runai:Application": ("applicationId", None),
    "runai:LocalUser": ("userId", None),
}
"""The outputs that say the id on the platform: of the current generation, and of the retiring one."""
_NAMES = ("platformName", "username", "name", "clientId")
"""The outputs that may say the name on the platform, the best first: a `name` may be secret."""


@dataclass(frozen=True)
class Generation:
    """One secret of one resource."""

    stack: Stack
    held: Held
    number: int
    name: str
    """As the platform has it."""
    id: str | None
    created_at: datetime | None
    expires_at: datetime | None
    retiring: bool
    former_name: str | None = None
    """As the platform has it where it was imported without a mark and retires; the state no longer says so."""

    @property
    def platform(self) -> Platform:
        """Where it counts."""
        return cast("Platform", self.held.type.partition(":")[0])

    @property
    def kind(self) -> str:
        """The name of the resource's type."""
        return self.held.type.partition(":")[2]

    @property
    def endpoint(self) -> str:
        """The base URL of the platform."""
        return str(self.held.outputs.get("endpoint") or "")

    @property
    def pending(self) -> str | None:
        """What the next update has to finish."""
        if self.held.doomed:
            return "it is replaced, and the next update deletes it"
        return _text(self.held.outputs, "pending")

    @property
    def names(self) -> list[str]:
        """What its platform may call it: an id, else a name."""
        return [self.id] if self.id else [name for name in (self.name, self.former_name) if name]

    @property
    def address(self) -> str | None:
        """The resource's, which its marks carry."""
        return _text(self.held.outputs, "address")

    @property
    def incarnation(self) -> str | None:
        """What the marks of all its generations begin with."""
        nonce = _text(self.held.outputs, "nonce")
        return Mark(self.address, nonce, self.number).incarnation if self.address and nonce else None

    @property
    def mark(self) -> Mark | None:
        """The mark in its name."""
        return Mark.parse(self.name)

    def due(self, now: datetime) -> str | None:
        """Why the next update of its stack changes it: a rotation, or the end of what retires."""
        if self.held.doomed:
            return None
        if self.retiring:
            return self._over(now)
        declared: Any = _DECLARED[self.held.type]
        try:
            inputs = recall(declared.inputs, _readable(self.held.inputs))
        except Refused:  # what is encrypted is no text, or it is of another version
            return None
        if isinstance(inputs, RegeneratedInputs):
            return inputs.due(now, inputs.renewal())
        return _due(inputs, now, declared.grain) if isinstance(inputs, CredentialInputs) else None

    @property
    def provided_for(self) -> bool:
        """Whether its end is no surprise: it retires, or a window opens before; one that is encrypted may."""
        rotation = self.held.inputs.get("rotation")
        return self.retiring or (
            isinstance(rotation, Mapping) and (is_secret(rotation) or bool(rotation.get("before")))
        )

    def _over(self, now: datetime) -> str | None:
        over = told_instant((self.held.inputs.get("retiring") or {}).get("revokeAfter"))
        return f"its overlap ended at {format_instant(over)}" if over and over <= now else None


def generations(stack: Stack) -> Iterator[Generation]:
    """Every secret that a stack holds: the current one of each resource, and the one that retires."""
    for held in stack.resources:
        if held.type in _IDS:
            yield _current(stack, held)
            yield from _retiring(stack, held)


def _current(stack: Stack, held: Held) -> Generation:
    out = held.outputs
    return Generation(
        stack,
        held,
        number=int(out.get("generation") or 1),
        name=next(filter(None, (_text(out, name) for name in _NAMES)), ""),
        id=_text(out, _IDS[held.type][0]),
        created_at=told_instant(out.get("issuedAt") or out.get("rotatedAt")),
        expires_at=told_instant(out.get("expiresAt")),
        retiring=False,
    )


def _retiring(stack: Stack, held: Held) -> Iterator[Generation]:
    out, old = held.outputs, held.outputs.get("retiring")
    current = _text(out, "platformName") or ""
    mark = Mark.parse(current)
    if isinstance(old, Mapping) and mark:
        number = int(old["generation"])
        name = current.removesuffix(str(mark))
        former = name.removesuffix("-") if number == 1 else None
        previous = _text(out, _IDS[held.type][1])
        whole = f"{name}{replace(mark, generation=number)}"
        yield Generation(stack, held, number, whole, previous, None, None, retiring=True, former_name=former)


def _readable(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Inputs with some text in the place of what is encrypted: a plan needs none of what programs keep secret."""
    if is_secret(value):
        return "encrypted"
    return {name: _readable(item) for name, item in value.items()} if isinstance(value, Mapping) else value


def _text(values: Mapping[str, Any], name: str | None) -> str | None:
    found = values.get(name) if name else None
    return found if isinstance(found, str) else None


def _due(inputs: CredentialInputs, now: datetime, grain: planning.Grain) -> str | None:
    plan = inputs.plan_under(_terms(inputs))
    following = planning.following(now, _terms(inputs), grain, plan, inputs.dead, inputs.secretless)
    return following.reason if following.generation != plan.generation else None


def _terms(inputs: CredentialInputs) -> planning.Terms:
    """What the program asks: in a state, an end that was planned looks like one that the program gives."""
    asked = inputs.rotation
    by_lifetime = inputs.ttl is not None or (asked is not None and asked.before is not None)
    return (inputs.model_copy(update={"expires_at": UNKNOWN}) if by_lifetime else inputs).terms()
