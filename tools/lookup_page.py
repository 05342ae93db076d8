"""The page of the look-ups in the reference, from their declarations."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from pydantic import SecretStr, TypeAdapter
from pydantic.alias_generators import to_camel, to_snake

from gpucreds.doors.parts import Part, inside, parts
from gpucreds.resources import lookups
from gpucreds.resources.lookups import LOOKUPS, Lookup
from tools.plain_words import type_of
from tools.resource_page import table

HOW_TO_ASK = """\
A program asks while it runs, also in a preview. With `from gpucreds import egs, nvcf, runai` it gets the answer itself;
through the plugin, in every language, an object that has the answer as its one property."""


def lookup_page() -> str:
    """The whole page in Markdown."""
    return "\n\n".join(
        [
            "# Look-ups",
            inspect.getdoc(lookups) or "",
            HOW_TO_ASK,
            "[All resources](README.md) · [Configuration](configuration.md)",
            table(("In Python", "Function of the plugin", "Its property", "Type", "Meaning"), map(row, LOOKUPS)),
            "## What answers are made of",
            *objects(),
        ]
    )


def row(lookup: Lookup[Any]) -> tuple[str, ...]:
    """One look-up."""
    module, _, name = lookup.token.partition(":")
    names = (f"{module}.{to_snake(name)}()", f"gpucreds:{lookup.token}", to_camel(lookup.gives))
    return *(f"`{name}`" for name in names), form(lookup.form), " ".join(lookup.description.split())


def objects() -> Iterator[str]:
    """A table for each object in an answer."""
    forms = (found for lookup in LOOKUPS for found in inside(lookup.form))
    for cls in (found for found in forms if hasattr(found, "__dataclass_fields__")):
        rows = [part_cells(part) for part in parts(cls)]
        shown = table(("Part", "In the answer of the plugin", "Type", "Meaning"), rows)
        yield f"### {cls.__name__}\n\n{inspect.getdoc(cls)}\n\n{shown}"


def part_cells(part: Part) -> tuple[str, ...]:
    """One part of an object."""
    absent = "" if part.always_there else " or none"
    return f"`{part.name}`", f"`{to_camel(part.name)}`", form(part.form, absent), part.meaning


def form(annotation: Any, absent: str = "") -> str:  # noqa: ANN401 - a type form
    """A type in words."""
    secret = SecretStr in (annotation, *getattr(annotation, "__args__", ()))
    return f"{type_of(TypeAdapter(annotation).json_schema())}{absent}{', **secret**' if secret else ''}"
