"""`/v1/keys`: an owner's keys under one issuer (rows 1 to 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.nvcf import authorizations, caller, instant, shown
from gpucreds_emulator.nvcf.instant import MILLISECOND, SECOND
from gpucreds_emulator.nvcf.key import Key
from gpucreds_emulator.nvcf.new_key import NewKey
from gpucreds_emulator.nvcf.problems import bad_request, no_such_key, slow_down
from gpucreds_emulator.nvcf.status import Status

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.asked import Asked, Json
    from gpucreds_emulator.nvcf.caller import Caller
    from gpucreds_emulator.nvcf.store import Store


def create(store: Store, asked: Asked) -> Json:
    """Row 1: the checks are in the order of contract section 4."""
    new, now = NewKey.read(asked.fields), store.now
    who = caller.user(store, asked)
    description = new.checked_description()
    expires_at = new.checked_expiry(who.issuer, now)
    audiences = new.checked_audiences(who.issuer)
    _check_slots(store, who)
    allowed = authorizations.checked(new.authorizations, who.issuer)
    value = store.key_format.new()
    key = Key(
        hash=store.key_format.hash_of(value),
        mask=store.key_format.mask(value),
        owner_id=who.owner_id,
        issuer_service_id=who.issuer.service_id,
        audience_service_ids=audiences,
        description=description,
        created_at=instant.cut(now, MILLISECOND),
        expires_at=instant.cut(expires_at, MILLISECOND),
        authorizations=allowed,
        written_at=now,
    )
    store.add_key(key)
    return shown.made(store, key, value, expires_at)


def _check_slots(store: Store, who: Caller) -> None:
    # Step 9. A key counts in whatever status it is.
    taken = len(store.keys.under(who.owner_id, who.issuer.service_id))
    if store.knobs.slots_enforced and taken >= who.issuer.max_api_keys_per_user:
        raise bad_request("Actor reached maximum allowed number of keys in service")


def listing(store: Store, asked: Asked) -> Json:
    """Row 2."""
    who = caller.user(store, asked)
    return shown.listed(store, store.keys.under(who.owner_id, who.issuer.service_id))


def read(store: Store, asked: Asked) -> Json:
    """Row 3."""
    return shown.whole(store, _key(store, caller.user(store, asked), asked))


def authorize(store: Store, asked: Asked) -> Json:
    """Row 4: new authorizations, some time after the last ones; a create gave the first."""
    who, now = caller.user(store, asked), store.now
    allowed = authorizations.checked(asked.fields.any("authorizations"), who.issuer)
    key = _key(store, who, asked)
    if store.status(key) is not Status.ACTIVE:
        raise bad_request("Key is not active")
    if now - key.written_at < who.issuer.min_authz_update_interval_seconds * SECOND:
        raise slow_down()
    key.authorizations, key.written_at = allowed, now
    return shown.whole(store, key)


def delete(store: Store, asked: Asked) -> None:
    """Row 5."""
    store.keys.remove(_key(store, caller.user(store, asked), asked))


def _key(store: Store, who: Caller, asked: Asked) -> Key:
    key = store.keys.get(who.owner_id, who.issuer.service_id, asked.path["key_id"])
    if not key:
        raise no_such_key()
    return key
