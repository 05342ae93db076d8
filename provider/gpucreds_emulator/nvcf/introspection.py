"""Whose key is it, and what may it do: rows 6 and 7 (contract sections 3.3, 4 and 5)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from gpucreds_emulator.nvcf.assumptions import LATER_MEMBERS, LATER_RULE, RULE
from gpucreds_emulator.nvcf.problems import Refusal, bad_request, no_such_key, not_found
from gpucreds_emulator.nvcf.status import Status

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.asked import Asked, Json
    from gpucreds_emulator.nvcf.registration import Registration
    from gpucreds_emulator.nvcf.store import Store


def introspect(store: Store, asked: Asked) -> Json:
    """Row 6."""
    return _result(store, asked.fields.text("audience_service_id"), asked.fields.text("key"))


def _result(store: Store, audience: str | None, value: str | None) -> Json:
    work = partial(_introspected, store, audience, value)
    return store.introspections.result((audience, value), store.now, store.knobs.introspect_cache_seconds, work)


def _introspected(store: Store, audience: str | None, value: str | None) -> Json:
    key = store.keys.with_hash(store.key_format.hash_of(value))
    if not key or store.status(key) is not Status.ACTIVE:
        raise no_such_key()
    if audience not in key.audience_service_ids:
        raise bad_request("audience_service_id invalid")
    owner = store.owners.get(key.owner_id)
    if not owner:
        raise bad_request("Invalid key owner")
    if owner.suspended:
        raise not_found("Key not found.")
    return {
        "owner_type": "USER",
        "owner_id": key.owner_id,
        "key_id": key.id,
        "issuer_service_id": key.issuer_service_id,
        "authorizations": key.authorizations,
    }


def evaluate(store: Store, asked: Asked) -> Json:
    """Row 7: past the checks of the call itself, a bad key is an answer and no error."""
    value = asked.fields.inner("input").text("apiKey")
    namespace, rule = asked.path["namespace"], asked.path["rule"]
    if not (LATER_RULE if store.knobs.later_version else RULE).fullmatch(rule):
        raise bad_request(f"Rule name is not supported: {rule}")
    if not value:
        raise bad_request("Api key is not provided")
    service = next((one for one in store.registrations if one.namespace == namespace), None)
    if not service:
        raise bad_request(f"Namespace '{namespace}' is not configured")
    return {"namespace": namespace, "rule_name": rule, "result": _evaluated(store, service, value, rule)}


def _evaluated(store: Store, service: Registration, value: str, rule: str) -> Json:
    try:
        found = _result(store, service.service_id, value)
    except Refusal:
        return {"allowed": False}
    policy = _policy(found["authorizations"], service.service_id)
    if not policy:
        return {"allowed": False}
    more = {} if RULE.fullmatch(rule) else LATER_MEMBERS
    return {"allowed": True, "ncaId": store.seed.nca_id, "ownerId": found["owner_id"], "policy": policy, **more}


def _policy(authorizations: Any, service_id: str) -> Json | None:  # noqa: ANN401  JSON of any form
    """The first policy for the service; others for it are never looked at."""
    policies = authorizations.get("policies") if isinstance(authorizations, dict) else None
    return next((one for one in _objects(policies) if one.get("aud") == service_id), None)


def _objects(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
