"""Which resources and stacks a team means by the patterns in the pack's configuration: `*`, `?` and `[…]`."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from gpucreds_policy.subject import Subject


def names(subject: Subject, patterns: Iterable[str]) -> bool:
    """Whether one means this resource: by its logical name, or by `<project>/<stack>` all of that stack."""
    return _one_matches(patterns, subject.name, f"{subject.project}/{subject.stack}")


def names_stack(subject: Subject, patterns: Iterable[str]) -> bool:
    """Whether one means the stack of this resource: `<stack>` or `<project>/<stack>`."""
    return _one_matches(patterns, subject.stack, f"{subject.project}/{subject.stack}")


def one_matches(patterns: Iterable[str], text: str) -> bool:
    """Whether one means this text, in whatever letter case."""
    return _one_matches([pattern.lower() for pattern in patterns], text.lower())


def _one_matches(patterns: Iterable[str], *texts: str) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns for text in texts)
