"""`POST /api/v1/token`: JSON, in which the names of keys ignore case (contract section 2, choice 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.runai import assumptions, sign_in
from gpucreds_emulator.runai.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from gpucreds_emulator.runai.asked import Asked
    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.store import Store
    from gpucreds_emulator.runai.tokens import Tokens

_LONGEST_SECRET = 500
_LONGEST_TOKEN = 4096


def fetch(store: Store, asked: Asked) -> Json:
    """Tokens for one of the grants that this version knows."""
    # In lower case, where the last spelling wins.
    fields = Fields({name.lower(): value for name, value in asked.body.items()})
    grant = fields.text("granttype")
    if grant not in store.knobs.generation.grants:
        raise assumptions.unsupported_grant(store.knobs)
    tokens = _GRANTS[grant](store, fields)
    if tokens is None:
        raise assumptions.refused_login(store.knobs)
    shown = {
        "accessToken": tokens.access,
        "idToken": tokens.id_token,
        "refreshToken": tokens.refresh,
        "expiresIn": tokens.lifetime if store.knobs.generation.tells_expiry else None,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _app_token(store: Store, fields: Fields) -> Tokens | None:
    return sign_in.as_client(store, fields.text("appid"), fields.text("appsecret", longest=_LONGEST_SECRET))


def _client_credentials(store: Store, fields: Fields) -> Tokens | None:
    return sign_in.as_client(store, fields.text("clientid"), fields.text("clientsecret", longest=_LONGEST_SECRET))


def _password(store: Store, fields: Fields) -> Tokens | None:
    client_id = fields.text_or_none("clientid")
    return sign_in.as_user(store, fields.text("username"), fields.text("password"), client_id)


def _refresh_token(store: Store, fields: Fields) -> Tokens | None:
    return sign_in.again(store, fields.text("refreshtoken", longest=_LONGEST_TOKEN))


_GRANTS: dict[str, Callable[[Store, Fields], Tokens | None]] = {
    "app_token": _app_token,
    "client_credentials": _client_credentials,
    "password": _password,
    "refresh_token": _refresh_token,
}
