"""The services that issue and accept keys, with the limits of each (contract sections 3.3 and 3.4)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Registration:
    """One service; `namespace` is None when no namespace leads to it, so that its keys cannot be evaluated."""

    service_id: str
    service_name: str
    namespace: str | None
    max_api_keys_per_user: int = 8
    max_api_key_ttl_days: int = 365
    max_authz_size_chars: int = 2048
    min_authz_update_interval_seconds: int = 3

    @property
    def audience_service_ids(self) -> tuple[str, ...]:
        """The services that its keys may be for: itself."""
        return (self.service_id,)


FUNCTIONS = Registration("nvidia-cloud-functions-ncp-service-id-aketm", "nvcf-api", "nvcf")
TASKS = Registration("nvidia-cloud-tasks-ncp-service-id-nvcttasks", "nvct-api", "nvct")
EVENTS = Registration("nvidia-event-ledger-ncp-service-id-ckozoh6f", "event-ledger", "event-ledger")
OLDER_EVENTS = Registration("nvidia-cloud-events-ncp-service-id-ckozoh6f", "event-ledger", None)
