"""Checks of plain objects that a program composes, often from a file, before anything is declared from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gpucreds.core.spelling import did_you_mean


def wrong_with(path: str, value: object, form: type) -> Iterator[str]:
    """What is wrong with the keys of `value`, and with the kinds of its lists and objects, by a TypedDict."""
    if not isinstance(value, Mapping):
        yield f"{path} has to be an object"
        return
    # Read as text: the forms of inputs name types that only the SDK's own module can resolve.
    hints = {name: str(hint.__forward_arg__) for name, hint in form.__annotations__.items()}
    for name in value:
        if name not in hints:
            yield f"{path}.{name} is no such property: {did_you_mean(str(name), hints)}"
    optional: frozenset[str] = form.__optional_keys__  # type: ignore[attr-defined]
    for name, hint in hints.items():
        yield from _wrong_with_part(f"{path}.{name}", value.get(name), hint, optional=name in optional)


def _wrong_with_part(path: str, value: object, hint: str, *, optional: bool) -> Iterator[str]:
    bare = hint.removeprefix("NotRequired[")  # which the class itself does not see in a text
    if value is None:
        if not optional and bare == hint:
            yield f"{path} is required"
    elif bare.startswith("Mapping[") and not isinstance(value, Mapping):
        yield f"{path} has to be an object"
    elif bare.startswith("Sequence[") and (isinstance(value, str) or not isinstance(value, Sequence)):
        yield f"{path} has to be a list"
    elif bare == "str" and not isinstance(value, str):
        yield f"{path} has to be a plain text"
