"""`POST /v1/admin/keys`: another service behind the same gateway, which gives admin tokens (row 21, E12, E13)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from gpucreds_emulator.nvcf import instant
from gpucreds_emulator.nvcf.admin_tokens import LIFETIME
from gpucreds_emulator.nvcf.instant import SECOND, Instant
from gpucreds_emulator.nvcf.registration import FUNCTIONS

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.asked import Asked, Json
    from gpucreds_emulator.nvcf.store import Store

PATH = "/v1/admin/keys"


class IssuerFailed(Exception):
    """It does not work now."""


def issue(store: Store, _asked: Asked) -> Json | str:
    """A new token each time, with nothing to show who asks."""
    if store.knobs.token_issuer_fails:
        raise IssuerFailed
    issued = store.now // SECOND
    token = store.admin_tokens.issue(issued, store.knobs.admin_token_scopes)
    return token if store.knobs.admin_token_bare else _shown(store, token, issued)


def _shown(store: Store, token: str, issued: int) -> Json:
    service_id = _functions(store)
    policy = {
        "aud": service_id,
        "auds": [service_id],
        "product": "nv-cloud-functions",
        "resources": [{"id": "*", "type": kind} for kind in ("account-functions", "authorized-functions")],
        "scopes": list(store.knobs.admin_token_scopes),
    }
    body = {
        "id": str(uuid4()),
        "value": token,
        "status": "ACTIVE",
        "owner_type": "SYSTEM",
        "owner_id": "admin-issuer-proxy",
        "issuer_service_id": service_id,
        "audience_service_ids": [service_id],
        "description": "Admin token",
        "created_at": instant.text(Instant(issued * SECOND)),
        "expires_at": instant.text(Instant((issued + LIFETIME) * SECOND)),
        "authorizations": {"policies": [policy]},
    }
    if not store.knobs.admin_token_expires_at:
        del body["expires_at"]
    return body


def _functions(store: Store) -> str:
    named = (one for one in store.registrations if one.service_name == FUNCTIONS.service_name)
    return next(named, FUNCTIONS).service_id
