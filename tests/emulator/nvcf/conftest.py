"""NVCF in process, spoken to over HTTP, with a clock that only the tests move."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import httpx
import pytest

from gpucreds_emulator import Clock, Emulator
from gpucreds_emulator.nvcf import Seed

START = datetime(2026, 6, 15, 12, 0, 0, 123456, tzinfo=timezone.utc)
FUNCTIONS = "nvidia-cloud-functions-ncp-service-id-aketm"
TASKS = "nvidia-cloud-tasks-ncp-service-id-nvcttasks"
DATA_KEY = bytes(range(136))


class Api:
    """`api.call(...)` as an owner and an issuer; None leaves a header out."""

    functions = FUNCTIONS
    tasks = TASKS

    def __init__(self, emulator):
        self.emulator = emulator
        self.nvcf = emulator.nvcf
        self.http = httpx.Client(transport=httpx.WSGITransport(app=emulator.nvcf), base_url="http://nvcf.example.com")

    def call(self, method, path, body=None, *, owner="team-a", issuer=FUNCTIONS, headers=None, **more):
        named = {"Key-Owner-Id": owner, "Key-Issuer-Id": issuer, **(headers or {})}
        sent = {name: value for name, value in named.items() if value is not None}
        if body is not None:
            more["json"] = body
        return self.http.request(method, path, headers=sent, **more)

    def body(self, **changes):
        body = {"description": "ci", "expires_at": "2026-07-01T00:00:00Z", "authorizations": self.policies("a")}
        return {name: value for name, value in {**body, **changes}.items() if value is not ...}

    @staticmethod
    def policies(*scopes, aud=FUNCTIONS):
        return {"policies": [{"aud": aud, "auds": [aud], "scopes": list(scopes)}]}

    def create(self, *, owner="team-a", issuer=FUNCTIONS, **changes):
        return self.call("POST", "/v1/keys", self.body(**changes), owner=owner, issuer=issuer)

    def key(self, **more):
        response = self.create(**more)
        assert response.status_code == 200, response.text
        return response.json()

    def read(self, key, **more):
        return self.call("GET", f"/v1/keys/{key['id']}", **more)

    def listed(self, **more):
        return self.call("GET", "/v1/keys", **more).json()["keys"]

    def authorize(self, key, authorizations, **more):
        return self.call("PUT", f"/v1/keys/{key['id']}/authorizations", {"authorizations": authorizations}, **more)

    def delete(self, key, **more):
        return self.call("DELETE", f"/v1/keys/{key['id']}", **more)

    def introspect(self, value, audience=FUNCTIONS):
        return self.http.post("/v1/introspect", json={"audience_service_id": audience, "key": value})

    def evaluate(self, value, namespace="nvcf", rule="apikey.allow"):
        path = f"/v1/namespaces/{namespace}/evaluations/{rule}"
        return self.http.post(path, json={"input": {"apiKey": value}})

    def result(self, value, **more):
        response = self.evaluate(value, **more)
        assert response.status_code == 200, response.text
        return response.json()["result"]

    def set_status(self, key, status, **more):
        path = f"/v1/service-admin/users/{key['owner_id']}/keys/{key['id']}/status"
        return self.call("PUT", path, {"status": status}, owner=None, **more)

    def set_owner_status(self, owner, status):
        return self.http.put(f"/v1/admin/users/{owner}/status", json={"status": status})

    def token(self):
        return self.http.post("/v1/admin/keys")

    def advance(self, **step):
        self.emulator.clock.advance(timedelta(**step))


@pytest.fixture
def emulator(waits):
    return Emulator(nvcf=Seed(data_key=DATA_KEY), clock=Clock(lambda: START), wait=waits.append)


@pytest.fixture
def api(emulator):
    return Api(emulator)


@pytest.fixture
def knobs(emulator):
    return emulator.nvcf.knobs


URN = "urn:nv-boot:problem-details:"
NAMES = {
    400: ("Bad Request", f"{URN}bad-request"),
    403: ("Forbidden", f"{URN}forbidden"),
    404: ("Not Found", f"{URN}not-found"),
    429: ("Too Many Requests", f"{URN}too-many-requests"),
}


@pytest.fixture
def refused():
    """Assert that an answer is an error of the service itself, whole."""

    def check(response, status, detail):
        title, type_ = NAMES[status]
        path = response.request.url.path
        body = {"type": type_, "title": title, "status": status, "detail": detail, "instance": path}
        assert response.json() == body
        assert response.status_code == status
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["Cache-Control"] == "no-store"

    return check


@pytest.fixture
def framework_refused():
    """Assert that an answer is an error of the framework, whole."""

    def check(response, status, title, detail):
        path = response.request.url.path
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": path}
        assert response.json() == body
        assert response.status_code == status
        assert response.headers["Content-Type"] == "application/problem+json"

    return check


@pytest.fixture
def bad_json(framework_refused):
    """Assert that an answer is the 400 for bad JSON."""
    return lambda response, reason: framework_refused(response, 400, "Bad Request", f"JSON parse error: {reason}")
