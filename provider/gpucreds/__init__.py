"""Credentials of GPU platforms as Pulumi resources: minted, rotated before expiry, revoked, encrypted in the stack.

from gpucreds import TeamEnvironment, egs, nvcf, runai
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from gpucreds.core.loading import LOADING

if TYPE_CHECKING:
    from gpucreds import egs, nvcf, runai
    from gpucreds.doors.typed import StackIdentity
    from gpucreds.environment import TeamEnvironment

__all__ = ["StackIdentity", "TeamEnvironment", "egs", "nvcf", "runai"]

_CLASSES = {"StackIdentity": "doors.typed", "TeamEnvironment": "environment"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module or a class
    # A provider begins with an import of this package, and needs none of what programs write.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with LOADING:
        module = importlib.import_module(f"{__name__}.{_CLASSES.get(name, name)}")
    return getattr(module, name) if name in _CLASSES else module
