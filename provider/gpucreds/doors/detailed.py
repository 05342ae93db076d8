"""The difference between a state and inputs, property by property, as an engine shows it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pulumi.runtime.proto.provider_pb2 import DiffResponse, PropertyDiff

from gpucreds.core.unknown import UNKNOWN, contains_unknown

_REPLACING = {
    PropertyDiff.ADD: PropertyDiff.ADD_REPLACE,
    PropertyDiff.DELETE: PropertyDiff.DELETE_REPLACE,
    PropertyDiff.UPDATE: PropertyDiff.UPDATE_REPLACE,
}


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any], changed: Collection[str], replaces: Collection[str]
) -> dict[str, PropertyDiff]:
    """By path, in the order of `changed`, which are the inputs that differ; `replaces` are those that replace."""
    found: dict[str, PropertyDiff] = {}
    for name in changed:
        for path, kind in _compared(name, old.get(name), new.get(name)):
            found[path] = PropertyDiff(kind=_REPLACING[kind] if name in replaces else kind, inputDiff=True)
    return found


def differ(old: Any, new: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether a value changes; what is not known yet counts as another."""
    return contains_unknown(new) or bool(old != new)


def compared(
    detailed: Mapping[str, PropertyDiff], ignored: Collection[str], *, delete_before_replace: bool = False
) -> DiffResponse:
    """What a diff answers. `ignored` are the paths whose changes a program tells the engine to leave alone."""
    left = {path: one for path, one in detailed.items() if not any(_within(path, other) for other in ignored)}
    replaces = _names(path for path, one in left.items() if one.kind in _REPLACING.values())
    return DiffResponse(
        changes=DiffResponse.DIFF_SOME if left else DiffResponse.DIFF_NONE,
        diffs=_names(left),
        replaces=replaces,
        deleteBeforeReplace=delete_before_replace and bool(replaces),
        detailedDiff=left,
        hasDetailedDiff=True,
    )


def _names(paths: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(re.split(r"[.\[]", path, maxsplit=1)[0] for path in paths))


def _within(path: str, other: str) -> bool:
    return path == other or path.startswith((f"{other}.", f"{other}["))


def _compared(path: str, old: Any, new: Any) -> Iterator[tuple[str, PropertyDiff.Kind.ValueType]]:  # noqa: ANN401 - JSON
    if old is None or new is None:
        yield path, PropertyDiff.ADD if old is None else PropertyDiff.DELETE
    elif new is not UNKNOWN and isinstance(old, dict) and isinstance(new, dict):
        yield from _inside((f"{path}.{key}", old.get(key), new.get(key)) for key in sorted({*old, *new}))
    elif new is not UNKNOWN and isinstance(old, list) and isinstance(new, list):
        length = max(len(old), len(new))
        yield from _inside((f"{path}[{index}]", _at(old, index), _at(new, index)) for index in range(length))
    else:
        yield path, PropertyDiff.UPDATE


def _inside(parts: Iterator[tuple[str, Any, Any]]) -> Iterator[tuple[str, PropertyDiff.Kind.ValueType]]:
    for path, old, new in parts:
        if differ(old, new):
            yield from _compared(path, old, new)


def _at(values: list[Any], index: int) -> Any:  # noqa: ANN401 - JSON
    return values[index] if index < len(values) else None
