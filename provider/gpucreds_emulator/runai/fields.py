"""Reading the fields of a JSON body; types are strict (choice 3) and what cannot be used is a 400."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from gpucreds_emulator.runai.errors import invalid, missing

if TYPE_CHECKING:
    import re
    from collections.abc import Collection

    from gpucreds_emulator.runai.errors import Json

_LONGEST = 255


class Fields:
    """The body of one call; keys that nobody asks for are ignored."""

    def __init__(self, body: Json) -> None:
        self._body = body

    def holds(self, name: str, value: str) -> bool:
        """Whether a field is there with exactly this value."""
        return bool(self._body.get(name) == value)

    def text(
        self, name: str, *, shortest: int = 1, longest: int = _LONGEST, form: re.Pattern[str] | None = None
    ) -> str:
        """A field that must be there and hold text of such a length and form."""
        value = self._required(name)
        if not isinstance(value, str):
            raise invalid(name, "must be a string")
        if not shortest <= len(value) <= longest:
            raise invalid(name, f"must have {shortest} to {longest} characters")
        if form and not form.fullmatch(value):
            raise invalid(name, f"must match {form.pattern}")
        return value

    def text_or_none(self, name: str, longest: int = _LONGEST) -> str | None:
        """A field that may be left out or null."""
        return None if self._body.get(name) is None else self.text(name, shortest=0, longest=longest)

    def one_of(self, name: str, allowed: Collection[str]) -> str:
        """A field that must be there and hold one of some words."""
        value = self.text(name)
        if value not in allowed:
            raise invalid(name, f"must be one of {', '.join(allowed)}")
        return value

    def number(self, name: str) -> int:
        """A field that must be there and hold an integer."""
        value = self._required(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise invalid(name, "must be an integer")
        return value

    def flag(self, name: str) -> bool:
        """A field that must be there and hold true or false."""
        value = self._required(name)
        if not isinstance(value, bool):
            raise invalid(name, "must be a boolean")
        return value

    def flag_or_none(self, name: str) -> bool | None:
        """A field that may be left out or null."""
        return None if self._body.get(name) is None else self.flag(name)

    def uuid_or_none(self, name: str) -> str | None:
        """A UUID that may be left out or null."""
        text = self.text_or_none(name)
        try:
            return None if text is None else str(UUID(text))
        except ValueError:
            raise invalid(name, "must be a UUID") from None

    def _required(self, name: str) -> object:
        if self._body.get(name) is None:
            raise missing(name)
        return self._body[name]
