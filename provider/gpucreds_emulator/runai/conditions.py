"""The conditions of `filterBy`: `field<op>value` (contract section 1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from gpucreds_emulator.runai import wire_time

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from gpucreds_emulator.runai.errors import Json

_FORM = re.compile(r"([A-Za-z]+)(==|!=|<=|>=|=@|!@|=\^|=\$)(.*)", re.DOTALL)
_FLAGS = {"true": True, "false": False}


def contains(whole: str, part: str) -> bool:
    """Whether a text has another in it, whatever the case."""
    return part.lower() in whole.lower()


_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda found, wanted: bool(found == wanted),
    "!=": lambda found, wanted: bool(found != wanted),
    "<=": lambda found, wanted: bool(found <= wanted),
    ">=": lambda found, wanted: bool(found >= wanted),
}
_TEXTUAL: dict[str, Callable[[str, str], bool]] = {
    "=@": contains,
    "!@": lambda found, wanted: not contains(found, wanted),
    "=^": lambda found, wanted: found.startswith(wanted),
    "=$": lambda found, wanted: found.endswith(wanted),
}
OPERATORS = (*_ORDERED, *_TEXTUAL)


class Kind(Enum):
    """How the values of a field compare."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    TIME = "time"


@dataclass(frozen=True)
class Field:
    """A key of the items in a list that can be filtered and sorted by."""

    key: str
    kind: Kind = Kind.TEXT

    def value(self, item: Json) -> Any:  # noqa: ANN401  of the kind that it says
        """What an item has there, ready to be compared; None when it has nothing."""
        found = item.get(self.key)
        return self.read(found) if isinstance(found, str) else found

    def read(self, text: str) -> Any:  # noqa: ANN401  the same
        """A text as a value of this kind; None when it is none."""
        if self.kind is Kind.NUMBER:
            return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None
        if self.kind is Kind.FLAG:
            return _FLAGS.get(text)
        return wire_time.parsed(text) if self.kind is Kind.TIME else text


@dataclass(frozen=True)
class Condition:
    """One of them, which an item meets or not."""

    field: Field
    operator: str
    wanted: str

    def meets(self, item: Json) -> bool:
        """Whether the item is to be kept; one with nothing there meets the two negations only."""
        found = self.field.value(item)
        if found is None:
            return self.operator in ("!=", "!@")
        if self.operator in _TEXTUAL:
            return _TEXTUAL[self.operator](str(item[self.field.key]), self.wanted)
        return _ORDERED[self.operator](found, self.field.read(self.wanted))


def condition(text: str, fields: Mapping[str, Field], operators: Collection[str]) -> Condition | None:
    """The condition that a text says; None when it says none that is allowed."""
    found = _FORM.fullmatch(text)
    if not found or found[1] not in fields or found[2] not in operators:
        return None
    made = Condition(fields[found[1]], found[2], found[3])
    return None if found[2] in _ORDERED and made.field.read(found[3]) is None else made
