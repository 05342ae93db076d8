"""The types of the package schema: what a Python type is there, and which objects and choices it declares."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args, is_typeddict

from pydantic import SecretStr
from pydantic.alias_generators import to_camel, to_pascal

from gpucreds.doors.package import PACKAGE
from gpucreds.doors.parts import Form, Part, bare, is_input, origin, parts

Spec = dict[str, Any]

INDEX = "index"
"""The module of the component and of what only it takes."""
SHARED = "credential"
"""The module of what several platforms share. Not that of the component: in Go two packages cannot use each other."""
_SCALARS: Mapping[Form, str] = {
    str: "string",
    SecretStr: "string",
    Path: "string",
    timedelta: "string",
    datetime: "string",
    date: "string",
    bool: "boolean",
    int: "integer",
}
_WRITTEN_AS: Mapping[Form, str] = {
    timedelta: "Written as `90d`, `12h`, `1d12h` or ISO 8601.",
    datetime: "RFC 3339, as `2027-01-31T12:00:00Z`.",
    date: "As `2027-01-31`.",
}


class Types:
    """Every object and choice that some properties refer to. `roots` are those, each with the module it is in."""

    def __init__(self, roots: Iterable[tuple[str, Part]]) -> None:
        self._first: dict[Form, Part] = {}  # where each was met first
        self._modules: defaultdict[Form, set[str]] = defaultdict(set)
        for module, root in roots:
            self._meet(module, root)

    def specs(self) -> dict[str, Spec]:
        """Their declarations, by token."""
        found = {self._token(kind): kind for kind in self._first}
        return {token: self._declared(found[token]) for token in sorted(found)}

    def properties(self, of: Iterable[Part], *, defaults: bool = True) -> dict[str, Spec]:
        """The properties of an object, by name."""
        found = list(of)
        names = {part.name for part in found}
        return {to_camel(part.name): self._property(part, names, defaults=defaults) for part in found}

    def of(self, form: Form, *, plain: bool = False) -> Spec:
        """What a type is in the schema. `plain`: what is no `pulumi.Input` has to be known before anything is made."""
        spec = self._of(bare(form), plain=plain)
        return spec | {"plain": True} if plain and not is_input(form) else spec

    def _of(self, form: Form, *, plain: bool) -> Spec:
        if form in _SCALARS:
            return {"type": _SCALARS[form]}
        if _is_kind(form):
            return {"$ref": f"#/types/{self._token(form)}"}
        *_, item = get_args(form)
        if issubclass(origin(form), Mapping):
            return {"type": "object", "additionalProperties": self.of(item, plain=plain)}
        return {"type": "array", "items": self.of(item, plain=plain)}

    def _meet(self, module: str, part: Part) -> None:
        for kind in _kinds(part.form):
            if _stands_for_a_declared_one(kind):
                continue
            self._first.setdefault(kind, part)
            self._modules[kind].add(module)
            for inner in parts(kind) if inspect.isclass(kind) else ():
                self._meet(module, inner)

    def _token(self, kind: Form) -> str:
        if _stands_for_a_declared_one(kind):
            return f"{PACKAGE}:{_module(kind)}:{kind.__name__}"
        modules = self._modules[kind] - {INDEX} or {INDEX}
        module = next(iter(modules)) if len(modules) == 1 else SHARED
        return f"{PACKAGE}:{module}:{kind.__name__ if inspect.isclass(kind) else _choice_name(self._first[kind])}"

    def _declared(self, kind: Form) -> Spec:
        if not inspect.isclass(kind):
            return _choice(get_args(kind), self._first[kind].meaning)
        of = parts(kind)
        return {
            "type": "object",
            "description": text(inspect.getdoc(kind) or "", {part.name for part in of}),
            "properties": self.properties(of),
            "required": [to_camel(part.name) for part in of if part.required],
        }

    def _property(self, part: Part, names: Collection[str], *, defaults: bool) -> Spec:
        spec = self.of(part.form, plain=part.composed)
        default = part.default if defaults and "$ref" not in spec else None
        written_as = _WRITTEN_AS.get(bare(part.form), "")
        spec["description"] = text(_with_default(part, default, written_as), names)
        marks = {"default": default, "secret": part.secret or None, "replaceOnChanges": part.replaces or None}
        return spec | {mark: value for mark, value in marks.items() if value is not None}


def text(docstring: str, names: Collection[str]) -> str:
    """A docstring as others read it: a paragraph in one line, `names` of properties as in the schema."""
    paragraphs = [" ".join(lines.split()) for lines in docstring.strip().split("\n\n")]
    renamed = (re.sub(r"`(\w+)`", lambda name: f"`{_renamed(name[1], names)}`", told) for told in paragraphs)
    return "\n\n".join(renamed)


def _renamed(name: str, names: Collection[str]) -> str:
    return to_camel(name) if name in names else name


def _with_default(part: Part, default: str | bool | None, written_as: str) -> str:
    """The meaning, how a value is written, and the default: for a plain one in the words of JSON."""
    meaning, _, told = part.meaning.partition("Default: ")
    shown = str(default).lower() if isinstance(default, bool) else default
    ending = f"Default: `{shown}`." if default is not None else told and f"Default: {told}"
    return " ".join(filter(None, (meaning.strip(), written_as, ending)))


def _kinds(form: Form) -> Iterator[Form]:
    """What a type refers to."""
    form = bare(form)
    if _is_kind(form):
        yield form
    elif get_args(form):
        yield from _kinds(get_args(form)[-1])


def _is_kind(form: Form) -> bool:
    """Whether a type has a declaration of its own in the schema."""
    return origin(form) is Literal or is_typeddict(form) or is_dataclass(form) or hasattr(form, "model_fields")


def _stands_for_a_declared_one(kind: Form) -> bool:
    """Whether this is what Python programs write for a model: the schema has that one."""
    return is_typeddict(kind) and _module(kind) != "environment"


def _module(kind: type) -> str:
    return kind.__module__.rpartition(".")[2]


def _choice_name(part: Part) -> str:
    """Of a choice between words: whose it is, and what."""
    owner = re.sub(r"(Inputs|State)?(\[.*)?$", "", part.owner.__name__)
    one = part.name if origin(bare(part.form)) is Literal else part.name.removesuffix("s")
    return owner + to_pascal(one)


def _choice(words: Sequence[str], meaning: str) -> Spec:
    told = meaning.partition("Default: ")[0]
    return {"type": "string", "description": text(told, ()), "enum": list(_words(words))}


def _words(words: Sequence[str]) -> Iterator[Spec]:
    for word in words:
        yield {"name": to_pascal(word.replace("-", "_")), "value": word}
