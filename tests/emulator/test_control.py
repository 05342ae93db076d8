"""The control API: what lives, what was asked, the clock, faults, knobs, reset."""

from __future__ import annotations

import hashlib
import json

import pytest

from gpucreds_emulator import Fault

DEFAULTS = {
    "tokenLifetime": 900,
    "registeredClusters": ["worker-1", "worker-2"],
    "pollsUntilReady": 2,
    "pollsUntilGone": 2,
    "lateConflicts": 0,
    "activeGpuRequests": [],
    "incompleteKeys": [],
    "keyListForm": "data.data",
    "keyListNames": "create",
    "keyListShowsKeys": True,
}


def bad(response):
    assert response.status_code == 400
    assert list(response.json()) == ["error"]
    return response.json()["error"]


def test_nothing_lives_at_start_because_the_seed_does_not_count(control):
    assert control.get("/live").json() == []


def test_live_tells_each_key_and_workspace_and_no_secret(api, control):
    api.workspace("red")
    key = api.key("Editor", "red", name="ci-red", validity="2026-06-15")
    created = "2026-06-15T12:00:00Z"
    assert control.get("/live").json() == [
        {
            "platform": "egs",
            "kind": "api-key",
            "id": hashlib.sha256(key.encode()).hexdigest()[:12],
            "name": "ci-red",
            "owner": "jo",
            "created": created,
            "expires": "2026-06-15T23:59:59Z",
            "expired": False,
        },
        {
            "platform": "egs",
            "kind": "workspace",
            "id": "red",
            "name": "red",
            "owner": "Jo Doe",
            "created": created,
            "expires": None,
            "expired": False,
        },
    ]
    control.post("/clock", json={"advance": "1d"})
    assert [item["expired"] for item in control.get("/live").json()] == [True, False]


def test_what_is_deleted_is_not_live_and_what_is_leaving_still_is(api, control):
    key = api.key()
    api.workspace("red")
    api.call("DELETE", "/api-key", {"apiKey": key})
    api.delete_workspace("red")
    assert [item["id"] for item in control.get("/live").json()] == ["red"]
    api.workspaces()
    api.workspaces()
    assert control.get("/live").json() == []


def test_live_in_process_is_the_same_list(api, emulator, control):
    api.key()
    (live,) = emulator.live()
    assert (live.platform, live.kind, live.name) == ("egs", "api-key", "ci")
    assert control.get("/live").json()[0]["id"] == live.id


def test_the_log_has_each_request_in_order_and_none_of_its_own(api, emulator, control):
    api.listed_keys("?workspaceName=secret")
    api.call("PUT", "/slice-workspace")
    emulator.inject(Fault("reset-after"))
    with pytest.raises(ConnectionResetError):
        api.workspaces()
    assert control.get("/log").json() == [
        {"platform": "egs", "method": "POST", "path": "/api/v1/auth", "status": 200},
        {"platform": "egs", "method": "GET", "path": "/api/v1/api-key/list", "status": 200},
        {"platform": "egs", "method": "PUT", "path": "/api/v1/slice-workspace", "status": 404},
        {"platform": "egs", "method": "GET", "path": "/api/v1/slice-workspace/list", "status": None},
    ]
    assert control.get("/log").json() == control.get("/log").json()


def test_the_clock_can_be_read_put_and_moved(control):
    assert control.get("/clock").json() == {"now": "2026-06-15T12:00:00Z"}
    assert control.post("/clock", json={"now": "2026-01-01T00:00:00Z"}).json() == {"now": "2026-01-01T00:00:00Z"}
    assert control.post("/clock", json={"advance": "80d"}).json() == {"now": "2026-03-22T00:00:00Z"}


@pytest.mark.parametrize(
    ("step", "now"),
    [("5s", "12:00:05"), ("5m", "12:05:00"), ("5h", "17:00:00"), ("0d", "12:00:00")],
)
def test_a_step_is_in_seconds_minutes_hours_or_days(control, step, now):
    assert control.post("/clock", json={"advance": step}).json() == {"now": f"2026-06-15T{now}Z"}


def test_an_instant_may_come_in_another_zone(control):
    assert control.post("/clock", json={"now": "2026-01-01T02:00:00+02:00"}).json()["now"] == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"now": "2026-01-01T00:00:00Z", "advance": "1d"},
        {"now": "2026-01-01T00:00:00"},
        {"now": "tomorrow"},
        {"now": 5},
        {"advance": "80"},
        {"advance": "80 bananas"},
        {"advance": "-1d"},
        {"advance": 5},
        {"advance": "99999999999999999999d"},
        {"advance": "9999999d"},
        {"then": "x"},
        [],
        "x",
    ],
)
def test_a_clock_move_that_cannot_be_is_refused_and_moves_nothing(control, body):
    assert bad(control.post("/clock", json=body))
    assert control.get("/clock").json() == {"now": "2026-06-15T12:00:00Z"}


