"""An emulator in process, with a clock that stands still and waits that only take notes."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import httpx
import pytest

from gpucreds_emulator import Clock, Emulator

START = datetime(2026, 6, 15, 12, tzinfo=timezone.utc)


class Api:
    """EGS over HTTP in process: `api.call(...)` as the Owner unless another bearer is given."""

    def __init__(self, emulator):
        self.emulator = emulator
        self.http = httpx.Client(transport=httpx.WSGITransport(app=emulator.egs), base_url="http://egs.example.com")
        self._owner = None

    def log_in(self, api_key):
        return self.http.post("/api/v1/auth", json={"apiKey": api_key})

    def token(self, api_key):
        return self.log_in(api_key).json()["data"]["token"]

    @property
    def owner(self):
        self._owner = self._owner or self.token(self.emulator.egs.api_key)
        return self._owner

    def call(self, method, path, body=None, *, bearer=None):
        headers = {"Authorization": f"Bearer {bearer or self.owner}"}
        url = f"http://egs.example.com/api/v1{path}"
        return self.http.request(method, url, json=body, headers=headers)

    def create_key(self, **changes):
        body = {"name": "ci", "userName": "jo", "description": "", "role": "Owner", "validity": "2026-12-31"}
        return self.call("POST", "/api-key", without_none({**body, **changes}))

    def key(self, role="Owner", workspace=None, **changes):
        response = self.create_key(role=role, workspaceName=workspace, **changes)
        assert response.status_code == 200, response.text
        return response.json()["data"]["apiKey"]

    def bearer(self, role, workspace=None):
        return self.token(self.key(role, workspace))

    def listed_keys(self, query=""):
        return self.call("GET", f"/api-key/list{query}").json()["data"]["data"]

    def create_workspace(self, name="red", **changes):
        body = {"workspaceName": name, "clusters": ["worker-1"], "namespaces": [f"{name}-a"]}
        body |= {"username": "Jo Doe", "email": "jo@example.com"}
        return self.call("POST", "/slice-workspace", without_none({**body, **changes}))

    def workspace(self, name="red", **changes):
        response = self.create_workspace(name, **changes)
        assert response.status_code == 200, response.text
        return name

    def delete_workspace(self, name="red"):
        return self.call("DELETE", "/slice-workspace", {"workspaceName": name})

    def workspaces(self, bearer=None):
        data = self.call("GET", "/slice-workspace/list", bearer=bearer).json()["data"]
        return [item["name"] for item in data["workspaces"]]

    def kubeconfig(self, name="red", cluster="worker-1", bearer=None):
        body = without_none({"workspaceName": name, "clusterName": cluster})
        return self.call("POST", "/slice-workspace/kube-config", body, bearer=bearer)


def without_none(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None}


@pytest.fixture
def waits():
    return []


@pytest.fixture
def emulator(waits):
    return Emulator(clock=Clock(lambda: START), wait=waits.append)


@pytest.fixture
def api(emulator):
    return Api(emulator)


@pytest.fixture
def control(emulator):
    return httpx.Client(transport=httpx.WSGITransport(app=emulator.control), base_url="http://control.example.com")


@pytest.fixture(scope="session")
def contract():
    """The error bodies of contract section 9, by number, in the order they stand there."""
    bodies: dict[str, list[Any]] = {}
    text = (Path(__file__).parent / "contract_errors.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        number, _, body = line.partition(" ")
        bodies.setdefault(number, []).append(json.loads(body))
    return bodies


@pytest.fixture
def refused(contract):
    """Assert that an answer is one of the contract's error bodies, with other values put in where it varies."""

    def check(response, number, index=0, **put):
        expected = json.dumps(contract[number][index])
        for old, new in put.get("replacing", {}).items():
            assert old in expected
            expected = expected.replace(old, new)
        assert response.json() == json.loads(expected)
        assert response.status_code == response.json()["statusCode"]
        assert response.headers["Content-Type"] == "application/json"

    return check
