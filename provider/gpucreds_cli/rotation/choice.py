"""Which resources of a stack are to rotate: those that are due, all that can, or those that somebody names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from gpucreds.core.errors import Refused
from gpucreds.core.regenerated import RegeneratedCredential
from gpucreds.core.rotating import RotatingCredential
from gpucreds.core.spelling import did_you_mean
from gpucreds.resources import RESOURCES, called
from gpucreds_cli.held import generations
from gpucreds_cli.stacks import Held, Stack, is_secret

IN_PLACE = {one.resource_type for one in RESOURCES if issubclass(one, RegeneratedCredential)}
"""The types whose secret is made anew in place."""
MINTED = {one.resource_type for one in RESOURCES if issubclass(one, RotatingCredential)}
"""The types of which each generation is an object of its own."""


def logical_name(urn: str) -> str:
    """The name that the program gives to a resource."""
    return urn.rpartition("::")[2]


def living(stack: Stack) -> dict[str, Held]:
    """The resources by URN, without what a replacement has still to delete."""
    return {held.urn: held for held in stack.resources if not held.doomed}


def credentials(stack: Stack) -> dict[str, Held]:
    """The resources by URN whose type rotates."""
    return {urn: held for urn, held in living(stack).items() if held.type in IN_PLACE | MINTED}


def rotating(stack: Stack) -> dict[str, Held]:
    """Those by URN that can be asked to: the name of an application or a user may be encrypted in the state."""
    return {urn: held for urn, held in credentials(stack).items() if entry(held)}


def entry(held: Held) -> str | None:
    """What GPUCREDS_ROTATE calls a resource; None for what cannot rotate."""
    return called(held.type, held.outputs)


def due(stack: Stack, now: datetime) -> list[str]:
    """The URNs of those whose next update may rotate or revoke something because of the clock.

    Where part of the inputs is encrypted, only the preview can tell.
    """
    found = {generation.held.urn for generation in generations(stack) if generation.due(now)}
    return [urn for urn, held in credentials(stack).items() if urn in found or _is_hidden(held)]


def named(stack: Stack, names: Iterable[str]) -> list[str]:
    """The URNs of the resources that these logical names or URNs mean, each once. Raises Refused."""
    return list(dict.fromkeys(_one(stack, name) for name in names))


def _one(stack: Stack, name: str) -> str:
    can = rotating(stack)
    found = _matching(can, name)
    if not found:
        raise _unknown(stack, name, can)
    if len(found) > 1:
        raise Refused(f"{name!r} is the name of {len(found)} resources", f"Write the URN of one: {', '.join(found)}")
    return found[0]


def _is_hidden(held: Held) -> bool:
    return any(map(is_secret, held.inputs.values()))


def _matching(known: Iterable[str], name: str) -> list[str]:
    return [urn for urn in known if name in (urn, logical_name(urn))]


def _unknown(stack: Stack, name: str, can: Mapping[str, Held]) -> Refused:
    known = living(stack)
    others = _matching(known, name)
    if others:
        return Refused(f"{name!r} cannot be rotated: {_why(known[others[0]])}", _instead(others[0], known, can))
    means = did_you_mean(name, map(logical_name, can))
    return Refused(f"{stack.short} has no credential {name!r}", f"Of those that can rotate: {means}")


def _why(held: Held) -> str:
    if held.type in IN_PLACE | MINTED:
        return "its name in the state is encrypted"
    return f"it is of the type {held.type}, and what rotates is {', '.join(sorted(IN_PLACE | MINTED))}"


def _instead(urn: str, known: Mapping[str, Held], can: Mapping[str, Held]) -> str:
    inside = sorted(logical_name(other) for other in can if urn in _parents(known, other))
    if inside:
        return f"Name what is in it: {', '.join(inside)}"
    return "Write a new trigger in the program" if known[urn].type in IN_PLACE | MINTED else ""


def _parents(known: Mapping[str, Held], urn: str) -> Sequence[str]:
    found: list[str] = []
    parent = known[urn].parent
    while parent and parent in known:
        found.append(parent)
        parent = known[parent].parent
    return found
