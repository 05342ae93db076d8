"""The page of one resource in the reference, from its declaration."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

from pydantic.fields import FieldInfo

from gpucreds.core.declaration import (
    Internal,
    Kept,
    Model,
    OnChange,
    Planned,
    Replaces,
    marked,
    property_name,
    rules,
    secrets,
)
from gpucreds.core.durations import format_duration
from gpucreds.core.resource import Resource
from gpucreds.doors.parts import inside, written
from gpucreds.platforms import Platforms
from tools.environment import ROOT
from tools.plain_words import Schema, may_be_absent, object_name, refused_by_form, type_of

SNIPPETS = ROOT / "docs" / "snippets"
MORE_ERRORS = "Those of every resource are in the [index](../README.md#errors-of-every-resource)."
IN_PLACE, REPLACES = "in place", "replaces"
NONE = ""

AnyResource: TypeAlias = type[Resource[Any, Any, Platforms]]


@dataclass(frozen=True)
class Property:
    """One property of a model: its name in Python, what its schema says, and its field with the marks."""

    name: str
    schema: Schema
    field: FieldInfo

    @property
    def description(self) -> str:
        """Its docstring in one line, without the sentence that says the default."""
        return re.sub(r" ?Default: .*", "", self._told).strip()

    @property
    def default(self) -> str:
        """What it is where a program gives nothing: as its docstring says it, else the value."""
        told = re.search(r"Default: (.*?)\.?$", self._told)
        return told[1] if told else value_in_python(self.field.get_default())

    @property
    def required(self) -> bool:
        """Whether a program has to give it."""
        return self.field.is_required() and self.default == NONE and Planned(or_given=True) not in self.field.metadata

    @property
    def effect(self) -> str:
        """What a change of it does."""
        if any(isinstance(mark, Replaces) for mark in self.field.metadata):
            return REPLACES
        return next((mark.says for mark in self.field.metadata if isinstance(mark, OnChange)), IN_PLACE)

    @property
    def _told(self) -> str:
        return " ".join((self.field.description or "").split())


def page(resource: AnyResource) -> str:
    """The whole page in Markdown."""
    sections = [
        ("Example", example(resource)),
        ("Inputs", inputs_section(resource)),
        ("Outputs", outputs_section(resource)),
        ("What a change of an input does", changes(resource)),
        ("Refused in the preview", bullets(refused(resource.inputs))),
        ("What the platform cannot do", collected(resource, "limits")),
        ("Import", imports(resource)),
        ("Errors", f"{collected(resource, 'failures')}\n\n{MORE_ERRORS}"),
    ]
    links = "[All resources](../README.md) · [Configuration](../configuration.md)"
    parts = [f"# {written_name(resource)}", introduction(resource), inspect.getdoc(resource) or "", links]
    parts += [f"## {title}\n\n{text}" for title, text in sections if text]
    return "\n\n".join(parts) + "\n"


def written_name(resource: AnyResource) -> str:
    """The name of the class that a program writes."""
    return resource.resource_type.replace(":", ".")


def introduction(resource: AnyResource) -> str:
    """What the resource's module says of itself."""
    return inspect.getdoc(sys.modules[resource.__module__]) or ""


def example(resource: AnyResource) -> str:
    """The snippet, which the tests run."""
    snippet = SNIPPETS / f"{resource.resource_type.replace(':', '_')}.py"
    return f"```python\n{snippet.read_text()}```"


def inputs_section(resource: AnyResource) -> str:
    """What a program gives, with the objects that are in it."""
    model = resource.inputs
    found = given(model)
    if not found:
        return inspect.getdoc(model) or ""
    titles = ("Input", "In the state", "Type", "Required", "Default", "A change", "Meaning")
    rows = [(*input_cells(one), one.effect, one.description) for one in found]
    parts = object_tables(model, found, ("Part", *titles[1:5], titles[-1]), input_cells)
    return "\n\n".join(["Every input is an output too.", table(titles, rows), *parts])


def outputs_section(resource: AnyResource) -> str:
    """What a program reads beside its inputs, with the objects that are in it."""
    model = resource.state
    found = outputs(resource)
    titles = ("Output", "In the state", "Type", "Meaning")
    rows = [(*output_cells(one, secret=one.name in secrets(model)), one.description) for one in found]
    return "\n\n".join([table(titles, rows), *object_tables(model, found, ("Part", *titles[1:]), output_cells)])


def object_tables(
    model: type[Model], found: Iterable[Property], titles: Sequence[str], cells: Callable[[Property], Sequence[str]]
) -> Iterator[str]:
    """A table for each object in `found`."""
    for name in dict.fromkeys(filter(None, (object_name(one.schema) for one in found))):
        inner = model_in(model, name)
        rows = [(*cells(part), part.description) for part in properties(inner)]
        yield f"### {name}\n\n{inspect.getdoc(inner)}\n\n{table(titles, rows)}"


