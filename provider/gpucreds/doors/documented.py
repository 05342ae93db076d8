"""What the source of a class or a function says of its attributes and arguments: Python keeps no such docstring."""

from __future__ import annotations

import ast
import inspect
import itertools
import re
from collections.abc import Callable
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
    (definition,) = (node for node in ast.parse(inspect.getsource(cls)).body if isinstance(node, ast.ClassDef))
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


def arguments(function: Callable[..., object]) -> dict[str, str]:
    """What a docstring says under `Args:`, by argument, each in one line."""
    _, _, told = (inspect.getdoc(function) or "").partition("Args:\n")
    found = re.findall(r"^    (\w+): (.*(?:\n {8}.*)*)", told, re.MULTILINE)
    return {name: " ".join(meaning.split()) for name, meaning in found}
