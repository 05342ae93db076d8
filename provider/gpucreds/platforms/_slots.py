"""A few of something that only one thread may use at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class NoneFree(Exception):
    """All were in use for too long."""

    def __init__(self) -> None:
        super().__init__("all connections are in use")


class Slots(Generic[T]):
    """At most `most` of what `make` gives. The first is made at once, others when all are in use.

    `patience`: the seconds to wait for one.
    """

    def __init__(self, most: int, make: Callable[[], T], patience: float) -> None:
        self._make = make
        self._patience = patience
        self._free: LifoQueue[T | None] = LifoQueue()
        self.made = [make()]
        """All so far."""
        for slot in [None] * (most - 1) + self.made:  # what was used last is taken first
            self._free.put(slot)

    @contextmanager
    def one(self) -> Iterator[T]:
        """One of them, for this thread alone. Raises NoneFree."""
        try:
            taken = self._free.get(timeout=self._patience)
        except Empty:
            raise NoneFree from None
        try:
            taken = taken or self._another()
            yield taken
        finally:
            self._free.put(taken)

    def _another(self) -> T:
        self.made.append(another := self._make())
        return another
