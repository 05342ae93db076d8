"""NVCF as a platform of the emulator: census, knobs, reset, what varies elsewhere, and that no secret is shown."""

from __future__ import annotations

import json

import httpx
import pytest

from gpucreds_emulator import Fault, serving
from gpucreds_emulator.nvcf import Seed, assumptions

DEFAULTS = {
    "domain": "",
    "requireBearer": False,
    "introspectCacheSeconds": 60,
    "errorMediaType": "application/problem+json",
    "errorTypes": "all",
    "slotsEnforced": True,
    "listsReversed": False,
    "expiredKeysPurged": False,
    "tokenIssuerFails": False,
    "adminTokenBare": False,
    "adminTokenStatus": 200,
    "adminTokenExpiresAt": True,
    "adminTokenScopes": list(assumptions.ADMIN_SCOPES),
    "olderEventsService": False,
    "laterVersion": False,
    "revokedKeys": [],
    "createStatus": 200,
    "deleteStatus": 204,
}


def test_live_tells_each_key_expired_ones_too(api, control):
    key = api.key(description="ci team-a")
    live = {
        "platform": "nvcf",
        "kind": "key",
        "id": key["id"],
        "name": "ci team-a",
        "owner": "team-a",
        "created": "2026-06-15T12:00:00.123000Z",
        "expires": "2026-07-01T00:00:00Z",
        "expired": False,
    }
    assert control.get("/live").json() == [live]
    api.advance(days=80)
    assert control.get("/live").json() == [{**live, "expired": True}]
    api.delete(key)
    assert control.get("/live").json() == []


def test_the_knobs_can_be_turned_over_http(api, control, knobs):
    assert control.get("/knobs/nvcf").json() == DEFAULTS
    changed = {"domain": "nvcf.test", "adminTokenScopes": ["a"], "deleteStatus": 200}
    assert control.patch("/knobs/nvcf", json=changed).json() == {**DEFAULTS, **changed}
    assert (knobs.domain, knobs.admin_token_scopes) == ("nvcf.test", ("a",))
    assert api.http.get("/health").status_code == 404


@pytest.mark.parametrize("body", [{"introspectCacheSeconds": -1}, {"createStatus": 202}, {"errorTypes": "some"}])
def test_a_knob_that_cannot_be_turns_none(control, body):
    assert control.patch("/knobs/nvcf", json={"domain": "x", **body}).status_code == 400
    assert control.get("/knobs/nvcf").json() == DEFAULTS


def test_the_environment_names_the_host_when_there_is_a_domain(emulator, knobs):
    variables = {"NVCF_API_KEYS_URL": "http://x:1", "NVCF_OWNER_ID": "gpucreds-emulator"}
    assert emulator.nvcf.environment("http://x:1") == variables
    knobs.domain = "nvcf.test"
    host = {"NVCF_API_KEYS_HOST": "api-keys.nvcf.test"}
    assert emulator.nvcf.environment("http://x:1") == {**variables, **host}


def test_reset_forgets_keys_owners_results_and_knobs(api, emulator, knobs):
    key = api.key()
    api.introspect(key["value"])
    knobs.create_status = 201
    emulator.reset()
    assert api.listed() == []
    assert api.http.get("/v1/admin/users/team-a").status_code == 404
    assert api.introspect(key["value"]).status_code == 404
    assert api.create().status_code == 200


def test_a_ninth_key_can_be_let_in(api, knobs):
    knobs.slots_enforced = False
    assert len([api.key() for _ in range(9)]) == len(api.listed())


def test_expired_keys_can_be_purged_two_days_later(api, knobs, emulator):
    knobs.expired_keys_purged = True
    key = api.key(expires_at="2026-06-15T13:00:00Z")
    emulator.clock.set(emulator.clock.now().replace(day=17, hour=12, minute=59, second=59, microsecond=999999))
    assert [one["status"] for one in api.listed()] == ["EXPIRED"]
    api.advance(microseconds=1)
    assert emulator.live() == []
    assert api.read(key).status_code == 404
    assert api.http.get("/v1/admin/users/team-a").status_code == 200


def test_nothing_is_purged_otherwise(api):
    key = api.key()
    api.advance(days=3650)
    assert api.read(key).json()["status"] == "EXPIRED"


def test_create_can_be_a_201_and_delete_a_200(api, knobs):
    knobs.create_status, knobs.delete_status = 201, 200
    response = api.create()
    assert response.status_code == 201
    assert (api.delete(response.json()).status_code, api.listed()) == (200, [])


def test_a_revoked_key_is_of_no_use(api, knobs, refused):
    key = api.key()
    knobs.revoked_keys = (key["id"],)
    assert api.read(key).json()["status"] == api.listed()[0]["status"] == "REVOKED"
    refused(api.introspect(key["value"]), 404, "Key not found")
    refused(api.authorize(key, 1), 400, "Key is not active")
    refused(api.set_status(key, "ACTIVE"), 400, "Invalid status transition")


def test_a_later_version_has_members_that_nobody_knows(api, knobs):
    knobs.later_version = True
    key = api.key()
    new = assumptions.LATER_MEMBERS.items()
    assert new <= key.items()
    assert new <= api.listed()[0].items()
    assert new <= api.call("GET", "/v1/services").json()["services"][0].items()
    assert new <= api.result(key["value"], rule="apikey.llm_allow").items()
    assert "introduced_later" not in api.result(key["value"])


def test_a_lost_create_holds_its_slot(api, emulator):
    emulator.inject(Fault("reset-after", platform="nvcf", method="POST", path="/v1/keys"))
    with pytest.raises(ConnectionResetError):
        api.create()
    assert [key["description"] for key in api.listed()] == ["ci"]


def test_no_repr_log_or_control_answer_holds_a_secret(api, emulator, control):
    key, token = api.key()["value"], api.token().json()["value"]
    for call in (api.introspect, api.evaluate, lambda value: api.http.post("/v1/admin/lookup", json={"key": value})):
        call(key)
    store = emulator.nvcf._store
    shown = [repr(store), repr(list(store.keys)), repr(vars(store.introspections)), repr(vars(store.admin_tokens))]
    shown += [repr(store.key_format), repr(Seed(data_key=b"hush" * 34)), repr(emulator.log())]
    shown += [json.dumps(control.get(path).json()) for path in ("/live", "/log", "/knobs/nvcf")]
    for secret in (key, key[15:58], key[-21:], token, token.rpartition(".")[2], "hush"):
        assert not [text for text in shown if secret in text]


def test_errors_hold_no_key(api):
    value = api.key()["value"]
    for response in (api.introspect(f"{value}x"), api.introspect(f"{value[:-1]}."), api.introspect(value, "mars")):
        assert value[15:58] not in response.text


def test_every_assumption_of_the_contract_is_named_in_one_module():
    with open(assumptions.__file__, encoding="utf-8") as source:  # noqa: PTH123  the module knows it as text
        text = source.read()
    assert [number for number in range(1, 16) if f"# E{number}:" not in text] == []


def test_on_a_port_an_answer_without_content_has_no_type_either(emulator, knobs):
    knobs.domain = "nvcf.test"
    with serving(emulator.nvcf) as url:
        response = httpx.get(f"{url}/health")
    assert (response.status_code, response.headers["Content-Length"]) == (404, "0")
    assert "Content-Type" not in response.headers
