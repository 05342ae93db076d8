"""A collection that is read once per run, however many resources ask for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Identified(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> object:
        """It."""


N = TypeVar("N", bound=Identified)


class Snapshot(Generic[T]):
    """The answer of `fetch` as this run first saw it; `fresh` asks again and keeps the new answer."""

    def __init__(self, fetch: Callable[[], T]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._seen: list[T] = []

    def get(self, *, fresh: bool = False) -> T:
        """The collection. One call at a time; the others wait for its answer."""
        with self._lock:
            if fresh or not self._seen:
                self._seen = [self._fetch()]
            return self._seen[0]


class Listing(Generic[N]):
    """A list of objects that is read once per run, less what this run has removed since."""

    def __init__(self, fetch: Callable[[], Sequence[N]]) -> None:
        self._snapshot = Snapshot(fetch)
        self._removed: set[object] = set()

    def get(self, *, fresh: bool = False) -> Sequence[N]:
        """The objects, as this run saw them first or `fresh`."""
        return [item for item in self._snapshot.get(fresh=fresh) if item.id not in self._removed]

    def find(self, object_id: object) -> N | None:
        """The object of that id, as this run saw it first."""
        return next((item for item in self.get() if item.id == object_id), None)

    def forget(self, object_id: object) -> None:
        """Note that an object is removed; an id never comes again."""
        self._removed.add(object_id)
