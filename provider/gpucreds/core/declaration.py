"""What a resource has: pydantic models whose marks say what each property means.

A resource declares `Inputs` (what a program gives, and what `check` plans) and `State(Inputs)` (what the stack keeps).
Secrecy is a type (`SecretStr`); the other meanings are marks in `Annotated[...]`. Property names are snake_case in
Python and camelCase in the state. Everything that a door needs is derived from here, never written twice.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast, get_args

from pydantic import BaseModel, ConfigDict, SecretStr, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict

from gpucreds.core.documented import meaning
from gpucreds.core.durations import format_duration, format_instant
from gpucreds.core.errors import Refused
from gpucreds.core.refusals import Detail, by_property, path, reason
from gpucreds.core.unknown import UNKNOWN, UnknownValue, contains_unknown


@dataclass(frozen=True)
class Replaces:
    """Mark: a change of this property makes a new object; the old one goes when its dependents have moved."""


@dataclass(frozen=True)
class Planned:
    """Mark: `check` fills this input; a program never writes it, or only where it may say it itself (`or_given`)."""

    or_given: bool = False


@dataclass(frozen=True)
class Named:
    """Mark: where a program gives nothing, this input is the resource's name as it was at the create."""


@dataclass(frozen=True)
class Kept:
    """Mark: the door gives this input, not the program; once it is in the state it stays as it is."""


@dataclass(frozen=True)
class OnChange:
    """Mark: what a change of this property does, where it neither replaces nor changes the object in place."""

    says: str


@dataclass(frozen=True, init=False)
class Renewed:
    """Mark: an output that an update makes anew where one of these inputs changes, or where something is pending."""

    by: Sequence[str]

    def __init__(self, *by: str) -> None:
        object.__setattr__(self, "by", by)


@dataclass(frozen=True)
class Promised:
    """Mark: an output that programs may count on, though an import can leave it out until the next update."""


@dataclass(frozen=True)
class Blocking:
    """Mark: as long as this output says something, nobody can use the object."""


@dataclass(frozen=True)
class Internal:
    """Mark: bookkeeping of gpucreds that no program reads."""


@dataclass(frozen=True)
class Failure:
    """One property that `check` refuses: its name in the state, and what to write instead."""

    property: str
    reason: str


