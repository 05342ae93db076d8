"""Injected faults: which calls they hit and what each kind does (contract section 10)."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from pydantic import ValidationError

from gpucreds_emulator import Fault, FaultKind

PATH = "/api/v1/api-key"
CREATE = {"method": "POST", "path": PATH}


def count(api):
    """How many keys there are besides the seeded one."""
    return len(api.listed_keys()) - 1


def try_create(api):
    try:
        return api.create_key()
    except (ConnectionError, TimeoutError) as error:
        return error


@pytest.mark.parametrize("kind", sorted({*get_args(FaultKind)} - {"expired-bearer", "stale-list"}))
def test_a_fault_hits_as_often_as_it_says_and_then_no_more(api, emulator, kind):
    emulator.inject(Fault(kind, **CREATE, count=2, status=503))
    outcomes = [try_create(api) for _ in range(3)]
    assert emulator.faults() == []
    assert outcomes[2].status_code == 200
    assert outcomes[2].json()["statusCode"] == 200


@pytest.mark.parametrize(
    ("kind", "done"),
    [
        ("refuse", 0),
        ("reset-before", 0),
        ("reset-after", 1),
        ("timeout-before", 0),
        ("timeout-after", 1),
        ("delay", 1),
        ("slow-body", 1),
        ("status-before", 0),
        ("status-after", 1),
        ("html", 0),
        ("html-after", 1),
        ("broken-json", 1),
        ("wrong-json", 1),
        ("wrong-content-type", 1),
        ("wrong-status-code", 0),
    ],
)
def test_the_work_is_done_or_not_as_the_kind_says(api, emulator, kind, done):
    emulator.inject(Fault(kind, **CREATE))
    try_create(api)
    assert count(api) == done


@pytest.mark.parametrize("kind", ["reset-before", "reset-after"])
def test_a_reset_is_a_dropped_connection_with_no_status_in_the_log(api, emulator, kind):
    emulator.inject(Fault(kind, **CREATE))
    with pytest.raises(ConnectionResetError):
        api.create_key()
    assert emulator.log()[-1].status is None


def test_a_refused_connection_is_told_from_a_dropped_one(api, emulator):
    emulator.inject(Fault("refuse", **CREATE))
    with pytest.raises(ConnectionRefusedError):
        api.create_key()


@pytest.mark.parametrize("kind", ["timeout-before", "timeout-after", "slow-body"])
def test_a_timeout_in_process_is_raised_at_once(api, emulator, waits, kind):
    emulator.inject(Fault(kind, **CREATE, seconds=60))
    with pytest.raises(TimeoutError):
        api.create_key()
    assert waits == []


def test_a_delay_waits_and_then_works(api, emulator, waits):
    emulator.inject(Fault("delay", **CREATE, seconds=2.5))
    assert api.create_key().status_code == 200
    assert waits == [2.5]


@pytest.mark.parametrize("kind", ["status-before", "status-after"])
@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_status_comes_in_the_backends_frame(api, emulator, refused, kind, status):
    emulator.inject(Fault(kind, **CREATE, status=status))
    words = {
        500: ("Internal Server Error", "InternalError"),
        503: ("Service Unavailable", "ServiceUnavailable"),
        429: ("Too Many Requests", "TooManyRequests"),
    }[status]
    response = api.create_key()
    replacing = {
        "Error registering Slice": "Error creating API key",
        "Internal Server Error": words[0],
        "InternalError": words[1],
        "500": str(status),
    }
    refused(response, "E14", replacing=replacing)
    assert "Retry-After" not in response.headers


@pytest.mark.parametrize("kind", ["status-before", "status-after"])
def test_retry_after_is_sent_when_asked_for(api, emulator, kind):
    emulator.inject(Fault(kind, **CREATE, status=429, retry_after=7))
    assert api.create_key().headers["Retry-After"] == "7"


@pytest.mark.parametrize("kind", ["html", "html-after"])
def test_html_is_a_proxys_page(api, emulator, kind):
    emulator.inject(Fault(kind, **CREATE))
    response = api.create_key()
    assert response.status_code == 502
    assert response.headers["Content-Type"].startswith("text/html")
    assert "<html>" in response.text


def test_broken_json_is_a_200_that_cannot_be_parsed(api, emulator):
    emulator.inject(Fault("broken-json", **CREATE))
    response = api.create_key()
    assert response.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        response.json()


def test_wrong_json_is_a_document_of_somebody_else(api, emulator):
    emulator.inject(Fault("wrong-json", **CREATE))
    response = api.create_key()
    assert (response.status_code, list(response.json())) == (200, ["hello"])


def test_a_wrong_content_type_is_on_the_right_answer(api, emulator):
    emulator.inject(Fault("wrong-content-type", **CREATE))
    response = api.create_key()
    assert response.headers["Content-Type"].startswith("text/html")
    assert response.json()["data"]["apiKey"] in str(api.listed_keys())


def test_an_expired_bearer_is_refused_by_the_platform_until_somebody_logs_in_again(api, emulator):
    emulator.inject(Fault("expired-bearer", **CREATE))
    bearer = api.owner
    assert [api.create_key().status_code for _ in range(2)] == [401, 401]
    assert api.call("GET", "/api-key/list", bearer=bearer).status_code == 401
    another = api.token(emulator.egs.api_key)
    assert api.call("GET", "/api-key/list", bearer=another).status_code == 200


def test_a_stale_list_shows_what_was_there_before_the_latest_write_for_so_many_calls(api, emulator):
    assert count(api) == 0
    emulator.inject(Fault("stale-list", path=f"{PATH}/list", count=2))
    api.create_key(name="one")
    assert [count(api) for _ in range(3)] == [0, 0, 1]


def test_a_stale_list_is_only_one_write_behind(api, emulator):
    emulator.inject(Fault("stale-list", path=f"{PATH}/list"))
    for name in ("one", "two"):
        api.create_key(name=name)
    assert [count(api), count(api)] == [1, 2]


def test_what_is_stale_hits_no_write(api, emulator):
    emulator.inject(Fault("stale-list"))
    assert api.create_key().status_code == 200
    assert emulator.faults() == [Fault("stale-list")]


def test_a_fault_can_hit_every_third_call(api, emulator):
    emulator.inject(Fault("html", **CREATE, every=3, after=2, count=2))
    assert [api.create_key().status_code for _ in range(9)] == [200, 200, 502, 200, 200, 502, 200, 200, 200]


def test_what_was_saved_can_be_had_again_and_again(api, emulator):
    api.create_key(name="one")
    saved = emulator.save()
    for _ in range(2):
        api.create_key(name="another")
        emulator.restore(saved)
        assert count(api) == 1


def test_a_wrong_status_code_is_in_the_body_of_a_200(api, emulator):
    emulator.inject(Fault("wrong-status-code", **CREATE))
    response = api.create_key()
    assert (response.status_code, response.json()["statusCode"]) == (200, 500)


def test_a_fault_lets_pass_as_many_calls_as_it_says(api, emulator):
    emulator.inject(Fault("html", **CREATE, after=2))
    assert [api.create_key().status_code for _ in range(4)] == [200, 200, 502, 200]


def test_faults_for_one_route_come_one_after_the_other(api, emulator):
    emulator.inject(Fault("html", **CREATE), Fault("status-before", **CREATE), Fault("html", **CREATE, after=3))
    assert [api.create_key().status_code for _ in range(4)] == [502, 500, 200, 502]


def test_a_fault_leaves_other_methods_and_paths_alone(api, emulator):
    emulator.inject(Fault("html", **CREATE))
    assert api.call("DELETE", "/api-key", {"apiKey": "x"}).status_code == 404
    assert count(api) == 0
    assert emulator.faults() == [Fault("html", **CREATE)]


def test_a_fault_without_selectors_hits_whatever_comes(api, emulator):
    assert api.owner
    emulator.inject(Fault("html"))
    assert api.call("PUT", "/nowhere").status_code == 502


def test_a_fault_for_another_platform_is_refused(emulator):
    with pytest.raises(ValueError, match="no platform 'mars'"):
        emulator.inject(Fault("html", platform="mars"))


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "hmtl"}, {"count": 0}, {"after": -1}, {"seconds": -1}, {"status": 200}, {"pathh": "/"}],
)
def test_a_fault_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValidationError):
        Fault(**{"kind": "html", **wrong})


def test_a_fault_matches_a_path_whose_slashes_were_folded(api, emulator):
    emulator.inject(Fault("html", path="/api/v1/api-key/list"))
    assert api.http.get("http://egs.example.com//api/v1//api-key/list").status_code == 502
