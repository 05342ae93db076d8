"""Who calls, by the bearer of a request (contract section 4, A6 to A8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gpucreds_emulator.egs import account as accounts
from gpucreds_emulator.egs.account import Account
from gpucreds_emulator.egs.assumptions import ACCESS_TOKEN_ROLE, bad_bearer
from gpucreds_emulator.signing import verified

if TYPE_CHECKING:
    from werkzeug.datastructures import Authorization

    from gpucreds_emulator.egs.store import Store


def caller(store: Store, authorization: Authorization | None) -> Account:
    """The account behind a good bearer; else E1."""
    if authorization is None or authorization.type != "bearer" or not authorization.token:
        raise bad_bearer()
    if authorization.token == store.seed.access_token:
        return Account(ACCESS_TOKEN_ROLE)
    account = _of_claims(store, verified(authorization.token) or {})
    if account is None:
        raise bad_bearer()
    return account


def _of_claims(store: Store, claims: dict[str, Any]) -> Account | None:
    # By the emulator's clock. A token without `exp` is one of a kubeconfig, which is no bearer of this API.
    if claims.get("exp", 0) <= store.clock.now().timestamp():
        return None
    named = claims["kubernetes.io"]["serviceaccount"]
    account = accounts.of_name(named["name"])
    return account if account and store.uid_of(account) == named["uid"] else None