def changes(resource: AnyResource) -> str:
    """What changes in place, what replaces and how, and what does something else."""
    found = given(resource.inputs)
    effects = dict.fromkeys([IN_PLACE, REPLACES, *(one.effect for one in found)])
    named = {effect: [f"`{one.name}`" for one in found if one.effect == effect] for effect in effects}
    told = bullets(
        f"{effect[0].upper()}{effect[1:]}: {', '.join(fields)}" for effect, fields in named.items() if fields
    )
    return "\n\n".join(filter(None, (told, replacement(resource) if named[REPLACES] else "")))


def replacement(resource: AnyResource) -> str:
    """In which order the new object and the old one come and go."""
    usual = "A replacement is made first, and the old one goes when its dependents have moved."
    if resource.dies_first is Resource.dies_first:
        return usual
    return (
        f"{usual} Where both cannot be there at a time, the old one goes first. {inspect.getdoc(resource.dies_first)}"
    )


def refused(model: type[Model]) -> Iterator[str]:
    """What `check` refuses, by property: the form of a value, then the rules."""
    reasons: dict[str, list[str]] = {}
    for path, one in every_part(model, given(model)):
        reasons[path] = list(refused_by_form(one.schema))
    for path, method in rules(model):
        reasons.setdefault(path, []).append(as_noun(inspect.getdoc(method) or ""))
    for path, told in reasons.items():
        if told:
            yield f"`{path}`: {'; '.join(told)}."


def every_part(model: type[Model], found: Iterable[Property], above: str = "") -> Iterator[tuple[str, Property]]:
    """Every property with its path, also those of the objects inside."""
    for one in found:
        yield above + one.name, one
        name = object_name(one.schema)
        if name:
            yield from every_part(model, properties(model_in(model, name)), f"{above}{one.name}.")


def given(model: type[Model]) -> list[Property]:
    """The inputs that a program writes, those of the resource itself first."""
    names = {part.name for part in written(model)}
    return [one for one in properties(model) if one.name in names]


def outputs(resource: AnyResource) -> list[Property]:
    """What a program reads: all of the state but what it wrote itself, and what is nobody's business."""
    written = {one.name for one in given(resource.inputs)} - set(marked(resource.inputs, Planned(or_given=True)))
    hidden = {*marked(resource.state, Kept), *marked(resource.state, Internal)} | written
    return [one for one in properties(resource.state) if one.name not in hidden]


def properties(model: type[Model]) -> list[Property]:
    """All properties of a model, its own before those of its bases."""
    schemas, fields = schema_of(model)["properties"], model.model_fields
    own = [name for name in inspect.get_annotations(model) if name in fields]
    return [Property(name, schemas[name], fields[name]) for name in dict.fromkeys([*own, *fields])]


def model_in(model: type[Model], name: str) -> type[Model]:
    """The model of that name which some field of another one holds."""
    forms = (form for field in model.model_fields.values() for form in inside(field.annotation))
    return next(form for form in forms if inspect.isclass(form) and issubclass(form, Model) and form.__name__ == name)


def schema_of(model: type[Model]) -> Schema:
    """The JSON schema of a model, by Python names."""
    return model.model_json_schema(by_alias=False)


def names(one: Property) -> tuple[str, str]:
    """The names of a property in a program and in the state."""
    return f"`{one.name}`", f"`{property_name(one.name)}`"


def input_cells(one: Property) -> tuple[str, ...]:
    """What every table of something given begins with."""
    return (*names(one), type_of(one.schema), "yes" if one.required else "no", one.default)


def output_cells(one: Property, *, secret: bool = False) -> tuple[str, ...]:
    """What every table of something read begins with."""
    absent = " or none" if may_be_absent(one.schema) else ""
    return (*names(one), f"{type_of(one.schema)}{absent}{', **secret**' if secret else ''}")


def value_in_python(value: object) -> str:
    """A default as a program would write it."""
    if isinstance(value, timedelta):
        value = format_duration(value)
    return f"`{value!r}`".replace("'", '"') if isinstance(value, (str, bool)) else NONE


def collected(resource: AnyResource, attribute: str) -> str:
    """A list that a resource and its bases share, without what the index says for all of them."""
    bases = resource.__mro__[: resource.__mro__.index(Resource)]
    return "\n".join(inspect.cleandoc(vars(base)[attribute]) for base in bases if attribute in vars(base))


def imports(resource: AnyResource) -> str:
    """How `pulumi import` takes over what is there already, where it can."""
    if not resource.import_id:
        return ""
    command = f"pulumi import gpucreds:{resource.resource_type} <name> '<id>'"
    return f"With the plugin, and nothing on the platform changes:\n\n```bash\n{command}\n```\n\n" + collected(
        resource, "import_id"
    )


def as_noun(sentence: str) -> str:
    """A docstring as a part of a sentence."""
    return f"{sentence[0].lower()}{sentence[1:].rstrip('.')}"


def bullets(lines: Iterable[str]) -> str:
    """A list in Markdown."""
    return "\n".join(f"- {line}" for line in lines)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(map(table_cell, line))} |" for line in lines)


def table_cell(text: str) -> str:
    """A text that ends no cell."""
    return text.replace("|", "\\|")
