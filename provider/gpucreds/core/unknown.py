"""What nobody knows before the update runs: it stands for itself, and to look at it is an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn, TypeVar, cast

T = TypeVar("T")


class UnknownValue(Exception):
    """Somebody asked for a value that is known only when the update runs."""


class Unknown:
    """Stands for a value that is not known before the update runs. To look at it raises UnknownValue."""

    def _look(self, *_: object) -> NoReturn:
        raise UnknownValue

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _look
    __len__ = __iter__ = __contains__ = __add__ = __radd__ = __sub__ = __rsub__ = __str__ = _look
    __hash__ = _look

    def __getattr__(self, name: str) -> NoReturn:
        # Python itself asks for dunder names, and takes no other error for a no.
        raise AttributeError(name) if name.startswith("__") else UnknownValue

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


def known(value: T) -> T | None:
    """`value`, None as long as nobody knows it."""
    return None if cast("object", value) is UNKNOWN else value


def contains_unknown(value: object) -> bool:
    """Whether some part of `value` is not known yet."""
    if isinstance(value, (str, int, float)):
        return False
    if isinstance(value, Mapping):
        return any(map(contains_unknown, value.values()))
    return any(map(contains_unknown, value)) if isinstance(value, (list, tuple)) else value is UNKNOWN
