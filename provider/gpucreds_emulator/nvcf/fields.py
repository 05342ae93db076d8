"""Reading the members of a JSON body; a value of a wrong type is bad JSON (E3). A null is the same as no member."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gpucreds_emulator.nvcf.assumptions import unreadable

if TYPE_CHECKING:
    from collections.abc import Collection


class Fields:
    """An object of a body. Members that nobody asks for are ignored."""

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = body

    def any(self, name: str) -> Any:  # noqa: ANN401  JSON of any form
        """A member of any form."""
        return self._body.get(name)

    def text(self, name: str) -> str | None:
        """A string."""
        value = self.any(name)
        return None if value is None else _text(name, value)

    def texts(self, name: str) -> list[str] | None:
        """An array of strings."""
        value = self.any(name)
        if value is None:
            return None
        if not isinstance(value, list):
            raise unreadable(f"{name} is not an array")
        return [_text(name, item) for item in value]

    def choice(self, name: str, choices: Collection[str]) -> str | None:
        """One of some strings."""
        value = self.text(name)
        if value is not None and value not in choices:
            raise unreadable(f"{name} is none of {', '.join(choices)}")
        return value

    def inner(self, name: str) -> Fields:
        """An object in this one; empty when it is not there."""
        value = self.any(name)
        if value is not None and not isinstance(value, dict):
            raise unreadable(f"{name} is not an object")
        return Fields(value or {})


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise unreadable(f"{name} is not a string")
    return value
