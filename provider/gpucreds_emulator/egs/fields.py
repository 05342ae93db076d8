"""Reading the fields of a request body, each refused with E11 in the words of A9 when it cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.egs.errors import invalid_field

if TYPE_CHECKING:
    from gpucreds_emulator.egs.call import Call
    from gpucreds_emulator.egs.envelope import Json
    from gpucreds_emulator.egs.errors import Refusal


class Fields:
    """The body of one call."""

    def __init__(self, call: Call, body: Json) -> None:
        self._call = call
        self._body = body

    def __contains__(self, name: str) -> bool:
        return name in self._body

    def refusal(self, name: str, problem: str) -> Refusal:
        """E11 about a field."""
        return invalid_field(self._call, name, problem)

    def text(self, name: str) -> str:
        """A field that must be there and hold some text."""
        value = self._text(name, self._required(name))
        if not value:
            raise self.refusal(name, "is not allowed to be empty")
        return value

    def text_or(self, name: str, default: str) -> str:
        """A field that may be left out, or hold any text."""
        return self._text(name, self._body.get(name, default))

    def texts(self, name: str) -> list[str]:
        """A field that must be there and hold a list of texts."""
        value = self._required(name)
        if not isinstance(value, list):
            raise self.refusal(name, "must be an array")
        return [self._text(f"{name}[{index}]", item) for index, item in enumerate(value)]

    def _required(self, name: str) -> object:
        if name not in self._body:
            raise self.refusal(name, "is required")
        return self._body[name]

    def _text(self, name: str, value: object) -> str:
        if not isinstance(value, str):
            raise self.refusal(name, "must be a string")
        return value
