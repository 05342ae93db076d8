"""httpx without its command line, which would bring click, rich and pygments into every provider that sends something.

httpx itself does without where those are not installed: then its `main` only says so. Whoever wants the real one finds
it in `httpx._main` all the same.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_MODULE = "httpx._main"


@contextmanager
def without_command_line() -> Iterator[None]:
    """Import httpx in here. One that the process has already stays as it is."""
    if "httpx" in sys.modules:
        yield
        return
    sys.modules[_MODULE] = None  # type: ignore[assignment]  # how Python is told that there is no such module
    try:
        yield
    finally:
        del sys.modules[_MODULE]
