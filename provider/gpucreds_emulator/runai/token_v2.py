"""`POST /api/v2/token`: a form, as OAuth has it (contract section 2, A6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.runai import assumptions, sign_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gpucreds_emulator.runai.asked import Asked
    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.store import Store
    from gpucreds_emulator.runai.tokens import Tokens


def fetch(store: Store, asked: Asked) -> Json:
    """Tokens for one of three grants; there is no `app_token` here."""
    tokens = _tokens(store, asked.form)
    shown = {
        "access_token": tokens.access,
        "token_type": "Bearer",
        "expires_in": tokens.lifetime,
        "refresh_token": tokens.refresh,
        "id_token": tokens.id_token,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _tokens(store: Store, form: Mapping[str, str]) -> Tokens:
    grant = _required(form, "grant_type")
    if grant == "client_credentials":
        tokens = sign_in.as_client(store, _required(form, "client_id"), _required(form, "client_secret"))
        refusal = assumptions.wrong_client
    elif grant == "password":
        username, password = _required(form, "username"), _required(form, "password")
        tokens = sign_in.as_user(store, username, password, form.get("client_id") or None)
        refusal = assumptions.wrong_user
    elif grant == "refresh_token":
        tokens = sign_in.again(store, _required(form, "refresh_token"))
        refusal = assumptions.wrong_refresh_token
    else:
        raise assumptions.unknown_grant_type()
    if tokens is None:
        raise refusal()
    return tokens


def _required(form: Mapping[str, str], name: str) -> str:
    value = form.get(name)
    if not value:
        raise assumptions.missing_form_field(name)
    return value
