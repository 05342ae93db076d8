"""Which credential of a state is which on a platform, and what a platform has beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gpucreds_cli.found import Found, Holding
from gpucreds_cli.held import Generation, generations
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
    shown = _Shown(holdings)
    for held in (generation for stack in stacks for generation in generations(stack)):
        home = next((one for one in holdings if one.platform == held.platform and held.endpoint in one.endpoints), None)
        yield Pair(held.endpoint, held, shown.take(held, home), told=home is not None and home.trouble is None)
    yield from shown.rest()


class _Shown:
    """What platforms show, until somebody takes it."""

    def __init__(self, holdings: Sequence[Holding]) -> None:
        self._left = [(holding, found) for holding in holdings for found in holding.found]
        self._by_place: dict[tuple[str, tuple[str, str]], list[tuple[Holding, Found]]] = {}
        for holding, found in self._left:
            self._by_place.setdefault((found.platform, found.place), []).append((holding, found))
        self._taken: set[int] = set()

    def take(self, held: Generation, home: Holding | None) -> Found | None:
        """The one that a state means. Where nobody was asked at its home, that may have got another address."""
        shown = (one for name in held.names for one in self._by_place.get((held.platform, (held.kind, name)), ()))
        there = [found for holding, found in shown if (holding is home if home else found.unique)]
        # A copy of a state holds the same, and of two with one name each state has its own.
        there.sort(key=lambda found: id(found) in self._taken)
        self._taken.update(map(id, there[:1]))
        return there[0] if there else None

    def rest(self) -> Iterator[Pair]:
        """What nobody has taken."""
        yield from (
            Pair(holding.endpoints[0], found=found) for holding, found in self._left if id(found) not in self._taken
        )
