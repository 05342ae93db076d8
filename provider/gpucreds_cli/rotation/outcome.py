"""What became of a rotation: as the state tells after the update, and after an incident the platforms too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from gpucreds.core.durations import told_instant
from gpucreds_cli.found import Holding
from gpucreds_cli.held import Generation, generations
from gpucreds_cli.pairs import Pair, pairs
from gpucreds_cli.rotation.choice import IN_PLACE, living
from gpucreds_cli.rotation.records import Check, Fate, Outcome, Plan, Planned
from gpucreds_cli.stacks import Stack

NOT_REACHED = "the update ended before it came to this one"
LASTING = {
    "egs": "EGS: a session that was opened with the old token goes on to its own end, 15 minutes at most",
    "runai": "Run:ai: an access token that was bought with the old secret goes on to its own end",
    "nvcf": "NVCF: a revoked key may open things for three minutes more",
}
"""What a platform takes for a while after a secret has ended (docs/security.md)."""
_DONE: Mapping[str, Fate] = {"rotate": "rotated", "revoke": "revoked", "replace": "replaced"}


def outcomes(plan: Plan, before: Stack, after: Stack, errors: Mapping[str, str]) -> list[Outcome]:
    """What became of each credential of `plan`; `errors` are what the update said of them."""
    then, now = _by_urn(before), _by_urn(after)
    return [_outcome(one, then.get(one.urn, ()), now.get(one.urn, ()), errors.get(one.urn)) for one in plan.credentials]


def _outcome(planned: Planned, then: Sequence[Generation], now: Sequence[Generation], error: str | None) -> Outcome:
    current = next((one for one in now if not one.retiring), None)
    retiring = next((one for one in now if one.retiring), None)
    fate = _fate(planned, then, now)
    return Outcome(
        urn=planned.urn,
        name=planned.name,
        fate=fate,
        generation=current.number if current else None,
        retiring=retiring.number if retiring else None,
        retires_until=_until(retiring) if retiring else None,
        pending=current.pending if current else None,
        error=planned.reason if fate == "skipped" else (error or NOT_REACHED) if fate == "failed" else error,
    )


def _until(retiring: Generation) -> datetime | None:
    return told_instant(retiring.held.outputs["retiring"].get("revokeAfter"))


def _fate(planned: Planned, then: Sequence[Generation], now: Sequence[Generation]) -> Fate:
    if planned.change == "skip":
        return "skipped"
    return _DONE[planned.change] if _happened(planned, then, now) else "failed"


def _happened(planned: Planned, then: Sequence[Generation], now: Sequence[Generation]) -> bool:
    if planned.change == "revoke":
        return not any(one.retiring and one.number in planned.revokes for one in now)
    if planned.change == "rotate":
        return any(one.number > planned.generation for one in now)
    there = {(one.id, one.name) for one in then}
    return any((one.id, one.name) not in there for one in now)


def check(ended: Iterable[str], before: Stack, after: Stack, holdings: Sequence[Holding]) -> Check:
    """Whether the old generations of the resources `ended` are on their platforms still."""
    urns = set(ended)
    old = [pair for pair in pairs([before], holdings) if pair.held and pair.held.held.urn in urns]
    minted = [pair for pair in old if pair.held and pair.held.held.type not in IN_PLACE]
    alive = {pair.found.name for pair in minted if pair.found} | _strays(minted, after, holdings)
    return Check(
        gone=sorted(pair.one.name for pair in minted if pair.told and pair.one.name not in alive),
        alive=sorted(alive),
        unknown=sorted(f"{pair.one.name}: {pair.endpoint} did not tell" for pair in minted if not pair.told),
        in_place=sorted({pair.held.held.urn for pair in old if pair.held and pair not in minted}),
        lasting=[LASTING[platform] for platform in LASTING if platform in {pair.one.platform for pair in old}],
    )


def _strays(minted: Iterable[Pair], after: Stack, holdings: Sequence[Holding]) -> set[str]:
    """What carries the mark of one of them, of whatever generation, and is not in the state."""
    incarnations = {pair.held.incarnation for pair in minted if pair.held}
    strays = (pair.found for pair in pairs([after], holdings) if pair.found and not pair.held)
    return {found.name for found in strays if found.mark and found.mark.incarnation in incarnations}


def _by_urn(stack: Stack) -> dict[str, list[Generation]]:
    found: dict[str, list[Generation]] = {urn: [] for urn in living(stack)}
    for generation in generations(stack):
        if not generation.held.doomed:
            found[generation.held.urn].append(generation)
    return found