class Model(BaseModel):
    """The ground of every declaration; also of the objects inside one."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        defer_build=True,
    )

    @classmethod
    def model_json_schema(cls, *how: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as pydantic takes them
        """The JSON schema, and from then on the fields have their docstrings as descriptions.

        Only who describes a model needs them: to read them from the source at every start takes longer than all else.
        """
        for name, field in cls.model_fields.items():
            field.description = meaning(cls, name) or None
        cls.model_rebuild(force=True)
        return super().model_json_schema(*how, **more)


class Placed(Model):
    """The part of a state that says where its object is; the hub fills it in."""

    endpoint: str | None = None
    """The base URL of the platform that the object lives on."""


M = TypeVar("M", bound=Model)
Rule = Callable[[Any], "str | None"]


def rule(field: str) -> Callable[[Rule], Rule]:
    """Make a method of a model a rule about `field`: it returns what is wrong with it, or None.

    Its docstring says what it refuses, as a noun with an article: the reference of the resource lists it.
    A rule that looks at a value that is wrong by itself, or not yet known, is left out.
    """

    def register(method: Rule) -> Rule:
        method.rule_about = field  # type: ignore[attr-defined]
        return method

    return register


@functools.lru_cache(maxsize=1024)
def property_name(field: str) -> str:
    """The name in the state of a field, or of a path of fields."""
    return ".".join(map(to_camel, field.split(".")))


@functools.cache
@functools.cache
def marked(model: type[Model], mark: Hashable) -> Sequence[str]:
    """The fields of `model` that carry `mark`: that very one, or any of that type."""
    fields = model.model_fields.items()
    if isinstance(mark, type):
        return tuple(name for name, field in fields if any(isinstance(m, mark) for m in field.metadata))
    return tuple(name for name, field in fields if mark in field.metadata)


@functools.cache
def marked_properties(model: type[Model], mark: Hashable) -> Sequence[str]:
    """The names in the state of the fields that carry `mark`."""
    return tuple(map(property_name, marked(model, mark)))


@functools.cache
def secrets(model: type[Model]) -> list[str]:
    """The fields of `model` that hold a secret."""
    return [name for name, field in model.model_fields.items() if SecretStr in _types(field.annotation)]


@functools.cache
def rules(model: type[Model]) -> Sequence[tuple[str, Rule]]:
    """The rules of `model`, each with the field that it is about."""
    methods = {name: value for base in reversed(model.__mro__) for name, value in vars(base).items()}
    return [(method.rule_about, method) for method in methods.values() if hasattr(method, "rule_about")]


@functools.cache
def properties(model: type[Model]) -> Mapping[str, str]:
    """The properties of `model`, each with the field that it is in Python."""
    return {property_name(name): name for name in model.model_fields}


def part(model: Model, of: type[Model]) -> dict[str, Any]:
    """What `model` has for the fields of another one, mostly of an ancestor."""
    return {name: getattr(model, name) for name in of.model_fields}


def decode(model: type[M], values: Mapping[str, object]) -> tuple[M, list[Failure]]:
    """The model that a program's property values mean, and what is wrong with them.

    A field that is wrong or not known is UNKNOWN in the model, so that one mistake is reported once.
    """
    decoded, failures = _validated(model, values)
    names = properties(model)
    failures += [Failure(name, "there is no such property") for name in values if name not in names]
    return decoded, failures + list(_broken_rules(decoded))


def recall(model: type[M], values: Mapping[str, object]) -> M:
    """The model that values of a state mean: no rule applies any more, properties of other versions are left out."""
    recalled, failures = _validated(model, values)
    if failures:
        broken = ", ".join(f"{failure.property} {failure.reason}" for failure in failures)
        raise Refused(
            f"the state is not one that this version wrote: {broken}",
            "Update gpucreds, or restore the stack's last state",
        )
    return recalled


def encode(model: Model) -> dict[str, Any]:
    """Property values as the state keeps them: camelCase, no empty ones, secrets in clear."""
    found = vars(model)
    return {name: _written(found[field]) for name, field in properties(type(model)).items() if found[field] is not None}


def _validated(model: type[M], values: Mapping[str, object]) -> tuple[M, list[Failure]]:
    names = properties(model)
    given = {name: values[name] for name in names if values.get(name) is not None}
    unknown = [name for name, value in given.items() if contains_unknown(value)]
    known = {name: value for name, value in given.items() if name not in unknown} if unknown else given
    try:
        found, wrong = _adapter(model).validate_python(known), {}
    except ValidationError as error:
        wrong = by_property(error)
        found = _adapter(model).validate_python({name: known[name] for name in known if name not in wrong})
    missing = [name for name in _required(model) if name not in given]
    fields = {names[name]: value for name, value in found.items()}
    fields |= {names[name]: UNKNOWN for name in (*unknown, *wrong, *missing)}
    failures = list(_failures(model, wrong, missing)) if wrong or missing else []
    blank = _blank(model)
    return cast("M", blank.model_copy(update=fields) if blank else model.model_construct(**fields)), failures


@functools.cache
def _blank(model: type[Model]) -> Model | None:
    """One of defaults alone, which is faster to copy than to make; None where two models may not share a default."""
    shared = any(
        field.default_factory or isinstance(field.default, (list, dict)) for field in model.model_fields.values()
    )
    return None if shared else model.model_construct()


@functools.cache
def _adapter(model: type[Model]) -> TypeAdapter[dict[str, Any]]:
    """Validates any part of the properties at once: building one is slow, and so is every call of one."""
    forms = {name: model.model_fields[field].rebuild_annotation() for name, field in properties(model).items()}
    return TypeAdapter(TypedDict(model.__name__, forms, total=False))  # type: ignore[operator]


@functools.cache
def _required(model: type[Model]) -> Sequence[str]:
    return [name for name, field in properties(model).items() if model.model_fields[field].is_required()]


def _failures(model: type[Model], wrong: Mapping[str, list[Detail]], missing: Sequence[str]) -> Iterator[Failure]:
    for name, field in properties(model).items():
        if name in missing:
            yield Failure(name, _is_required(model, field))
        for detail in wrong.get(name, ()):
            yield Failure(path(detail), _is_required(model, field) if detail["input"] is None else reason(detail))


def _is_required(model: type[Model], field: str) -> str:
    return f"is required: {' '.join(meaning(model, field).split())}"


def _broken_rules(model: Model) -> Iterator[Failure]:
    for field, method in rules(type(model)):
        try:
            wrong = method(model)
        except UnknownValue:
            continue
        if wrong:
            yield Failure(property_name(field), wrong)


def _types(annotation: object) -> set[object]:
    return {annotation}.union(*map(_types, get_args(annotation)))


def _written(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, dict):
        return {key: _written(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(item) for item in value]
    if isinstance(value, Model):
        return encode(value)
    return _AS_TEXT.get(type(value), _as_it_is)(value)


def _as_it_is(value: object) -> object:
    return value


_AS_TEXT: Mapping[type, Callable[[Any], object]] = {
    SecretStr: SecretStr.get_secret_value,
    timedelta: format_duration,
    datetime: format_instant,
    date: date.isoformat,
}
