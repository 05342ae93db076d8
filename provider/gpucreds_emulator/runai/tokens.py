"""The tokens that a sign-in gives (contract section 2, choices 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from gpucreds_emulator.runai.new_secret import client_secret
from gpucreds_emulator.runai.organization import TENANT_ID, TENANT_NAME
from gpucreds_emulator.runai.session import Refresh, Session
from gpucreds_emulator.runai.user import User
from gpucreds_emulator.signing import sign

if TYPE_CHECKING:
    from gpucreds_emulator.runai.caller import Caller
    from gpucreds_emulator.runai.session import Holder
    from gpucreds_emulator.runai.store import Store

_ISSUER = f"https://runai.example.com/auth/realms/{TENANT_NAME}"
_REFRESH_LIFETIMES = 10


@dataclass(frozen=True)
class Tokens:
    """What a sign-in gives; the last two only to users who signed in as such."""

    access: str = field(repr=False)
    lifetime: int
    refresh: str | None = field(default=None, repr=False)
    id_token: str | None = field(default=None, repr=False)


def issue(store: Store, caller: Caller, holder: Holder, client_id: str) -> Tokens:
    """Tokens for who has just signed in with the secret of `holder`."""
    now, lifetime = store.clock.now(), store.knobs.token_lifetime
    session_id = str(uuid4())
    store.sessions[session_id] = Session(caller, holder, holder.secret or "")
    holder.last_login = now
    issued = int(now.timestamp())
    claims: dict[str, Any] = {
        "exp": issued + lifetime,
        "iat": issued,
        "iss": _ISSUER,
        "sub": caller.id,
        "azp": client_id,
        "tenant_id": str(TENANT_ID) if store.knobs.tenant_id_as_text else TENANT_ID,
        "preferred_username": caller.name,
        **({"email": caller.name} if caller.is_user else {}),
    }
    access = sign({**claims, "jti": session_id})
    if not isinstance(holder, User):
        return Tokens(access, lifetime)
    refresh = client_secret()
    store.refreshes[refresh] = Refresh(holder.id, client_id, now + timedelta(seconds=_REFRESH_LIFETIMES * lifetime))
    return Tokens(access, lifetime, refresh, sign({**claims, "aud": client_id}))
