"""What an update does to the credentials that are to rotate: the engine's preview, in the terms of a rotation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from gpucreds.core.declaration import Planned as ByTheClock
from gpucreds.core.declaration import marked, property_name
from gpucreds.core.durations import format_instant, told_instant
from gpucreds.resources import RESOURCES
from gpucreds_cli.rotation.choice import entry, living, logical_name
from gpucreds_cli.rotation.engine import Step
from gpucreds_cli.rotation.records import Dependent, Plan, Planned
from gpucreds_cli.stacks import Held, Stack

UNSEEN = "the preview shows no rotation of it: see whether pulumi preview succeeds, and whether its gpucreds is older"
HIDDEN = "its name in the state is encrypted: write a new trigger in the program"
REMOVED = "the program no longer has it: pulumi up removes it, and ends its secret"
_PLANNED = {
    one.resource_type: {property_name(field) for field in marked(one.inputs, ByTheClock)} | {"__provider"}
    for one in RESOURCES
}

Preview = Callable[[Sequence[str]], Mapping[str, Step]]


def planned(stack: Stack, targets: Sequence[str], preview: Preview) -> Plan:
    """What an update of `targets` does. What would not rotate is left out of it, and `skip` in the plan."""
    skipped: list[Planned] = []
    while targets:
        steps = preview(targets)
        credentials = [_credential(living(stack)[urn], steps.get(urn)) for urn in targets]
        skipped += [one for one in credentials if one.change == "skip"]
        acted_on = [one for one in credentials if one.change != "skip"]
        if acted_on == credentials:
            return Plan(credentials=[*acted_on, *skipped], dependents=list(_dependents(steps, targets)))
        targets = [one.urn for one in acted_on]
    return Plan(credentials=skipped)


def _credential(held: Held, step: Step | None) -> Planned:
    if step is None or step.change not in ("update", "replace"):
        return _skipped(held, _why_not(held, step))
    also = [name for name in dict.fromkeys(step.changed) if name not in _PLANNED[held.type]]
    if step.change == "replace":
        return _replaced(held, also)
    if _generation(step.inputs) != _generation(held.inputs):
        return _rotated(held, step.inputs, also)
    return _revoked(held, also) if held.inputs.get("retiring") and not step.inputs.get("retiring") else _idle(held)


def _why_not(held: Held, step: Step | None) -> str:
    if step and step.change == "delete":
        return REMOVED
    return UNSEEN if entry(held) else HIDDEN


def _skipped(held: Held, why: str) -> Planned:
    return _planned(held, change="skip", reason=why)


def _idle(held: Held) -> Planned:
    return _skipped(held, UNSEEN)


def _replaced(held: Held, also: Sequence[str]) -> Planned:
    reason = f"the program changed {', '.join(also) or 'its type or its provider'}"
    return _planned(held, change="replace", reason=reason, revokes=_there(held), also=also)


def _rotated(held: Held, new: Mapping[str, Any], also: Sequence[str]) -> Planned:
    retiring = new.get("retiring") or {}
    return _planned(
        held,
        change="rotate",
        new_generation=_generation(new),
        reason=str(new.get("rotationReason")),
        retires_until=told_instant(retiring.get("revokeAfter")),
        revokes=[number for number in _there(held) if number != _generation(retiring)],
        also=also,
    )


def _revoked(held: Held, also: Sequence[str]) -> Planned:
    retiring = held.inputs["retiring"]
    over = told_instant(retiring.get("revokeAfter"))
    reason = f"its overlap ended at {format_instant(over)}" if over else "its overlap ended"
    return _planned(held, change="revoke", reason=reason, revokes=[_generation(retiring)], also=also)


def _planned(held: Held, **said: Any) -> Planned:  # noqa: ANN401 - the fields of a Planned
    now = _generation(held.inputs)
    return Planned(urn=held.urn, name=logical_name(held.urn), type=held.type, generation=now, **said)


def _there(held: Held) -> list[int]:
    """The generations that are valid now."""
    retiring = held.inputs.get("retiring")
    return [_generation(held.inputs), *([_generation(retiring)] if retiring else [])]


def _generation(values: Mapping[str, Any]) -> int:
    return int(cast("float", values.get("generation") or 0))  # an engine's number may be a float


def _dependents(steps: Mapping[str, Step], targets: Sequence[str]) -> Iterator[Dependent]:
    for urn, step in steps.items():
        if urn not in targets:
            yield Dependent(urn=urn, name=logical_name(urn), type=step.type, change=step.change)
