"""Many threads that begin together, and a place where two of them must never meet."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress


def at_once(number, call):
    """The results of so many threads that all begin together."""
    together = threading.Barrier(number)

    def begin(_):
        together.wait(timeout=10)
        return call()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(begin, range(number)))


class Narrow:
    """Whoever passes waits a moment for a second one, so that a missing lock shows."""

    def __init__(self):
        self._pair = threading.Barrier(2)
        self.met = False

    def pass_through(self):
        with suppress(threading.BrokenBarrierError):
            self._pair.wait(timeout=0.05)
            self.met = True
