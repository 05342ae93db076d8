"""What states say of marks: whose they are, which credentials a state has, and which it will revoke by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gpucreds.core.ownership import Mark
from gpucreds_cli.found import Found, Holding
from gpucreds_cli.held import Generation, generations
from gpucreds_cli.pairs import pairs
from gpucreds_cli.stacks import Stack


class Marks:
    """The marks of these stacks."""

    def __init__(self, stacks: Iterable[Stack]) -> None:
        self._by_identity: dict[str, Stack] = {}
        self._by_address: dict[str, Stack] = {}
        self._tidied: set[str] = set()
        self._ids: dict[str, set[str | None]] = {}
        for stack in stacks:
            self._by_identity |= dict.fromkeys(stack.identities, stack)
            for generation in generations(stack):
                self._note(stack, generation)

    def stack(self, mark: Mark) -> Stack | None:
        """Whose it is: the stack's that has the resource, wherever that came from, else the stack's that it names."""
        return self._by_address.get(mark.address) or self._by_identity.get(mark.identity)

    def will_go(self, mark: Mark) -> bool:
        """Whether its state knows, by secret handles, that old credentials of this incarnation are to be revoked."""
        return mark.incarnation in self._tidied

    def has_twin(self, found: Found) -> bool:
        """Whether a state has a credential of that mark, and nothing tells which of the two is meant."""
        ids = self._ids.get(str(found.mark), set())
        return bool(ids) and (found.id is None or None in ids or found.id in ids)

    def _note(self, stack: Stack, generation: Generation) -> None:
        if generation.address:
            self._by_address[generation.address] = stack
        if generation.incarnation and generation.held.outputs.get("leftovers"):
            self._tidied.add(generation.incarnation)
        if generation.mark:
            self._ids.setdefault(str(generation.mark), set()).add(generation.id)


def leftovers(stack: Stack, everyone: Sequence[Stack], holdings: Sequence[Holding]) -> list[Found]:
    """What carries the mark of `stack` and is in no state of `everyone`; what a state will revoke itself is in it."""
    marks = Marks(everyone)
    strays = [pair.found for pair in pairs(everyone, holdings) if pair.found and not pair.held]
    return [
        found for found in strays if found.mark and marks.stack(found.mark) is stack and not marks.will_go(found.mark)
    ]
