"""`POST /api/v1/auth`: an API key buys a token (contract section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.egs import tokens
from gpucreds_emulator.egs.assumptions import auth_without_key, key_without_workspace
from gpucreds_emulator.egs.errors import key_expired, key_unusable, unauthenticated

if TYPE_CHECKING:
    from gpucreds_emulator.egs.envelope import Json
    from gpucreds_emulator.egs.key import ApiKey
    from gpucreds_emulator.egs.store import Store


def log_in(store: Store, body: Json) -> Json:
    """A token, or E1, E2 or E3, in this order."""
    key = _key(store, body)
    now = store.clock.now()
    if key.expired(now):
        raise key_expired()
    if key.name in store.knobs.incomplete_keys:
        raise key_unusable()
    uid = store.uid_of(key.account)
    if uid is None:
        raise key_without_workspace()
    return {"token": tokens.issue(key.account, uid, now, store.knobs.token_lifetime)}


def _key(store: Store, body: Json) -> ApiKey:
    secret = body.get("apiKey")
    if not isinstance(secret, str) or not secret:
        raise auth_without_key()
    if secret not in store.keys:
        raise unauthenticated()
    return store.keys[secret]
