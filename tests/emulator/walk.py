"""One successful call of every route of every platform, as different clients of it would make them."""

from __future__ import annotations

from datetime import timedelta

import httpx

from gpucreds_emulator import Emulator
from gpucreds_emulator.runai import Seed

FUNCTIONS = "nvidia-cloud-functions-ncp-service-id-aketm"
POLICIES = {"policies": [{"aud": FUNCTIONS, "auds": [FUNCTIONS], "scopes": ["a"]}]}


class Walk:
    """Calls to one platform, whose answers it keeps."""

    def __init__(self, emulator: Emulator, platform: str) -> None:
        self.emulator = emulator
        self.platform = emulator.platforms[platform]
        self._http = httpx.Client(transport=httpx.WSGITransport(app=self.platform), base_url="http://walk.example.com")
        self.answers: list[httpx.Response] = []
        self.routes: set[str] = set()

    def go(self, method: str, path: str, **what: object) -> dict:
        answer = self._http.request(method, path, **what)
        assert answer.is_success, (method, path, answer.status_code)
        self.answers.append(answer)
        self.routes.add(self.platform.app.url_map.bind("").match(path, method)[0])
        return answer.json() if "json" in answer.headers.get("Content-Type", "") else {}

    def as_bearer(self, token: str) -> None:
        self.as_caller({"Authorization": f"Bearer {token}"})

    def as_caller(self, headers: dict[str, str]) -> None:
        self._http.headers.update(headers)

    def missed(self) -> set[str]:
        """The routes that were not called."""
        return {rule.endpoint for rule in self.platform.app.url_map.iter_rules()} - self.routes


def egs(emulator: Emulator) -> Walk:
    walk, name = Walk(emulator, "egs"), {"workspaceName": "red"}
    emulator.egs.knobs.polls_until_ready = 0
    walk.as_bearer(walk.go("POST", "/api/v1/auth", json={"apiKey": emulator.egs.api_key})["data"]["token"])
    space = name | {"clusters": ["worker-1"], "namespaces": ["red"], "username": "Jo", "email": "jo@example.com"}
    walk.go("POST", "/api/v1/slice-workspace", json=space)
    walk.go("GET", "/api/v1/slice-workspace/list")
    walk.go("POST", "/api/v1/slice-workspace/kube-config", json=name)
    key = {"name": "ci", "role": "Owner", "validity": "2098-12-31"}
    made = walk.go("POST", "/api/v1/api-key", json=key)["data"]
    walk.go("GET", "/api/v1/api-key/list")
    walk.go("DELETE", "/api/v1/api-key", json=made)
    walk.go("DELETE", "/api/v1/slice-workspace", json=name)
    return walk


def runai(emulator: Emulator) -> Walk:
    walk, new = Walk(emulator, "runai"), emulator.runai.knobs.version != "2.18"
    user = {"username": emulator.runai.username, "password": emulator.runai.password}
    walk.as_bearer(walk.go("POST", "/api/v1/token", json={"grantType": "password", **user})["accessToken"])
    if new:
        walk.go("POST", "/api/v2/token", data={"grant_type": "password", **user})
        _access_keys(walk)
    for path in walk.platform.app.url_map.iter_rules():
        if path.endpoint in ("POST /api/v1/apps", "POST /api/v1/service-accounts"):
            _accounts(walk, path.rule)
    _users(walk)
    _rules_and_roles(walk, "v2" if new else "v1")
    if emulator.runai.knobs.version == "2.24":
        _roles(walk, "v1")
    _org_units(walk)
    walk.go("POST", "/api/v1/me/password", json={"currentPassword": user["password"], "newPassword": "Own-choice-1"})
    return walk


def _accounts(walk: Walk, path: str) -> None:
    made = walk.go("POST", path, json={"name": "ci"})
    one = f"{path}/{made['id']}"
    walk.go("GET", path)
    walk.go("GET", one)
    walk.go("PATCH", one, json={"enabled": False})
    walk.go("POST", f"{one}/secret")
    walk.go("DELETE", one)


