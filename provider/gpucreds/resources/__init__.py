"""The one list of all resources."""

from __future__ import annotations

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
