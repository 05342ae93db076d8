"""The page of the component in the reference, from its source: it has no declaration, only types and docstrings."""

from __future__ import annotations

import ast
import inspect
import itertools
import re
from collections.abc import Iterator
from typing import TypedDict, is_typeddict

from gpucreds import environment
from gpucreds.environment import TeamEnvironment
from tools.resource_page import SNIPPETS, table

_WRAPPER = re.compile(r"(?:pulumi\.Input|pulumi\.Output|NotRequired)\[(.*)\]")


class Part(TypedDict):
    """One annotated name with the docstring that follows it."""

    name: str
    type: str
    optional: bool
    meaning: str


def component_page() -> str:
    """The whole page in Markdown."""
    snippet = (SNIPPETS / "gpucreds_TeamEnvironment.py").read_text()
    arguments = [(f"`{name}`", _form(TeamEnvironment.__init__, name), told) for name, told in _documented_arguments()]
    outputs = [(f"`{part['name']}`", part["type"], part["meaning"]) for part in parts(TeamEnvironment)]
    return "\n\n".join(
        [
            "# gpucreds.TeamEnvironment",
            inspect.getdoc(environment) or "",
            inspect.getdoc(TeamEnvironment) or "",
            "[All resources](../README.md) · [Configuration](../configuration.md)",
            f"## Example\n\n```python\n{snippet}```",
            "## Inputs",
            table(("Input", "Type", "Meaning"), arguments),
            *(_object(cls) for cls in vars(environment).values() if _own_object(cls)),
            "## Outputs",
            table(("Output", "Type", "Meaning"), outputs) + "\n",
        ]
    )


def parts(cls: type) -> list[Part]:
    """The annotated names of a class, in order."""
    (definition,) = (node for node in ast.parse(inspect.getsource(cls)).body if isinstance(node, ast.ClassDef))
    return [
        Part(
            name=ast.unparse(node.target),
            type=f"`{_bare(ast.unparse(node.annotation))}`",
            optional=ast.unparse(node.annotation).startswith("NotRequired") or not getattr(cls, "__total__", True),
            meaning=" ".join(str(after.value.value).split()),
        )
        for node, after in itertools.pairwise(definition.body)
        if isinstance(node, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
    ]


def _object(cls: type) -> str:
    rows = [
        (f"`{part['name']}`", part["type"], "no" if part["optional"] else "yes", part["meaning"]) for part in parts(cls)
    ]
    return f"### {cls.__name__}\n\n{inspect.getdoc(cls)}\n\n{table(('Part', 'Type', 'Required', 'Meaning'), rows)}"


def _own_object(value: object) -> bool:
    return is_typeddict(value) and getattr(value, "__module__", "") == environment.__name__


def _documented_arguments() -> Iterator[tuple[str, str]]:
    _, _, told = (inspect.getdoc(TeamEnvironment.__init__) or "").partition("Args:\n")
    for line in told.splitlines():
        name, _, meaning = line.strip().partition(": ")
        yield name, meaning


def _form(function: object, name: str) -> str:
    annotation = inspect.signature(function).parameters[name].annotation  # type: ignore[arg-type]
    return f"`{annotation}`"


def _bare(annotation: str) -> str:
    """A type as a reader needs it: any value may be an output, which need not be said each time."""
    while wrapped := _WRAPPER.search(annotation):
        annotation = annotation[: wrapped.start()] + _inner(annotation[wrapped.start() :])
    return annotation.replace("egs_.", "egs.").replace("runai_.", "runai.").replace("nvcf_.", "nvcf.")


def _inner(wrapped: str) -> str:
    depth, begin = 0, wrapped.index("[") + 1
    for end, character in enumerate(wrapped):
        depth += (character == "[") - (character == "]")
        if character == "]" and depth == 0:
            return wrapped[begin:end] + wrapped[end + 1 :]
    return wrapped
