"""Plain HTTP to another machine: a warning, because some platforms are served in no other way."""

from __future__ import annotations

import ipaddress
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from gpucreds.core.resource import Run


ADVICE = "Give its endpoint as https://, or a tunnel to it that begins on this machine"


class InClear:
    """Says once, before the first request, that whoever is on the way can read what is sent to a platform."""

    def __init__(self, platform: str, url: str) -> None:
        parts = urlsplit(url)
        self.problem = (
            f"{platform} is reached by plain HTTP, at {url}: logins and new credentials can be read on the way"
        )
        self.is_so = parts.scheme == "http" and not is_loopback(parts.hostname or "")
        """Whether plain HTTP leads to another machine."""
        self._unsaid = self.is_so
        self._lock = threading.Lock()

    def warn(self, run: Run) -> None:
        """Say it, if it is so and nobody has heard of it."""
        with self._lock:
            due, self._unsaid = self._unsaid, False
        if due:
            run.warn(f"{self.problem}. {ADVICE}.")


def is_loopback(host: str) -> bool:
    """Whether what is sent to `host` stays on this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
