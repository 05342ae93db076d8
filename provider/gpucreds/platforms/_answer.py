"""An answer that has come in whole, and what its body says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

LONGEST_TEXT = 600
"""How much of a platform's words an error shows, in characters."""


@dataclass(frozen=True)
class Said:
    """What a platform's body says: its own statuses, its text, and whether that means that an object does not exist.

    `own`: the part of the platform that knows the objects wrote it, not only a router in front of that.
    """

    statuses: Sequence[int]
    text: str
    missing: bool
    own: bool = False


@dataclass(frozen=True)
class Answer:
    """A status with headers and a body. `redirect`: where it sends us, which is shown and never followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    redirect: str | None = None

    @property
    def text(self) -> str:
        """The body, whatever it is made of."""
        return self.body.decode(errors="replace")

    @property
    def is_page(self) -> bool:
        """Whether it is HTML or XML, which no platform answers."""
        return self.text.lstrip().startswith("<")

    def document(self) -> Any:  # noqa: ANN401 - JSON
        """The JSON document, None where there is none that every text can carry: half a surrogate pair is no text."""
        try:
            found = json.loads(self.body)
            json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return None
        return found

    def retry_after(self) -> float | None:
        """The seconds that the platform asks us to wait."""
        # The form that is a date is rare here, and the usual wait is a fair answer to it.
        text = self.headers.get("Retry-After", "")
        return float(text) if text.isascii() and text.isdigit() else None


def origin(target: str) -> str:
    """Whom a redirect names, without path, query or password: these may be secret."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return "an unreadable address"
    return f"{parts.scheme or 'http(s)'}://{parts.hostname}" if parts.hostname else "another path"
