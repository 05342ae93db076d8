"""`/v1/service-admin`: an issuer over the keys that it issued, of any owner (rows 10 to 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.nvcf import caller, shown
from gpucreds_emulator.nvcf.problems import bad_request, no_such_key
from gpucreds_emulator.nvcf.status import KEY_STATUSES, MOVES, Status

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.asked import Asked, Json
    from gpucreds_emulator.nvcf.key import Key
    from gpucreds_emulator.nvcf.store import Store


def listing(store: Store, asked: Asked) -> Json:
    """Row 10."""
    return shown.listed(store, _keys(store, asked))


def read(store: Store, asked: Asked) -> Json:
    """Row 11."""
    return shown.whole(store, _key(store, asked))


def delete(store: Store, asked: Asked) -> None:
    """Row 12."""
    store.keys.remove(_key(store, asked))


def set_status(store: Store, asked: Asked) -> Json:
    """Row 13: one of three moves, from the status that the key shows."""
    wanted = asked.fields.choice("status", KEY_STATUSES)
    key = _key(store, asked)
    if (store.status(key), wanted) not in MOVES:
        raise bad_request("Invalid status transition")
    key.kept_status = Status(wanted)
    return shown.whole(store, key)


def suspend_all(store: Store, asked: Asked) -> Json:
    """Row 14: of the owner's keys, those that are ACTIVE."""
    keys = _keys(store, asked)
    for key in keys:
        if store.status(key) is Status.ACTIVE:
            key.kept_status = Status.SUSPENDED
    return shown.listed(store, keys)


def _keys(store: Store, asked: Asked) -> list[Key]:
    return store.keys.under(asked.path["user_id"], caller.service(store, asked).service_id)


def _key(store: Store, asked: Asked) -> Key:
    issuer = caller.service(store, asked)
    key = store.keys.get(asked.path["user_id"], issuer.service_id, asked.path["key_id"])
    if not key:
        raise no_such_key()
    return key
