"""Which credential of a state is which on a platform, and what a platform has beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gpucreds_cli.held import Generation, generations
from gpucreds_cli.inventory import Found, Holding
from gpucreds_cli.stacks import Stack


@dataclass(frozen=True)
class Pair:
    """One credential: as a state has it, as a platform has it, or both."""

    endpoint: str
    held: Generation | None = None
    found: Found | None = None
    told: bool = True
    """Whether its platform told what it holds."""

    @property
    def one(self) -> Generation | Found:
        """Either side, the platform's first."""
        if self.found:
            return self.found
        if self.held:
            return self.held
        raise ValueError("a pair has at least one side")

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, as its platform tells, else its stack."""
        return self._told("expires_at")

    @property
    def created_at(self) -> datetime | None:
        """When it was made, as its platform tells, else its stack."""
        return self._told("created_at")

    def _told(self, name: str) -> datetime | None:
        sides = (getattr(side, name) for side in (self.found, self.held) if side)
        return next((instant for instant in sides if instant), None)


def pairs(stacks: Iterable[Stack], holdings: Sequence[Holding]) -> Iterator[Pair]:
    """Every credential of these stacks and platforms, once."""
    places = {place: found for holding in holdings for found in holding.found for place in _places(holding, found)}
    met: set[int] = set()
    for held in (generation for stack in stacks for generation in generations(stack)):
        found = places.get((held.platform, held.endpoint, held.kind, held.id or held.name))
        met |= {id(found)}
        yield Pair(held.endpoint, held, found, told=any(_tells(holding, held) for holding in holdings))
    for holding in holdings:
        yield from (Pair(holding.endpoints[0], found=found) for found in holding.found if id(found) not in met)


def leftovers(stack: Stack, everyone: Sequence[Stack], holdings: Sequence[Holding]) -> list[Found]:
    """What carries the mark of `stack` and is in no state of `everyone`; what a state will revoke itself is in it."""
    strays = [pair.found for pair in pairs(everyone, holdings) if pair.found and not pair.held]
    tidied = {incarnation for one in everyone for incarnation in tidying(one)}
    return [
        found
        for found in strays
        if found.mark and found.mark.identity in stack.identities and found.mark.incarnation not in tidied
    ]


def tidying(stack: Stack) -> Iterator[str]:
    """The incarnations of which its state knows, by secret handles, that old credentials are still to be revoked."""
    for generation in generations(stack):
        if generation.mark and generation.held.outputs.get("leftovers"):
            yield generation.mark.incarnation


def _places(holding: Holding, found: Found) -> Iterator[tuple[str, str, str, str]]:
    for endpoint in holding.endpoints:
        yield holding.platform, endpoint, found.kind, found.id or found.name


def _tells(holding: Holding, held: Generation) -> bool:
    return holding.trouble is None and held.platform == holding.platform and held.endpoint in holding.endpoints
