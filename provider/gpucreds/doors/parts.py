"""The parts of what a program writes or reads: of a declaration, of an answer, of what a component takes."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, is_typeddict

import pulumi
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from typing_extensions import NotRequired, get_type_hints

from gpucreds.core.declaration import Internal, Kept, Model, Named, Planned, Promised, Replaces, marked
from gpucreds.core.documented import arguments, attributes, meaning
from gpucreds.core.durations import format_duration

Form = Any
"""A type, as an annotation says it."""


@dataclass(frozen=True)
class Part:
    """One property of an object, in Python's words."""

    name: str
    form: Form
    meaning: str
    required: bool
    """Whether whoever writes the object has to give it."""
    owner: type
    """The class that declares it."""
    default: str | bool | None = None
    """What it is where nobody gives it, if that is a plain value."""
    promised: bool = False
    """Whether whoever reads the object may count on it, whatever its form says."""
    replaces: bool = False
    composed: bool = False
    """Whether a component takes it: that looks at whatever is no `pulumi.Input` before it declares anything."""

    @property
    def always_there(self) -> bool:
        """Whether whoever reads the object finds it in each."""
        return self.promised or NoneType not in get_args(self.form)

    @property
    def secret(self) -> bool:
        """Whether it holds a secret."""
        return SecretStr in inside(self.form)


def written(model: type[Model]) -> list[Part]:
    """The inputs that a program may write."""
    hidden = {*marked(model, Planned()), *marked(model, Kept)}
    return [part for part in parts(model) if part.name not in hidden]


def parts(cls: type) -> list[Part]:
    """All parts of a model, a dataclass or a TypedDict but what no program reads, in order."""
    if issubclass(cls, Model):
        fields = cls.model_fields.items()
        return [_of_field(cls, name, field) for name, field in fields if Internal() not in field.metadata]
    if is_typeddict(cls):
        return [
            Part(one.name, form, one.meaning, required=not one.optional, owner=cls, composed=True)
            for one, form in zip(attributes(cls), _hints(cls).values(), strict=True)
        ]
    told = {one.name: one.meaning for one in attributes(cls)}
    return [
        Part(name, form, told[name], required=NoneType not in get_args(form), owner=cls)
        for name, form in _hints(cls).items()
    ]


def taken(component: type[pulumi.ComponentResource]) -> list[Part]:
    """What a component takes beside its name and the engine's options."""
    told, forms = arguments(component.__init__), get_type_hints(component.__init__)
    parameters = inspect.signature(component.__init__).parameters.values()
    return [
        Part(one.name, forms[one.name], told[one.name], one.default is one.empty, component, composed=True)
        for one in parameters
        if one.kind is one.KEYWORD_ONLY and one.name != "opts"
    ]


def outputs(component: type[pulumi.ComponentResource]) -> list[Part]:
    """The outputs of a component; what else it has are its parts."""
    forms, told = inspect.get_annotations(component, eval_str=True), attributes(component)
    found = [(one, forms[one.name]) for one in told if origin(forms[one.name]) is pulumi.Output]
    return [Part(one.name, get_args(form)[0], one.meaning, required=True, owner=component) for one, form in found]


def inside(form: Form) -> Iterator[Form]:
    """A type and all that it is made of."""
    yield form
    for inner in get_args(form):
        yield from inside(inner)


def origin(form: Form) -> Form:
    """What a type with arguments is a form of."""
    return get_origin(form)


def is_input(form: Form) -> bool:
    """Whether an annotation takes outputs too: `pulumi.Input[...]`."""
    return Awaitable in map(origin, get_args(_present(form)))


def bare(form: Form) -> Form:
    """The type of a value that is there and known; of texts that are counted, one Literal of them."""
    form = _present(form)
    choices = [part for part in get_args(form) if part is not NoneType] if _is_union(form) else [form]
    if all(origin(choice) is Literal for choice in choices):
        return Literal[tuple(word for choice in choices for word in get_args(choice))]
    return bare(choices[0]) if _is_union(form) else form


def _present(form: Form) -> Form:
    return _present(get_args(form)[0]) if origin(form) in (Annotated, NotRequired) else form


def _is_union(form: Form) -> bool:
    return origin(form) in (Union, UnionType)


def _hints(cls: type) -> dict[str, Form]:
    # `pulumi.Input` names types that only the SDK's own module can resolve.
    return get_type_hints(cls, localns={"Output": pulumi.Output, "T": Any}, include_extras=True)


def _of_field(cls: type[Model], name: str, field: FieldInfo) -> Part:
    filled_in = Planned(or_given=True) in field.metadata or Named() in field.metadata
    return Part(
        name=name,
        form=field.annotation,
        meaning=meaning(cls, name),
        required=field.is_required() and not filled_in,
        owner=next(base for base in cls.__mro__ if name in inspect.get_annotations(base)),
        default=_plain(field),
        promised=Promised() in field.metadata,
        replaces=Replaces() in field.metadata,
    )


def _plain(field: FieldInfo) -> str | bool | None:
    value = field.get_default()
    if isinstance(value, timedelta):
        return format_duration(value)
    return value if isinstance(value, bool) or (isinstance(value, str) and value) else None
