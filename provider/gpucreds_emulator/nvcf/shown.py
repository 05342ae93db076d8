"""A key on the wire, in its four forms (contract sections 2 and 3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.nvcf import instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gpucreds_emulator.nvcf.asked import Json
    from gpucreds_emulator.nvcf.instant import Instant
    from gpucreds_emulator.nvcf.key import Key
    from gpucreds_emulator.nvcf.store import Store


def made(store: Store, key: Key, value: str, expires_at: Instant) -> Json:
    """Right after its creation: the one time that it has its value, and an expiry as fine as sent."""
    return {**whole(store, key), "value": value, "expires_at": instant.text(expires_at)}


def whole(store: Store, key: Key) -> Json:
    """With a masked value and with authorizations."""
    return {**_listed(store, key), "authorizations": key.authorizations}


def listed(store: Store, keys: Iterable[Key]) -> Json:
    """A list, whose items have no authorizations."""
    return {"keys": [_listed(store, key) for key in keys]}


def without_value(store: Store, key: Key) -> Json:
    """With neither value nor authorizations."""
    return {name: content for name, content in _listed(store, key).items() if name != "value"}


def _listed(store: Store, key: Key) -> Json:
    return {
        "id": key.id,
        "value": key.mask,
        "status": store.status(key).value,
        "owner_type": "USER",
        "owner_id": key.owner_id,
        "issuer_service_id": key.issuer_service_id,
        "audience_service_ids": list(key.audience_service_ids),
        "description": key.description,
        "created_at": instant.text(key.created_at),
        "expires_at": instant.text(key.expires_at),
    }
