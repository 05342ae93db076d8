"""The registered services (rows 8 and 9; contract sections 3.3 and 3.4)."""

from __future__ import annotations

import pytest

from gpucreds_emulator import Clock, Emulator
from gpucreds_emulator.nvcf import Registration, Seed

NAMES = {
    "nvidia-cloud-functions-ncp-service-id-aketm": "nvcf-api",
    "nvidia-cloud-tasks-ncp-service-id-nvcttasks": "nvct-api",
    "nvidia-event-ledger-ncp-service-id-ckozoh6f": "event-ledger",
}
OLDER = "nvidia-cloud-events-ncp-service-id-ckozoh6f"


def service(service_id, name):
    return {
        "service_id": service_id,
        "service_name": name,
        "audience_service_ids": [service_id],
        "max_api_keys_per_user": 8,
        "max_api_key_ttl_days": 365,
        "max_authz_size_chars": 2048,
        "min_authz_update_interval_seconds": 3,
    }


def test_the_three_services_are_listed_as_registered(api):
    assert api.http.get("/v1/services").json() == {"services": [service(*item) for item in NAMES.items()]}


@pytest.mark.parametrize("item", NAMES.items())
def test_each_can_be_read(api, item):
    response = api.http.get(f"/v1/services/{item[0]}")
    assert list(response.json().items()) == list(service(*item).items())


def test_another_is_not_found(api, refused):
    refused(api.http.get("/v1/services/mars"), 404, "Service 'mars' not found")


def test_the_order_can_be_reversed(api, knobs):
    knobs.lists_reversed = True
    assert [one["service_id"] for one in api.http.get("/v1/services").json()["services"]] == list(NAMES)[::-1]


def test_an_older_installation_has_another_events_service_that_no_namespace_leads_to(api, knobs, refused):
    knobs.older_events_service = True
    listed = [(one["service_id"], one["service_name"]) for one in api.http.get("/v1/services").json()["services"]]
    assert listed == [*list(NAMES.items())[:2], (OLDER, "event-ledger")]
    key = api.key(issuer=OLDER, authorizations=api.policies("read", aud=OLDER))
    assert api.introspect(key["value"], OLDER).status_code == 200
    refused(api.evaluate(key["value"], "event-ledger"), 400, "Namespace 'event-ledger' is not configured")
    refused(api.create(issuer="nvidia-event-ledger-ncp-service-id-ckozoh6f"), 400, "Caller service not registered")


def test_services_of_ones_own_bring_their_limits(api, refused):
    mine = Registration("my-id", "nvcf-api", "nvcf", 1, 2, 20, 5)
    clock = Clock(api.emulator.clock.now)
    own = type(api)(Emulator(nvcf=Seed(registrations=(mine,), nca_id="acme", key_prefix="nvcfapi-"), clock=clock))
    body = {"issuer": "my-id", "expires_at": "2026-06-16T00:00:00Z"}
    detail = "expires_at must be in the future and not more than 2 days from now"
    refused(own.create(issuer="my-id", expires_at="2026-06-18T00:00:00Z"), 400, detail)
    detail = "authorizations size can not be greater than 20 but was 21"
    refused(own.create(**body, authorizations="x" * 19), 400, detail)
    key = own.key(**body, authorizations={"policies": []})
    assert key["value"].startswith("nvcfapi-")
    assert own.create(**body).status_code == 400
    own.advance(seconds=4)
    assert own.authorize(key, 1, issuer="my-id").status_code == 429
    assert own.token().json()["issuer_service_id"] == "my-id"
