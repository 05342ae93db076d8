"""The file of teams: read, and refused with everything that is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gpucreds.core.errors import Refused

LONGEST = 100
"""How many characters the engine takes for the name of a stack."""
TEMPLATE = re.compile(r"(?P<organization>[\w.][\w.-]*/)?(?P<before>[\w.-]*)\{team\}(?P<after>[\w.-]*)", re.ASCII)
"""What `--stack-name` may be."""
_NAME = re.compile(r"[\w.][\w.-]*", re.ASCII)
_MERGE = "tag:yaml.org,2002:merge"
_TEXT = "tag:yaml.org,2002:str"
_NOTHING = "tag:yaml.org,2002:null"


@dataclass(frozen=True)
class Team:
    """One entry of the file."""

    name: str
    stack: str
    """The name of its stack, after an organization where the template has one."""
    settings: Any
    """What the entry says, as YAML understands it."""


def read(path: Path, template: str) -> list[Team]:
    """The teams of a file, in its order; their stacks are named by `template`.

    Raises Refused with all that is wrong in it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read: {_why(error)}", "Name the file of teams with --teams") from None
    problems = list(_problems(_composed(path, text), template))
    if problems:
        raise Refused(f"{path.name}: {'; '.join(problems)}", "Nothing was started")
    return [Team(name, template.replace("{team}", name), entry) for name, entry in _loaded(path, text).items()]


def _composed(path: Path, text: str) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise _bad(path, error) from None
    return node


def _loaded(path: Path, text: str) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # a date that there is not is a ValueError
        raise _bad(path, error) from None
    return found


def _bad(path: Path, error: Exception) -> Refused:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    place = f"line {mark.line + 1}: " if mark else ""
    told = error.problem if isinstance(error, yaml.MarkedYAMLError) else error
    return Refused(f"{path.name}: {place}this is no YAML: {told}", "Nothing was started")


def _why(error: OSError | UnicodeDecodeError) -> str:
    return "it is no text" if isinstance(error, UnicodeDecodeError) else str(error.strerror)


def _problems(root: yaml.Node | None, template: str) -> Iterator[str]:
    if not isinstance(root, yaml.MappingNode) or not root.value:
        yield "it has no team: write one as a key, with its settings below"
        return
    yield from _twice(root, set())
    for key, entry in root.value:
        yield from (f"line {_line(key)}: {told}" for told in _about(key, entry, template))
    yield from _alike([key for key, _ in root.value if key.tag == _TEXT])


def _about(key: yaml.Node, entry: yaml.Node, template: str) -> Iterator[str]:
    if key.tag != _TEXT:
        yield f"{key.value!r} is no text to YAML: write it in quotes"
        return
    if not _NAME.fullmatch(key.value):
        yield f"{key.value!r} cannot name a stack: use letters, digits, hyphens, underscores and periods"
    elif len(template.replace("{team}", key.value).rpartition("/")[2]) > LONGEST:
        yield f"{key.value[:20]!r}... is too long: the name of a stack has {LONGEST} characters at most"
    if not isinstance(entry, yaml.MappingNode) and entry.tag != _NOTHING:
        yield f"{key.value!r} has no settings: write a mapping, or nothing"


def _twice(node: yaml.Node, seen: set[int]) -> Iterator[str]:
    """Keys that stand twice in one mapping, wherever: YAML would take the last one without a word."""
    if id(node) in seen or not isinstance(node, yaml.CollectionNode):
        return
    seen.add(id(node))
    inside = node.value
    if isinstance(node, yaml.MappingNode):
        yield from _repeated([key for key, _ in node.value if key.tag != _MERGE])
        inside = [value for _, value in node.value]
    for one in inside:
        yield from _twice(one, seen)


def _repeated(keys: Sequence[yaml.Node]) -> Iterator[str]:
    first: dict[tuple[str, str], yaml.Node] = {}
    for key in keys:
        other = first.setdefault((key.tag, str(key.value)), key)
        if other is not key:
            yield f"line {_line(key)}: {key.value!r} stands in line {_line(other)} already"


def _alike(keys: Sequence[yaml.Node]) -> Iterator[str]:
    first: dict[str, yaml.Node] = {}
    for key in keys:
        other = first.setdefault(key.value.casefold(), key)
        if other.value != key.value:
            yield (
                f"line {_line(key)}: {key.value!r} and {other.value!r} differ in nothing but case, "
                "and some backends would keep them in one stack"
            )


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
