"""Something that only one thread may use at a time, as often as it is needed at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Slots(Generic[T]):
    """What `make` gives, used again. The first is made at once, others when all are in use."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self.made = [make()]
        """All so far."""
        self._free = list(self.made)

    @contextmanager
    def one(self) -> Iterator[T]:
        """One of them, for this thread alone: the one that was used last."""
        try:
            taken = self._free.pop()
        except IndexError:
            self.made.append(taken := self._make())
        try:
            yield taken
        finally:
            self._free.append(taken)
