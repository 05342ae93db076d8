"""Answers of NVCF as they stand on the wire, and the wire on which they come."""

from datetime import datetime, timezone
from http import HTTPStatus

import httpx

from gpucreds.platforms.nvcf import KeyRef, Policy
from tests.platforms.wire import Wire, page

FUNCTIONS = "nvidia-cloud-functions-ncp-service-id-aketm"
TASKS = "nvidia-cloud-tasks-ncp-service-id-nvcttasks"
EVENTS = "nvidia-event-ledger-ncp-service-id-ckozoh6f"
OLDER_EVENTS = "nvidia-cloud-events-ncp-service-id-ckozoh6f"
OWNER = "team-a"
ID = "7d0c1d5e-1f0b-4c9f-9c53-0d5d0a0b7c11"
REF = KeyRef(owner_id=OWNER, service_id=FUNCTIONS, key_id=ID)
VALUE = "nvapi-nvcf-stg-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8-W-eB357qdrV--rfuZ12k"  # pragma: allowlist secret
MASK = "nvapi-nvcf-stg-**********12k"
POLICY = Policy.of(["invoke_function", "list_functions"], [("account-functions", "*")])
OTHER = Policy.of(["list_functions"], [("authorized-functions", "*")])
NEW = {
    "owner_id": OWNER,
    "service": "functions",
    "service_id": FUNCTIONS,
    "description": "ci",
    "expires_at": datetime(2026, 6, 1, tzinfo=timezone.utc),
    "policy": POLICY,
}


def answer(status, document, named):
    return httpx.Response(status, json=document, extensions={"named": named})


def registered(*pairs):
    """The services of an installation, by id and name."""
    return answer(200, {"services": [{"service_id": one, "service_name": name} for one, name in pairs]}, "services")


USUAL = registered((FUNCTIONS, "nvcf-api"), (TASKS, "nvct-api"), (EVENTS, "event-ledger"))


def key(**changes):
    """A key as a read shows it; `...` leaves a member out."""
    document = {
        "id": ID,
        "value": MASK,
        "status": "ACTIVE",
        "owner_type": "USER",
        "owner_id": OWNER,
        "issuer_service_id": FUNCTIONS,
        "audience_service_ids": [FUNCTIONS],
        "description": "ci",
        "created_at": "2026-03-10T12:00:05Z",
        "expires_at": "2026-06-01T00:00:00Z",
        "authorizations": POLICY.authorizations("functions", FUNCTIONS),
        **changes,
    }
    return {name: value for name, value in document.items() if value is not ...}


def shown(http=200, **changes):
    return answer(http, key(**changes), f"{http} {changes}")


def created(http=200, **changes):
    return shown(http, **{"value": VALUE, **changes})


def listed(*keys):
    return answer(200, {"keys": list(keys)}, "list")


def problem(status, detail, **changes):
    """An error in the form of RFC 7807; `...` leaves a member out."""
    document = {
        "type": "urn:nv-boot:problem-details:some-error",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": "/v1/keys",
        **changes,
    }
    document = {name: value for name, value in document.items() if value is not ...}
    return answer(status, document, f"{status} {detail}")


MISSING = problem(404, "Key not found")


class ServiceWire(Wire):
    """Always says which services there are; `requests` are the others, `asked` all of them."""

    def __init__(self, *answers, services=USUAL):
        super().__init__(*answers)
        self.services = services
        self.asked = []

    def handle_request(self, request):
        self.asked.append(request)
        if request.url.path.endswith("/v1/services"):
            return httpx.Response(self.services.status_code, content=self.services.content)
        return super().handle_request(request)


KEYS, ONE = "/v1/keys", f"/v1/keys/{ID}"
LOST = [httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError, problem(500, "x"), problem(503, "x"), page(502)]
UNCONNECTED = [httpx.ConnectError, httpx.ConnectTimeout]
BUSY = problem(429, "Slow down.")


def put(client):
    client.put_authorizations(REF, "functions", OTHER)


def sent(client):
    return [request.method for request in client.wire.requests]
