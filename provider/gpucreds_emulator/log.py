"""Which requests reached the platforms, in the order they came. No header, query or body is ever kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock


@dataclass
class LogEntry:
    """One request; `status` is None while it is under way, and for good when the connection was dropped."""

    platform: str
    method: str
    path: str
    status: int | None = None


class Log:
    """The requests since start or reset."""

    def __init__(self) -> None:
        self._entries: list[LogEntry] = []
        self._lock = Lock()

    def begin(self, platform: str, method: str, path: str) -> LogEntry:
        """Note a request on arrival; who answers it fills in the status."""
        entry = LogEntry(platform, method, path)
        with self._lock:
            self._entries.append(entry)
        return entry

    def entries(self) -> list[LogEntry]:
        """A copy, as it stands now."""
        with self._lock:
            return [replace(entry) for entry in self._entries]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