@pytest.mark.parametrize(("method", "path"), [("POST", "/clock"), ("POST", "/faults"), ("PATCH", "/knobs/egs")])
def test_a_body_that_is_no_json_is_refused(control, method, path):
    assert "JSON" in bad(control.request(method, path, content=b"{"))


def test_one_fault_or_a_list_can_be_injected_listed_and_dropped(api, control):
    fault = {"platform": "egs", "method": "GET", "path": "/api/v1/api-key/list", "count": 2, "kind": "status-before"}
    fault |= {"status": 429, "retryAfter": 3, "after": 1}
    assert control.post("/faults", json=fault).json() == [{**fault, "every": 1, "seconds": 1.0}]
    assert len(control.post("/faults", json=[{"kind": "html"}, {"kind": "delay"}]).json()) == 3
    assert [item["kind"] for item in control.get("/faults").json()] == ["status-before", "html", "delay"]
    assert control.delete("/faults").json() == []
    assert api.call("GET", "/api-key/list").status_code == 200


def test_an_injected_fault_hits(api, control):
    assert api.owner
    control.post("/faults", json={"kind": "status-before", "status": 429, "retryAfter": 3})
    response = api.call("GET", "/api-key/list")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "3")


@pytest.mark.parametrize(
    "body",
    [{}, {"kind": "x"}, {"kind": "html", "count": "2"}, {"kind": "html", "platform": "mars"}, {"kind": "html", "z": 1}],
)
def test_a_list_with_a_fault_that_cannot_be_injects_none(control, body):
    assert bad(control.post("/faults", json=[{"kind": "html"}, body]))
    assert control.get("/faults").json() == []


def test_the_knobs_can_be_read_and_turned_one_by_one(control, emulator):
    knobs = emulator.egs.knobs
    assert control.get("/knobs/egs").json() == DEFAULTS
    changed = {"tokenLifetime": 2, "activeGpuRequests": ["red"], "keyListForm": "data"}
    assert control.patch("/knobs/egs", json=changed).json() == {**DEFAULTS, **changed}
    assert (knobs.token_lifetime, knobs.active_gpu_requests, knobs.key_list_form) == (2, ("red",), "data")


@pytest.mark.parametrize(
    "body",
    [{"tokenLifetime": 0}, {"pollsUntilReady": -1}, {"pollsUntilGone": "2"}, {"keyListForm": "x"}, {"nob": 1}, []],
)
def test_a_knob_that_cannot_be_turns_none(control, body):
    wrong = {"lateConflicts": 5, **body} if isinstance(body, dict) else body
    assert bad(control.patch("/knobs/egs", json=wrong))
    assert control.get("/knobs/egs").json() == DEFAULTS


def test_a_knob_turned_wrong_in_process_is_refused_too(emulator):
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        emulator.egs.knobs.token_lifetime = 0


@pytest.mark.parametrize(("method", "path"), [("GET", "/knobs/mars"), ("GET", "/"), ("GET", "/api/v1/live")])
def test_an_unknown_control_route_is_a_404_in_json(control, method, path):
    response = control.request(method, path)
    assert response.status_code == 404
    assert list(response.json()) == ["error"]


def test_a_wrong_method_is_a_405_in_json(control):
    assert control.post("/live").status_code == 405
    assert "error" in control.post("/live").json()


def test_reset_brings_back_the_state_at_start(api, emulator, control):
    knobs, token = emulator.egs.knobs, api.owner
    api.key()
    api.workspace("red")
    api.call("DELETE", "/api-key", {"apiKey": emulator.egs.api_key})
    control.post("/faults", json={"kind": "html"})
    control.patch("/knobs/egs", json={"tokenLifetime": 2})
    control.post("/clock", json={"advance": "80d"})
    assert control.post("/reset").json() == {}
    assert [control.get(path).json() for path in ("/live", "/log", "/faults")] == [[], [], []]
    assert control.get("/knobs/egs").json() == DEFAULTS
    assert emulator.egs.knobs is knobs
    assert control.get("/clock").json() == {"now": "2026-06-15T12:00:00Z"}
    assert api.log_in(emulator.egs.api_key).status_code == 200
    assert api.call("GET", "/slice-workspace/list", bearer=token).status_code == 401


def test_no_control_answer_holds_a_secret(api, emulator, control):
    key = api.key()
    emulator.inject(Fault("html", after=9))
    api.log_in(key)
    secrets = {key, emulator.egs.api_key, emulator.egs.access_token, api.owner}
    for path in ("/live", "/log", "/clock", "/faults", "/knobs/egs"):
        text = json.dumps(control.get(path).json())
        assert not [secret for secret in secrets if secret in text]


def test_a_bad_input_is_not_repeated_in_the_answer(control):
    assert "hunter" not in bad(control.post("/faults", json={"kind": "hunter2", "hunter": "hunter2"})).replace(
        "hunter: ", ""
    )
