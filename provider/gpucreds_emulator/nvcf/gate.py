"""What stands in front of the service: the gateway, which looks at the host, and a check of bearers (E1, E6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.store import Store


def host(domain: str) -> str:
    """The name under which the service is reached."""
    return f"api-keys.{domain}"


def turned_away(store: Store) -> Response | None:
    """The answer to a request that must not come through."""
    knobs = store.knobs
    if knobs.domain and _asked_host() != host(knobs.domain).lower():
        return empty(404)
    if knobs.require_bearer and not _has_bearer(store):
        response = empty(401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    return None


def _asked_host() -> str:
    # Not `request.host`, which leaves out a port only where it is the usual one.
    return request.headers.get("Host", "").partition(":")[0].lower()


def _has_bearer(store: Store) -> bool:
    shown = request.authorization
    return bool(shown and shown.type == "bearer" and store.admin_tokens.opens(shown.token or "", store.now))


def empty(status: int) -> Response:
    """An answer with nothing in it."""
    response = Response(status=status)
    del response.headers["Content-Type"]
    return response
