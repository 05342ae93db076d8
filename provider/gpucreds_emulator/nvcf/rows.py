"""The 21 rows of the contract's section 2: which verb serves which method and path, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from gpucreds_emulator.nvcf import admin, introspection, own_keys, service_admin, services, token_issuer

if TYPE_CHECKING:
    from collections.abc import Callable

    from gpucreds_emulator.nvcf.asked import Asked, Json
    from gpucreds_emulator.nvcf.knobs import Knobs
    from gpucreds_emulator.nvcf.store import Store

    Verb = Callable[[Store, Asked], Json | str | None]


def _ok(_knobs: Knobs) -> int:
    return 200


@dataclass(frozen=True)
class Row:
    """`content` is what a request must bring: JSON, the content type of JSON with whatever body, or nothing."""

    method: str
    path: str
    verb: Verb
    content: Literal["json", "type", "nothing"] = "nothing"
    status: Callable[[Knobs], int] = _ok
    max_age: int | None = None
    """For how many seconds the answer may be kept; None: not at all."""


def _health(_store: Store, _asked: Asked) -> Json:
    return {"status": "UP"}


_KEYS = "/v1/keys"
_KEY = f"{_KEYS}/<key_id>"
_SERVICE_ADMIN = "/v1/service-admin/users/<user_id>"
_ISSUED_KEY = f"{_SERVICE_ADMIN}/keys/<key_id>"
_OWNER = "/v1/admin/users/<user_id>"

_deleted = attrgetter("delete_status")

ROWS = (
    Row("POST", _KEYS, own_keys.create, "json", attrgetter("create_status")),
    Row("GET", _KEYS, own_keys.listing),
    Row("GET", _KEY, own_keys.read),
    Row("PUT", f"{_KEY}/authorizations", own_keys.authorize, "json"),
    Row("DELETE", _KEY, own_keys.delete, status=_deleted),
    Row("POST", "/v1/introspect", introspection.introspect, "json", max_age=360),
    Row("POST", "/v1/namespaces/<namespace>/evaluations/<rule>", introspection.evaluate, "json", max_age=60),
    Row("GET", "/v1/services", services.listing),
    Row("GET", "/v1/services/<service_id>", services.read),
    Row("GET", f"{_SERVICE_ADMIN}/keys", service_admin.listing),
    Row("GET", _ISSUED_KEY, service_admin.read),
    Row("DELETE", _ISSUED_KEY, service_admin.delete, status=_deleted),
    Row("PUT", f"{_ISSUED_KEY}/status", service_admin.set_status, "json"),
    Row("PUT", f"{_SERVICE_ADMIN}/suspend", service_admin.suspend_all, "type"),
    Row("POST", "/v1/admin/lookup", admin.look_up, "json"),
    Row("GET", f"{_OWNER}/keys", admin.listing),
    Row("DELETE", f"{_OWNER}/keys", admin.delete_all, status=_deleted),
    Row("GET", _OWNER, admin.read_owner),
    Row("PUT", f"{_OWNER}/status", admin.set_owner_status, "json"),
    Row("GET", "/health", _health),
    Row("POST", token_issuer.PATH, token_issuer.issue, status=attrgetter("admin_token_status")),
)
