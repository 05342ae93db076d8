"""What a JSON schema says of a value, in the words of the reference: its type, and what its form alone refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

FORMATS = {"date-time": "instant", "date": "date", "duration": "duration", "path": "path"}


def type_of(schema: Schema) -> str:
    """`string`, `list of durations`, `"a" or "b"`; an object is a link to its table."""
    form, values = bare(schema), literals(schema)
    if values:
        return either(values)
    if "$ref" in form:
        name = referred(form)
        return f"[{name}](#{name.lower()})"
    if form["type"] == "array":
        return f"list of {plural(form['items'])}"
    if form["type"] == "object":
        return f"map of {plural(form['additionalProperties'])}"
    return FORMATS.get(form.get("format", ""), str(form["type"]))


def plural(schema: Schema) -> str:
    """The type of several values."""
    name = type_of(schema)
    return f"{name}s" if name.isalpha() else name


def refused_by_form(schema: Schema) -> Iterator[str]:
    """What the form of a value refuses beside another type, as nouns."""
    form, values = bare(schema), literals(schema)
    if values:
        yield f"anything but {either(values)}"
    if form.get("minLength"):
        yield "an empty text"
    if form.get("pattern"):
        yield f"a text that does not match `{form['pattern']}`"
    if form.get("minItems"):
        yield "an empty list"
    if form.get("maxItems"):
        yield f"more than {form['maxItems']} items"
    if "items" in form:
        yield from (f"{told}, as an item" for told in refused_by_form(form["items"]))


def object_name(schema: Schema) -> str | None:
    """The name of the model of a value, or of the items of a list; None where there is none."""
    form = bare(schema)
    item = bare(form.get("items", form))
    return referred(item) if "$ref" in item else None


def referred(form: Schema) -> str:
    """The name of the model that a schema refers to."""
    return str(form["$ref"]).rpartition("/")[2]


def bare(schema: Schema) -> Schema:
    """The schema of a value that is there."""
    forms: Sequence[Schema] = schema.get("anyOf", [schema])
    return next((form for form in forms if form.get("type") != "null"), schema)


def may_be_absent(schema: Schema) -> bool:
    """Whether there may be no value."""
    return {"type": "null"} in schema.get("anyOf", [])


def literals(schema: Schema) -> list[str]:
    """The texts that a value is one of; none where it may be any."""
    forms: Sequence[Schema] = schema.get("anyOf", [schema])
    return [value for form in forms for value in form.get("enum", [form["const"]] if "const" in form else [])]


def either(values: Sequence[str]) -> str:
    """A choice between words."""
    *others, last = (f'`"{value}"`' for value in values)
    return f"{', '.join(others)} or {last}" if others else last
