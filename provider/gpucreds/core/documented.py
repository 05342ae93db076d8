"""What the source of a class or a function says of its attributes and arguments: Python keeps no such docstring.

To read the source is slow, and only the reference, the schema and an error ask for it: so nothing is read before.
"""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Attribute:
    """One annotated name of a class, with the docstring that follows it."""

    name: str
    annotation: str
    """As it is written."""
    optional: bool
    """Whether an object of a TypedDict may be without it."""
    meaning: str


def attributes(cls: type) -> list[Attribute]:
    """The documented names that a class itself annotates, in order."""
    source = textwrap.dedent(inspect.getsource(cls))
    (definition,) = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    return [
        Attribute(
            name=ast.unparse(node.target),
            annotation=ast.unparse(node.annotation),
            # The class itself cannot tell: its annotations are texts.
            optional=ast.unparse(node.annotation).startswith("NotRequired") or not getattr(cls, "__total__", True),
            meaning=inspect.cleandoc(str(after.value.value)),
        )
        for node, after in itertools.pairwise(definition.body)
        if isinstance(node, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
    ]


def meaning(cls: type, name: str) -> str:
    """The docstring of an attribute, of the class itself or of a base; empty where there is none."""
    return next((_meanings(base)[name] for base in cls.__mro__ if name in _meanings(base)), "")


@functools.cache
def _meanings(cls: type) -> Mapping[str, str]:
    try:
        return {one.name: one.meaning for one in attributes(cls)}
    except (OSError, TypeError, SyntaxError):  # installed without its source, or made by none that stands alone
        return {}


def arguments(function: Callable[..., object]) -> dict[str, str]:
    """What a docstring says under `Args:`, by argument, each in one line."""
    _, _, told = (inspect.getdoc(function) or "").partition("Args:\n")
    found = re.findall(r"^    (\w+): (.*(?:\n {8}.*)*)", told, re.MULTILINE)
    return {name: " ".join(meaning.split()) for name, meaning in found}
