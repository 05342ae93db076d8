"""Users as they are read, and the list of them (contract section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.runai import wire_time
from gpucreds_emulator.runai.conditions import Field, Kind
from gpucreds_emulator.runai.errors import not_found
from gpucreds_emulator.runai.listing import Listing

if TYPE_CHECKING:
    from gpucreds_emulator.runai.asked import Asked
    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.query import Query
    from gpucreds_emulator.runai.store import Store
    from gpucreds_emulator.runai.user import User

_FIELDS = {
    "username": Field("username"),
    "createdBy": Field("createdBy"),
    "lastLogin": Field("lastLogin", Kind.TIME),
    "creationTime": Field("createdAt", Kind.TIME),
    "lastUpdated": Field("updatedAt", Kind.TIME),
}
_LISTING = Listing(
    filters={**_FIELDS, "isLocal": Field("isLocal", Kind.FLAG)},
    sorts={**_FIELDS, "type": Field("isLocal", Kind.FLAG)},
    searched=("username",),
    operators=("==", "<=", ">=", "=@"),
    default_limit=500,
)
_OLD_FILTERS = {"runai.is_local:true": True, "runai.is_local:false": False}


def listing(store: Store, asked: Asked) -> list[Json]:
    """A bare array, with nothing that tells whether there is more."""
    shown = _filtered_the_old_way([_shown(store, user) for user in store.users.values()], asked.query)
    if not store.knobs.generation.queries_users:
        return shown
    page = _LISTING.page(shown, asked.query)
    return _LISTING.select(shown, asked.query) if store.knobs.users_ignore_paging else page.items


def _filtered_the_old_way(users: list[Json], query: Query) -> list[Json]:
    text = query.text("filter")
    if text is None:
        return users
    if text not in _OLD_FILTERS:
        query.refuse("filter", f"must be one of {', '.join(_OLD_FILTERS)}")
        return users
    return [user for user in users if user["isLocal"] is _OLD_FILTERS[text]]


def read(store: Store, asked: Asked) -> Json:
    """One of them."""
    if asked.id not in store.users:
        raise not_found()
    return _shown(store, store.users[asked.id])


def count(store: Store, _asked: Asked) -> Json:
    """How many there are."""
    return {"count": len(store.users)}


def _shown(store: Store, user: User) -> Json:
    names = {"firstName": user.first_name, "lastName": user.last_name} if store.knobs.generation.takes_names else {}
    return {
        "id": user.id,
        "username": user.username,
        "createdBy": user.created_by,
        "createdAt": wire_time.shown(user.created),
        "updatedAt": wire_time.shown(user.updated),
        "lastLogin": wire_time.shown(user.last_login),
        "isLocal": user.is_local,
        "groups": [],
        **names,
    }
