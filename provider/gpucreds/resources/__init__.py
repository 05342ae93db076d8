"""The one list of all resources. The module of each is read when somebody asks for it: a program uses few of them."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gpucreds.core.loading import LOADING

if TYPE_CHECKING:
    from gpucreds.core.resource import Resource
    from gpucreds.platforms import Platforms

    AnyResource = type[Resource[Any, Any, Platforms]]

RESOURCES: tuple[AnyResource, ...]
"""All of them."""
ON_PLATFORMS: tuple[AnyResource, ...]
"""Those whose objects live on a platform; the others exist in a state only."""

_MODULES = {
    "gpucreds:StackIdentity": "stack_identity",
    "egs:ApiToken": "api_token",
    "egs:SliceWorkspace": "slice_workspace",
    "runai:Application": "application",
    "runai:LocalUser": "local_user",
    "runai:AccessRule": "access_rule",
    "nvcf:ScopedKey": "scoped_key",
}


class _Declared(Mapping[str, "AnyResource"]):
    def __getitem__(self, resource_type: str) -> AnyResource:
        return _declared(resource_type)

    def __contains__(self, resource_type: object) -> bool:
        return resource_type in _MODULES

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


@functools.cache
def _declared(resource_type: str) -> AnyResource:
    with LOADING:
        module = importlib.import_module(f"{__name__}.{_MODULES[resource_type]}")
    found: AnyResource = getattr(module, resource_type.partition(":")[2])
    return found


DECLARED: Mapping[str, AnyResource] = _Declared()
"""Each by its type (`egs:ApiToken`)."""


def called(resource_type: str, properties: Mapping[str, Any]) -> str | None:
    """What GPUCREDS_ROTATE calls the resource of that type (`egs:ApiToken`); None for what never rotates.

    `properties` are its inputs in a state or, better, its whole state (camelCase): only that says on which control
    plane an application or a user lives. None also where the name is encrypted.
    """
    return DECLARED[resource_type].called(properties) if resource_type in DECLARED else None


def __getattr__(name: str) -> tuple[AnyResource, ...]:
    if name == "RESOURCES":
        return tuple(DECLARED.values())
    if name == "ON_PLATFORMS":
        return tuple(resource for resource in DECLARED.values() if "endpoint" in resource.state.model_fields)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
