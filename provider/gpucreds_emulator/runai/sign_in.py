"""Who may sign in, and who still may (contract section 2, choice 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.runai import tokens
from gpucreds_emulator.runai.access_key import AccessKey
from gpucreds_emulator.runai.account import Account
from gpucreds_emulator.runai.assumptions import CLI
from gpucreds_emulator.signing import verified

if TYPE_CHECKING:
    from werkzeug.datastructures import Authorization

    from gpucreds_emulator.runai.caller import Caller
    from gpucreds_emulator.runai.session import Holder
    from gpucreds_emulator.runai.store import Store
    from gpucreds_emulator.runai.tokens import Tokens
    from gpucreds_emulator.runai.user import User


def as_client(store: Store, client_id: str, secret: str) -> Tokens | None:
    """With the id and secret of an application, service account or access key; None when that is no good."""
    holders: list[Account | AccessKey] = [*store.accounts.values(), *store.keys.values()]
    for holder in holders:
        caller = _caller(store, holder)
        if caller and (holder.client_id, holder.secret) == (client_id, secret):
            return tokens.issue(store, caller, holder, client_id)
    return None


def as_user(store: Store, username: str, password: str, client_id: str | None) -> Tokens | None:
    """With the e-mail and password of a local user."""
    user = store.user_called(username)
    if user is None or user.secret != password or (store.knobs.password_needs_cli and client_id != CLI):
        return None
    return _as(store, user, client_id or CLI)


def again(store: Store, refresh_token: str) -> Tokens | None:
    """With a refresh token, which stays good."""
    refresh = store.refreshes.get(refresh_token)
    user = store.users.get(refresh.user_id) if refresh else None
    if refresh is None or user is None or refresh.expires <= store.clock.now():
        return None
    return _as(store, user, refresh.client_id)


def caller_of(store: Store, authorization: Authorization | None) -> Caller | None:
    """Who is behind a bearer; None when it is no good."""
    if authorization is None or authorization.type != "bearer" or not authorization.token:
        return None
    claims = verified(authorization.token) or {}
    session = store.sessions.get(claims.get("jti", ""))
    if session is None or claims["exp"] <= store.clock.now().timestamp():
        return None
    gone = session.holder.secret != session.secret or _caller(store, session.holder) is None
    return None if gone and store.knobs.tokens_die_at_once else session.caller


def _as(store: Store, user: User, client_id: str) -> Tokens:
    return tokens.issue(store, user.caller, user, client_id)


def _caller(store: Store, holder: Holder) -> Caller | None:
    """Who a holder of a secret may act as now."""
    if isinstance(holder, Account):
        good = holder.enabled and holder.id in store.accounts
        return holder.caller if good else None
    if isinstance(holder, AccessKey):
        user = store.users.get(holder.owner_id) if holder.id in store.keys else None
    else:
        user = store.users.get(holder.id)
    return user.caller if user else None
