"""`/v1/admin`: over all issuers, by key value or by owner (rows 15 to 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.nvcf import instant, shown
from gpucreds_emulator.nvcf.instant import MILLISECOND
from gpucreds_emulator.nvcf.problems import bad_request, no_such_key, not_found
from gpucreds_emulator.nvcf.status import OWNER_STATUSES, Status

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.asked import Asked, Json
    from gpucreds_emulator.nvcf.owner import Owner
    from gpucreds_emulator.nvcf.store import Store


def look_up(store: Store, asked: Asked) -> Json:
    """Row 15: in any status."""
    key = store.keys.with_hash(store.key_format.hash_of(asked.fields.text("key")))
    if not key:
        raise no_such_key()
    return shown.without_value(store, key)


def listing(store: Store, asked: Asked) -> Json:
    """Row 16."""
    return shown.listed(store, store.keys.of_owner(_owner(store, asked).owner_id))


def delete_all(store: Store, asked: Asked) -> None:
    """Row 17: the owner's record stays."""
    for key in store.keys.of_owner(_owner(store, asked).owner_id):
        store.keys.remove(key)


def read_owner(store: Store, asked: Asked) -> Json:
    """Row 18."""
    return _owner(store, asked).shown()


def set_owner_status(store: Store, asked: Asked) -> Json:
    """Row 19: also to what it is."""
    wanted = asked.fields.choice("status", OWNER_STATUSES)
    owner = _owner(store, asked)
    if wanted is None:
        raise bad_request("status is required parameter")
    owner.status, owner.status_updated_at = Status(wanted), instant.cut(store.now, MILLISECOND)
    return owner.shown()


def _owner(store: Store, asked: Asked) -> Owner:
    owner = store.owners.get(asked.path["user_id"])
    if not owner:
        raise not_found("Key owner not found")
    return owner
