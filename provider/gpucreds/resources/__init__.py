"""The one list of all resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gpucreds.core.declaration import Placed
from gpucreds.resources.access_rule import AccessRule
from gpucreds.resources.api_token import ApiToken
from gpucreds.resources.application import Application
from gpucreds.resources.local_user import LocalUser
from gpucreds.resources.scoped_key import ScopedKey
from gpucreds.resources.slice_workspace import SliceWorkspace
from gpucreds.resources.stack_identity import StackIdentity

if TYPE_CHECKING:
    from gpucreds.core.resource import Resource
    from gpucreds.platforms import Platforms

RESOURCES: tuple[type[Resource[Any, Any, Platforms]], ...] = (
    StackIdentity,
    ApiToken,
    SliceWorkspace,
    Application,
    LocalUser,
    AccessRule,
    ScopedKey,
)
ON_PLATFORMS = tuple(resource for resource in RESOURCES if issubclass(resource.state, Placed))
"""Those whose objects live on a platform; the others exist in a state only."""


def called(resource_type: str, properties: Mapping[str, Any]) -> str | None:
    """What GPUCREDS_ROTATE calls the resource of that type (`egs:ApiToken`); None for what never rotates.

    `properties` are its inputs in a state or, better, its whole state (camelCase): only that says on which control
    plane an application or a user lives. None also where the name is encrypted.
    """
    declared = next((resource for resource in RESOURCES if resource.resource_type == resource_type), None)
    return declared.called(properties) if declared else None
