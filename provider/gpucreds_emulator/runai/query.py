"""Reading query parameters; unknown ones are ignored, and bad values are refused or passed over (A2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gpucreds_emulator.runai import wire_time
from gpucreds_emulator.runai.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from werkzeug.datastructures import MultiDict

_FLAGS = {"true": True, "false": False}
_INTEGER = re.compile(r"-?[0-9]{1,18}")


class Query:
    """The parameters of one call; an empty one counts as not sent."""

    def __init__(self, arguments: MultiDict[str, str], *, lenient: bool) -> None:
        self._arguments = arguments
        self._lenient = lenient

    def refuse(self, name: str, problem: str) -> None:
        """Say that a parameter is bad, unless that is let pass."""
        if not self._lenient:
            raise invalid(name, problem)

    def text(self, name: str) -> str | None:
        """One text."""
        return self._arguments.get(name) or None

    def texts(self, name: str) -> list[str]:
        """Several texts, joined by commas or in a repeated parameter."""
        return [part for value in self._arguments.getlist(name) for part in value.split(",") if part]

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        """An integer within bounds."""
        text = self.text(name) or str(default)
        value = int(text) if _INTEGER.fullmatch(text) else None
        if value is None or not lowest <= value <= highest:
            self.refuse(name, f"must be an integer from {lowest} to {highest}")
        return default if value is None else min(max(value, lowest), highest)

    def integer(self, name: str) -> int | None:
        """Any integer, or None when it is not sent."""
        text = self.text(name)
        if text is None:
            return None
        if not _INTEGER.fullmatch(text):
            self.refuse(name, "must be an integer")
            return None
        return int(text)

    def flag(self, name: str) -> bool:
        """True or false; not sent is false."""
        text = self.text(name) or "false"
        if text not in _FLAGS:
            self.refuse(name, "must be true or false")
        return _FLAGS.get(text, False)

    def instant(self, name: str) -> datetime | None:
        """A date with a time, or None when it is not sent."""
        text = self.text(name)
        instant = wire_time.parsed(text) if text else None
        if text and not instant:
            self.refuse(name, "must be a date and time")
        return instant

    def one_of(self, name: str, allowed: Collection[str], default: str) -> str:
        """One of some words."""
        text = self.text(name) or default
        if text not in allowed:
            self.refuse(name, f"must be one of {', '.join(allowed)}")
            return default
        return text
