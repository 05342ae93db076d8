"""The page of the component in the reference, from its source: it has no declaration, only types and docstrings."""

from __future__ import annotations

import inspect
import re
from typing import is_typeddict

from gpucreds import environment
from gpucreds.core.documented import Attribute, arguments, attributes
from gpucreds.environment import TeamEnvironment
from tools.resource_page import SNIPPETS, table

_WRAPPER = re.compile(r"(?:pulumi\.Input|pulumi\.Output|NotRequired)\[(.*)\]")


def component_page() -> str:
    """The whole page in Markdown."""
    snippet = (SNIPPETS / "gpucreds_TeamEnvironment.py").read_text()
    told = arguments(TeamEnvironment.__init__).items()
    inputs = [(f"`{name}`", _form(TeamEnvironment.__init__, name), meaning) for name, meaning in told]
    outputs = [(f"`{one.name}`", _type(one), _in_one_line(one)) for one in attributes(TeamEnvironment)]
    return "\n\n".join(
        [
            "# gpucreds.TeamEnvironment",
            inspect.getdoc(environment) or "",
            inspect.getdoc(TeamEnvironment) or "",
            "[All resources](../README.md) · [Configuration](../configuration.md)",
            f"## Example\n\n```python\n{snippet}```",
            "## Inputs",
            table(("Input", "Type", "Meaning"), inputs),
            *(_object(cls) for cls in vars(environment).values() if _own_object(cls)),
            "## Outputs",
            table(("Output", "Type", "Meaning"), outputs) + "\n",
        ]
    )


def _object(cls: type) -> str:
    rows = [
        (f"`{one.name}`", _type(one), "no" if one.optional else "yes", _in_one_line(one)) for one in attributes(cls)
    ]
    return f"### {cls.__name__}\n\n{inspect.getdoc(cls)}\n\n{table(('Part', 'Type', 'Required', 'Meaning'), rows)}"


def _type(one: Attribute) -> str:
    return f"`{_bare(one.annotation)}`"


def _in_one_line(one: Attribute) -> str:
    return " ".join(one.meaning.split())


def _own_object(value: object) -> bool:
    return is_typeddict(value) and getattr(value, "__module__", "") == environment.__name__


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
