"""What is wrong with a value, in words that say what to write instead: pydantic's findings, told to a user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

Detail = Mapping[str, Any]

_FORMS = {
    "string_type": "a text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "date_type": "a date, for example 2027-01-31",
    "date_parsing": "a date, for example 2027-01-31",
    "date_from_datetime_parsing": "a date, for example 2027-01-31",
    "date_from_datetime_inexact": "a date, for example 2027-01-31",
}


def by_property(error: ValidationError) -> dict[str, list[Detail]]:
    """The findings about each property of an object."""
    found: dict[str, list[Detail]] = {}
    for detail in error.errors(include_url=False):
        found.setdefault(str(detail["loc"][0]), []).append(detail)
    return found


def path(detail: Detail) -> str:
    """Where a finding is, as Pulumi writes the path of a property."""
    name, *inside = detail["loc"]
    return str(name) + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in inside)


def reason(detail: Detail) -> str:
    """One finding in one phrase that follows the name of the property."""
    kind: str = detail["type"]
    if kind in _FORMS:
        return f"has to be {_FORMS[kind]}"
    told = _PHRASES.get(kind)
    return told(detail) if told else str(detail["msg"]).removeprefix("Value error, ")


def _pattern(detail: Detail) -> str:
    return f"{detail['input']!r} does not match the pattern {detail['ctx']['pattern']}"


def _too_short(detail: Detail) -> str:
    return f"has too few items: write at least {_count(detail['ctx']['min_length'], 'item')}"


def _too_long(detail: Detail) -> str:
    return f"has too many items: write at most {_count(detail['ctx']['max_length'], 'item')}"


def _text_too_short(detail: Detail) -> str:
    return f"is too short: write at least {_count(detail['ctx']['min_length'], 'character')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


_PHRASES: dict[str, Callable[[Detail], str]] = {
    "missing": lambda _: "is required",
    "extra_forbidden": lambda _: "is no such property: take it out, or mind its spelling",
    "string_pattern_mismatch": _pattern,
    "string_too_short": _text_too_short,
    "too_short": _too_short,
    "too_long": _too_long,
}
