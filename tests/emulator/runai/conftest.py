"""A client of the emulated Run:ai, in process; every call is the seeded administrator's unless another bearer calls."""

from __future__ import annotations

from datetime import datetime, timezone

import httpx
import pytest

from gpucreds_emulator import Clock, Emulator

START = datetime(2026, 6, 15, 12, tzinfo=timezone.utc)
URL = "http://runai.example.com"


class Api:
    """`api.call(...)` takes the path without `/api`."""

    def __init__(self, emulator):
        self.emulator = emulator
        self.platform = emulator.runai
        self.knobs = emulator.runai.knobs
        self.http = httpx.Client(transport=httpx.WSGITransport(app=emulator.runai), base_url=URL)
        self._administrator = None

    def sign_in(self, **body):
        return self.http.post("/api/v1/token", json=body)

    def sign_in_v2(self, **form):
        return self.http.post("/api/v2/token", data=form)

    def sign_in_as_user(self, username=None, password=None, **more):
        username, password = username or self.platform.username, password or self.platform.password
        return self.sign_in(grantType="password", username=username, password=password, **more)

    def sign_in_as_client(self, client_id=None, secret=None):
        credentials = client_id or self.platform.client_id, secret or self.platform.client_secret
        if self.knobs.version == "2.18":
            return self.sign_in(grantType="app_token", appID=credentials[0], appSecret=credentials[1])
        return self.sign_in(grantType="client_credentials", clientID=credentials[0], clientSecret=credentials[1])

    @property
    def administrator(self):
        self._administrator = self._administrator or self.sign_in_as_user().json()["accessToken"]
        return self._administrator

    def call(self, method, path, body=None, *, bearer=None, **options):
        headers = {"Authorization": f"Bearer {bearer or self.administrator}"}
        return self.http.request(method, f"{URL}/api{path}", json=body, headers=headers, **options)

    def get(self, path, **options):
        response = self.call("GET", path, **options)
        assert response.status_code == 200, response.text
        return response.json()

    def make(self, path, body, **options):
        response = self.call("POST", path, body, **options)
        assert response.status_code == 201, response.text
        return response.json()

    def account(self, name="ci", path="/v1/service-accounts"):
        return self.make(path, {"name": name})

    def user(self, email="jo@example.com", **more):
        return self.make("/v1/users", {"email": email, **more})

    def key(self, name="laptop", **options):
        return self.make("/v1/access-keys", {"name": name}, **options)

    def try_rule(self, **changes):
        body = {"subjectId": "ci", "subjectType": "group", "roleId": 5, "scopeId": "4501", "scopeType": "project"}
        wanted = {name: value for name, value in {**body, **changes}.items() if value is not ...}
        return self.call("POST", "/v1/authorization/access-rules", wanted)

    def rule(self, **changes):
        response = self.try_rule(**changes)
        assert response.status_code == 201, response.text
        return response.json()

    def rules(self, query=""):
        return self.get(f"/v1/authorization/access-rules{query}")["accessRules"]

    def bearer_of_account(self, name="ci"):
        account = self.account(name)
        return self.sign_in_as_client(account["clientId"], account["clientSecret"]).json()["accessToken"]

    def bearer_of_user(self, email="jo@example.com"):
        user = self.user(email)
        return self.sign_in_as_user(user["username"], user["tempPassword"]).json()["accessToken"]


def start(seed=None):
    """The client of an emulator of its own, whose clock stands still."""
    return Api(Emulator(runai=seed, clock=Clock(lambda: START)))


@pytest.fixture
def api(emulator):
    return Api(emulator)


@pytest.fixture
def starting():
    return start


@pytest.fixture
def refused():
    """Assert that an answer is the error body."""

    def check(response, status, message=None):
        body = response.json()
        assert response.status_code == status, response.text
        assert (body["code"], response.headers["Content-Type"]) == (status, "application/json")
        assert set(body) <= {"code", "message", "details"}
        assert isinstance(body["message"], str)
        assert message in (None, body["message"])

    return check
