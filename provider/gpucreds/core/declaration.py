"""What a resource has: pydantic models whose marks say what each property means.

A resource declares `Inputs` (what a program gives, and what `check` plans) and `State(Inputs)` (what the stack keeps).
Secrecy is a type (`SecretStr`); the other meanings are marks in `Annotated[...]`. Property names are snake_case in
Python and camelCase in the state. Everything that a door needs is derived from here, never written twice.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, NoReturn, TypeVar, cast, get_args

from pydantic import BaseModel, ConfigDict, SecretStr, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from gpucreds.core.errors import Refused
from gpucreds.core.refusals import reason


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


T = TypeVar("T")


class UnknownValue(Exception):
    """Somebody asked for a value that is known only when the update runs."""


class Unknown:
    """Stands for a value that is not known before the update runs. To look at it raises UnknownValue."""

    def _look(self, *_: object) -> NoReturn:
        raise UnknownValue

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _look
    __len__ = __iter__ = __contains__ = __add__ = __radd__ = __sub__ = __rsub__ = __str__ = _look
    __hash__ = _look

    def __getattr__(self, name: str) -> NoReturn:
        # Python itself asks for dunder names, and takes no other error for a no.
        raise AttributeError(name) if name.startswith("__") else UnknownValue

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


def known(value: T) -> T | None:
    """`value`, None as long as nobody knows it."""
    return None if cast("object", value) is UNKNOWN else value


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
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )


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


def marked(model: type[Model], mark: object) -> list[str]:
    """The fields of `model` that carry `mark`: that very one, or any of that type."""
    fields = model.model_fields.items()
    if isinstance(mark, type):
        return [name for name, field in fields if any(isinstance(m, mark) for m in field.metadata)]
    return [name for name, field in fields if mark in field.metadata]


@functools.cache
def secrets(model: type[Model]) -> list[str]:
    """The fields of `model` that hold a secret."""
    return [name for name, field in model.model_fields.items() if SecretStr in _types(field.annotation)]


@functools.cache
def rules(model: type[Model]) -> Sequence[tuple[str, Rule]]:
    """The rules of `model`, each with the field that it is about."""
    methods = {name: value for base in reversed(model.__mro__) for name, value in vars(base).items()}
    return [(method.rule_about, method) for method in methods.values() if hasattr(method, "rule_about")]


def part(model: Model, of: type[Model]) -> dict[str, Any]:
    """What `model` has for the fields of another one, mostly of an ancestor."""
    return {name: getattr(model, name) for name in of.model_fields}


def decode(model: type[M], values: Mapping[str, object]) -> tuple[M, list[Failure]]:
    """The model that a program's property values mean, and what is wrong with them.

    A field that is wrong or not known is UNKNOWN in the model, so that one mistake is reported once.
    """
    decoded, failures = _validated(model, values)
    names = {to_camel(name) for name in model.model_fields}
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
    unknown = {name for name in type(model).model_fields if getattr(model, name) is UNKNOWN}
    known: dict[str, Any] = _revealed(model.model_dump(by_alias=True, exclude_none=True, exclude=unknown))
    return known | {to_camel(name): UNKNOWN for name in unknown}


def contains_unknown(value: object) -> bool:
    """Whether some part of `value` is not known yet."""
    if isinstance(value, Mapping):
        return any(map(contains_unknown, value.values()))
    return any(map(contains_unknown, value)) if isinstance(value, (list, tuple)) else value is UNKNOWN


def _validated(model: type[M], values: Mapping[str, object]) -> tuple[M, list[Failure]]:
    fields: dict[str, Any] = {}
    failures: list[Failure] = []
    for name, adapter in _adapters(model).items():
        try:
            fields[name] = _field(model.model_fields[name], adapter, values.get(property_name(name)))
        except ValidationError as error:
            fields[name] = UNKNOWN
            failures += _failures(name, model.model_fields[name], error)
    return cast("M", model.model_construct(**fields)), failures


@functools.cache
def _adapters(model: type[Model]) -> dict[str, TypeAdapter[Any]]:
    return {name: TypeAdapter(_annotation(field)) for name, field in model.model_fields.items()}


def _annotation(field: FieldInfo) -> Any:  # noqa: ANN401 - a type form
    parts = (field.annotation, *field.metadata)
    return Annotated[parts] if field.metadata else field.annotation


def _field(field: FieldInfo, adapter: TypeAdapter[Any], value: object) -> object:
    if contains_unknown(value):
        return UNKNOWN
    if value is None and not field.is_required():
        return field.get_default(call_default_factory=True, validated_data={})
    return adapter.validate_python(value)


def _failures(name: str, field: FieldInfo, error: ValidationError) -> Iterator[Failure]:
    for detail in error.errors(include_url=False):
        missing = detail["input"] is None
        told = f"is required: {' '.join((field.description or '').split())}" if missing else reason(detail)
        # As Pulumi writes the path of a property.
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"])
        yield Failure(to_camel(name) + path, told)


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


def _revealed(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _revealed(item) for key, item in value.items()}
    return [_revealed(item) for item in value] if isinstance(value, (list, tuple)) else value
