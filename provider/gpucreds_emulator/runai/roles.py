"""`/api/v1/authorization/roles` and `/api/v2/authorization/roles` (contract section 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.runai import wire_time
from gpucreds_emulator.runai.conditions import Field, Kind
from gpucreds_emulator.runai.errors import not_found
from gpucreds_emulator.runai.listing import Listing
from gpucreds_emulator.runai.organization import TENANT_ID

if TYPE_CHECKING:
    from gpucreds_emulator.runai.asked import Asked
    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.organization import Role
    from gpucreds_emulator.runai.store import Store

_CREATED_BY = "Run:ai"
_LISTING = Listing(
    filters={
        "name": Field("name"),
        "createdAt": Field("createdAt", Kind.TIME),
        "createdBy": Field("createdBy"),
        "custom": Field("custom", Kind.FLAG),
        "scopeType": Field("scopeType"),
        "enabled": Field("enabled", Kind.FLAG),
    },
    searched=("name",),
)


def listing_v1(store: Store, _asked: Asked) -> list[Json]:
    """A bare array, in which deleted roles still are."""
    return [_shown_v1(store, role) for role in store.organization.roles]


def read_v1(store: Store, asked: Asked) -> Json:
    """One of them."""
    return _shown_v1(store, _role(store, asked))


def listing_v2(store: Store, asked: Asked) -> Json:
    """A page of those that are not deleted."""
    shown = [_shown_v2(store, role) for role in store.organization.roles if not role.deleted]
    return _LISTING.page(shown, asked.query).envelope("roles")


def read_v2(store: Store, asked: Asked) -> Json:
    """One of them."""
    return _shown_v2(store, _role(store, asked))


def _role(store: Store, asked: Asked) -> Role:
    role = store.organization.role(asked.parts["id"] - store.knobs.role_id_shift)
    if role is None:
        raise not_found()
    return role


def _shown_v1(store: Store, role: Role) -> Json:
    newer = {"custom": role.custom, "effectiveEnabled": True, "enabled": True}
    return {
        **_in_both(store, role),
        "permissions": [],
        "deletedAt": wire_time.shown(store.born) if role.deleted else None,
        **(newer if store.knobs.generation.tells_details else {"tenantId": TENANT_ID}),
    }


def _shown_v2(store: Store, role: Role) -> Json:
    return {
        **_in_both(store, role),
        "enabled": True,
        "custom": role.custom,
        "effectiveEnabled": True,
        "deprecated": False,
        "permissionSets": [],
        "permissions": [],
        "kubernetesPermissions": {"predefinedRole": ""},
    }


def _in_both(store: Store, role: Role) -> Json:
    return {
        "id": role.id + store.knobs.role_id_shift,
        "name": role.name,
        "description": "",
        "createdAt": wire_time.shown(store.born),
        "updatedAt": wire_time.shown(store.born),
        "createdBy": _CREATED_BY,
    }
