"""`/api/v1/access-keys`: those of the caller, who must be a user; for administrators, all (contract section 5)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import uuid4

from gpucreds_emulator.runai import assumptions, names, wire_time
from gpucreds_emulator.runai.access_key import AccessKey
from gpucreds_emulator.runai.errors import not_found, refusal
from gpucreds_emulator.runai.new_secret import client_secret

if TYPE_CHECKING:
    from gpucreds_emulator.runai.asked import Asked
    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.store import Store


def listing(store: Store, asked: Asked) -> Json:
    """The caller's own."""
    return {"accessKeys": [_shown(key) for key in _own(store, asked)]}


def create(store: Store, asked: Asked) -> Json:
    """A new one, that acts as the caller."""
    name = names.name(asked.fields, store.knobs.generation)
    own = _own(store, asked)
    if len(own) >= assumptions.MOST_KEYS:
        raise assumptions.too_many_keys(store.knobs)
    if name in [key.name for key in own]:
        raise refusal(409)
    key = AccessKey(
        id=str(uuid4()),
        name=name,
        client_id=secrets.token_hex(8),
        secret=client_secret(),
        owner_id=asked.caller.id,
        created_by=asked.caller.name,
        created=store.clock.now(),
    )
    store.keys[key.id] = key
    return {
        "id": key.id,
        "clientId": key.client_id,
        "name": key.name,
        "clientSecret": key.secret,
        "createdAt": wire_time.shown(key.created),
    }


def read(store: Store, asked: Asked) -> Json:
    """One of the caller's own."""
    return _shown(_key(store, asked))


def delete(store: Store, asked: Asked) -> None:
    """It signs in no more."""
    del store.keys[_key(store, asked).id]


def renew_secret(store: Store, asked: Asked) -> Json:
    """A new secret; the old one is dead at once."""
    key = _key(store, asked)
    key.secret = client_secret()
    return {"clientSecret": key.secret}


def listing_of_all(store: Store, asked: Asked) -> Json:
    """Those of all users, or of one, or the one with that `clientId`."""
    client_id, created_by = asked.query.text("clientId"), asked.query.text("createdBy")
    chosen = [
        {**_shown(key), "createdBy": key.created_by}
        for key in store.keys.values()
        if client_id in (None, key.client_id) and created_by in (None, key.created_by)
    ]
    return {"accessKeys": chosen}


def delete_any(store: Store, asked: Asked) -> None:
    """Anybody's key."""
    if not store.keys.pop(asked.id, None):
        raise not_found()


def _own(store: Store, asked: Asked) -> list[AccessKey]:
    return [key for key in store.keys.values() if key.owner_id == asked.caller.id]


def _key(store: Store, asked: Asked) -> AccessKey:
    for key in _own(store, asked):
        if key.id == asked.id:
            return key
    raise not_found()


def _shown(key: AccessKey) -> Json:
    return {
        "id": key.id,
        "name": key.name,
        "clientId": key.client_id,
        "createdAt": wire_time.shown(key.created),
        "lastLogin": wire_time.shown(key.last_login),
    }
