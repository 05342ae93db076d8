"""Host, route, content type and JSON come before everything else (contract sections 1, 4 and 6, E2 to E6)."""

from __future__ import annotations

import pytest

from gpucreds_emulator import Fault

NEEDING_JSON = [
    ("POST", "/v1/keys"),
    ("PUT", "/v1/keys/x/authorizations"),
    ("POST", "/v1/introspect"),
    ("POST", "/v1/namespaces/mars/evaluations/x"),
    ("PUT", "/v1/service-admin/users/x/keys/x/status"),
    ("POST", "/v1/admin/lookup"),
    ("PUT", "/v1/admin/users/x/status"),
]
NOT_NEEDING_JSON = [
    ("GET", "/v1/keys"),
    ("GET", "/v1/services"),
    ("GET", "/v1/service-admin/users/x/keys"),
    ("GET", "/health"),
    ("POST", "/v1/admin/keys"),
]
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(("method", "path"), NEEDING_JSON)
def test_another_content_type_comes_before_the_body(api, framework_refused, method, path):
    response = api.call(method, path, content=b"{", headers={"Content-Type": "text/plain"}, owner=None)
    framework_refused(response, 415, "Unsupported Media Type", "Content-Type 'text/plain' is not supported")
    assert api.call(method, path, content=b"{}", owner=None).status_code == 415


@pytest.mark.parametrize(("method", "path"), NEEDING_JSON)
def test_bad_json_comes_before_every_other_check(api, bad_json, framework_refused, method, path):
    for content in (b"{", b"[]", b"null", b'"x"', b"\xff", b'{"x":NaN}', b"[" * 100_000):
        response = api.call(method, path, content=content, headers=JSON, owner=None)
        bad_json(response, "the body is not a JSON object")
    response = api.call(method, path, headers=JSON, owner=None)
    framework_refused(response, 400, "Bad Request", "Required request body is missing")


@pytest.mark.parametrize("content_type", ["application/json;charset=utf-8", "Application/JSON; charset=UTF-8"])
def test_a_charset_is_fine(api, content_type):
    response = api.call("POST", "/v1/admin/lookup", content=b"{}", headers={"Content-Type": content_type})
    assert response.json()["detail"] == "api key empty"


@pytest.mark.parametrize(("method", "path"), NOT_NEEDING_JSON)
def test_the_other_rows_take_any_content_type_and_any_accept(api, method, path):
    headers = {"Content-Type": "text/plain", "Accept": "image/png"}
    assert api.call(method, path, content=b"{", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/keys/", "/v1/keys/a/b", "/v2/nvcf/functions", "/V1/keys", "/_emulator/knobs"]
)
def test_an_unknown_path_is_no_resource(api, framework_refused, path):
    framework_refused(api.http.get(path), 404, "Not Found", f"No static resource {path}.")


def test_the_instance_of_an_error_is_the_path_without_the_query(api, refused):
    refused(api.call("GET", "/v1/keys/x?page=2"), 404, "Key not found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/v1/keys", "GET, POST"),
        ("POST", "/v1/keys/x", "DELETE, GET"),
        ("GET", "/v1/introspect", "POST"),
        ("GET", "/v1/admin/keys", "POST"),
        ("OPTIONS", "/health", "GET"),
    ],
)
def test_another_method_is_a_405_that_says_which_are_allowed(api, framework_refused, method, path, allowed):
    response = api.http.request(method, path)
    framework_refused(response, 405, "Method Not Allowed", f"Request method '{method}' is not supported")
    assert response.headers["Allow"] == allowed


def test_head_is_a_method_that_no_row_has(api):
    response = api.http.head("/v1/services")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")


def test_health_is_up_and_not_to_be_kept(api):
    response = api.http.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "UP"})
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "application/json"


def test_errors_can_come_as_plain_json(api, knobs):
    knobs.error_media_type = "application/json"
    assert api.read({"id": "x"}).headers["Content-Type"] == "application/json"
    knobs.error_media_type = ""
    assert "Content-Type" not in api.read({"id": "x"}).headers


def test_errors_can_come_without_a_type(api, knobs):
    knobs.error_types = "urn"
    assert "type" not in api.http.get("/nowhere").json()
    assert "type" in api.read({"id": "x"}).json()
    knobs.error_types = "none"
    assert list(api.read({"id": "x"}).json()) == ["title", "status", "detail", "instance"]


def test_an_injected_failure_is_an_error_of_the_framework(api, emulator, framework_refused):
    emulator.inject(Fault("status-after", platform="nvcf", method="POST", path="/v1/keys"))
    framework_refused(api.create(), 500, "Internal Server Error", "Internal Server Error")
    assert len(api.listed()) == 1
    emulator.inject(Fault("status-before", status=429, retry_after=7))
    response = api.create()
    framework_refused(response, 429, "Too Many Requests", "Too Many Requests")
    assert (response.headers["Retry-After"], response.headers["Cache-Control"]) == ("7", "no-store")


def test_an_injected_failure_of_the_token_issuer_is_plain_text(api, emulator):
    emulator.inject(Fault("status-before", status=503))
    response = api.token()
    assert (response.status_code, response.headers["Content-Type"]) == (503, "text/plain; charset=utf-8")


def test_every_host_is_served_without_a_domain(api):
    assert api.http.get("/health", headers={"Host": "anything.at.all"}).status_code == 200


@pytest.mark.parametrize("host", ["api-keys.nvcf.test", "API-keys.NVCF.test", "api-keys.nvcf.test:8080"])
def test_with_a_domain_the_host_of_the_service_is_served_whatever_case_and_port(api, knobs, host):
    knobs.domain = "nvcf.Test"
    assert api.http.get("/health", headers={"Host": host}).status_code == 200
    assert api.http.post("/v1/admin/keys", headers={"Host": host}).json()["owner_type"] == "SYSTEM"


@pytest.mark.parametrize("host", ["nvcf.test", "api.nvcf.test", "tasks.nvcf.test", "api-keys.nvcf.test.x", ""])
@pytest.mark.parametrize("path", ["/v1/keys", "/nowhere"])
def test_with_a_domain_another_host_is_a_404_without_anything(api, knobs, host, path):
    knobs.domain, knobs.require_bearer = "nvcf.test", True
    response = api.http.get(path, headers={"Host": host})
    assert (response.status_code, response.content) == (404, b"")
    assert "Content-Type" not in response.headers
