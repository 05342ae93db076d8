"""What a rule is: a pure function with a name, parameters and a level. Nothing here knows an engine."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from gpucreds.core.declaration import Model
from gpucreds_policy.subject import Subject

Level = Literal["advisory", "mandatory", "disabled"]
"""What a complaint does, in Pulumi's words: it is shown, it fails the command, or the rule does not run at all."""


class Parameters(Model):
    """The ground of what a team can set of a rule; every parameter has a default."""


P = TypeVar("P", bound=Parameters)


@dataclass(frozen=True)
class Complaint:
    """What a rule has against a resource, or against the stack as a whole where it names no resource."""

    rule: str
    level: Level
    message: str
    urn: str | None = None


@dataclass(frozen=True)
class Rule(Generic[P]):
    """A rule about one resource at a time, or about all of a stack together."""

    name: str
    """What the pack's configuration calls it."""
    level: Level
    """Its level unless the configuration says otherwise."""
    parameters: type[P]
    steps: str
    """What to do about a complaint."""
    function: Callable[..., Iterable[Any]]
    types: Sequence[str] = ()
    """The declared types that it looks at, one at a time; none for a rule about a whole stack."""

    @property
    def about(self) -> str:
        """What it demands, in a sentence: the first paragraph of its function's docstring."""
        return " ".join((inspect.getdoc(self.function) or "").partition("\n\n")[0].split())

    @property
    def page(self) -> str:
        """Its page in docs/policy."""
        return f"{self.name}.md"

    def complaints(self, subjects: Sequence[Subject], parameters: P, level: Level | None = None) -> Iterator[Complaint]:
        """What it has against these resources."""
        found = self._about_each(subjects, parameters) if self.types else self.function(subjects, parameters)
        for subject, message in found:
            yield Complaint(self.name, level or self.level, message, subject.urn if subject else None)

    def _about_each(self, subjects: Sequence[Subject], parameters: P) -> Iterator[tuple[Subject, str]]:
        for subject in subjects:
            if subject.type in self.types:
                yield from ((subject, message) for message in self.function(subject, parameters))


AboutResource = Callable[[Subject, P], Iterable[str]]
AboutStack = Callable[[Sequence[Subject], P], Iterable["tuple[Subject | None, str]"]]


def resource_rule(
    name: str, parameters: type[P], *, types: Sequence[str], steps: str, level: Level = "mandatory"
) -> Callable[[AboutResource[P]], Rule[P]]:
    """Make a rule of a function that says what is wrong with one resource. Its docstring says what it demands."""
    return lambda function: Rule(name, level, parameters, steps, function, types)


def stack_rule(
    name: str, parameters: type[P], *, steps: str, level: Level = "mandatory"
) -> Callable[[AboutStack[P]], Rule[P]]:
    """Make a rule of a function that says what is wrong with all resources of a stack, and which one it is about."""
    return lambda function: Rule(name, level, parameters, steps, function)
