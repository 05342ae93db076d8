"""A collection that is read once per run, however many resources ask for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


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