def _access_keys(walk: Walk) -> None:
    every = "/api/v1/administration/access-keys"
    for one in ("/api/v1/access-keys", every):
        made = walk.go("POST", "/api/v1/access-keys", json={"name": "laptop"})["id"]
        walk.go("GET", one)
        walk.go("GET", f"/api/v1/access-keys/{made}")
        walk.go("POST", f"/api/v1/access-keys/{made}/secret")
        walk.go("DELETE", f"{one}/{made}")


def _users(walk: Walk) -> None:
    one = f"/api/v1/users/{walk.go('POST', '/api/v1/users', json={'email': 'jo@example.com'})['id']}"
    walk.go("GET", "/api/v1/users")
    walk.go("GET", one)
    if "GET /api/v1/users/count" in walk.missed():
        walk.go("GET", "/api/v1/users/count")
    walk.go("POST", f"{one}/password")
    walk.go("POST", f"{one}/logout")
    walk.go("DELETE", one)


def _rules_and_roles(walk: Walk, version: str) -> None:
    rule = {"subjectId": "ci", "subjectType": "group", "roleId": 5, "scopeId": "4501", "scopeType": "project"}
    rules = "/api/v1/authorization/access-rules"
    one = f"{rules}/{walk.go('POST', rules, json=rule)['id']}"
    walk.go("GET", rules)
    walk.go("GET", one)
    walk.go("DELETE", one)
    _roles(walk, version)


def _roles(walk: Walk, version: str) -> None:
    walk.go("GET", f"/api/{version}/authorization/roles")
    walk.go("GET", f"/api/{version}/authorization/roles/5")


def _org_units(walk: Walk) -> None:
    seed = Seed()
    ids = {"projects": seed.projects[0].id, "departments": seed.departments[0].id}
    for kind, wanted in ids.items():
        walk.go("GET", f"/api/v1/org-unit/{kind}")
        walk.go("GET", f"/api/v1/org-unit/{kind}/{wanted}")
    walk.go("GET", "/api/v1/clusters")
    walk.go("GET", f"/api/v1/clusters/{seed.clusters[0].uuid}")


def nvcf(emulator: Emulator) -> Walk:
    walk, users, admin = Walk(emulator, "nvcf"), "/v1/service-admin/users/team-a", "/v1/admin/users/team-a"
    walk.as_caller({"Key-Owner-Id": "team-a", "Key-Issuer-Id": FUNCTIONS})
    body = {"description": "ci", "expires_at": "2026-07-01T00:00:00Z", "authorizations": POLICIES}
    for path in ("/v1/keys", f"{users}/keys"):
        made = walk.go("POST", "/v1/keys", json=body)
        walk.go("GET", path)
        walk.go("GET", f"{path}/{made['id']}")
        _others_ask_about(walk, made["value"])
        emulator.clock.advance(timedelta(minutes=1))
        walk.go("PUT", f"/v1/keys/{made['id']}/authorizations", json={"authorizations": POLICIES})
        walk.go("DELETE", f"{path}/{made['id']}")
    made = walk.go("POST", "/v1/keys", json=body)
    walk.go("PUT", f"{users}/keys/{made['id']}/status", json={"status": "SUSPENDED"})
    walk.go("PUT", f"{users}/suspend", json={})
    walk.go("GET", admin)
    walk.go("PUT", f"{admin}/status", json={"status": "ACTIVE"})
    walk.go("GET", f"{admin}/keys")
    walk.go("DELETE", f"{admin}/keys")
    for path in ("/v1/services", f"/v1/services/{FUNCTIONS}", "/health"):
        walk.go("GET", path)
    walk.go("POST", "/v1/admin/keys")
    return walk


def _others_ask_about(walk: Walk, key: str) -> None:
    walk.go("POST", "/v1/introspect", json={"audience_service_id": FUNCTIONS, "key": key})
    walk.go("POST", "/v1/namespaces/nvcf/evaluations/apikey.allow", json={"input": {"apiKey": key}})
    walk.go("POST", "/v1/admin/lookup", json={"key": key})


WALKS = {"egs": egs, "runai": runai, "nvcf": nvcf}
