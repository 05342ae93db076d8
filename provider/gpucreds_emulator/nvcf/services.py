"""`/v1/services`: the registered services with their limits (rows 8 and 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.nvcf.problems import not_found

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.asked import Asked, Json
    from gpucreds_emulator.nvcf.registration import Registration
    from gpucreds_emulator.nvcf.store import Store


def listing(store: Store, _asked: Asked) -> Json:
    """Row 8 (E8)."""
    order = -1 if store.knobs.lists_reversed else 1
    return {"services": [_shown(one) for one in store.registrations[::order]]}


def read(store: Store, asked: Asked) -> Json:
    """Row 9."""
    service_id = asked.path["service_id"]
    registration = store.registration(service_id)
    if not registration:
        raise not_found(f"Service '{service_id}' not found")
    return _shown(registration)


def _shown(one: Registration) -> Json:
    return {
        "service_id": one.service_id,
        "service_name": one.service_name,
        "audience_service_ids": list(one.audience_service_ids),
        "max_api_keys_per_user": one.max_api_keys_per_user,
        "max_api_key_ttl_days": one.max_api_key_ttl_days,
        "max_authz_size_chars": one.max_authz_size_chars,
        "min_authz_update_interval_seconds": one.min_authz_update_interval_seconds,
    }
