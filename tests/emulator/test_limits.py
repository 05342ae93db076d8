"""How much a platform takes on, and how it refuses the rest."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from gpucreds_emulator import Clock, Emulator, Fault, Limits
from tests.emulator.conftest import START

NONE = {"capacity": None, "rate": None, "retryAfter": None, "latency": 0.0, "page": False, "refused": 0}
PATIENCE = 60


def statuses(call, times):
    return [call().status_code for _ in range(times)]


def test_at_start_no_platform_has_a_limit(control):
    for platform in ("egs", "runai", "nvcf"):
        assert control.get(f"/limits/{platform}").json() == NONE


def test_limits_are_set_and_taken_away_by_the_control_api_and_refusals_are_counted(control, emulator, api):
    assert api.owner
    answer = control.put("/limits/egs", json={"capacity": 3, "rate": 2, "retryAfter": 1, "page": True})
    assert answer.json() == NONE | {"capacity": 3, "rate": 2, "retryAfter": 1, "page": True}
    assert statuses(api.create_key, 3) == [200, 200, 429]
    assert control.get("/limits/egs").json()["refused"] == emulator.egs.admission.refused == 1
    assert control.put("/limits/egs", json={}).json() == NONE | {"refused": 1}
    assert control.get("/limits/runai").json() == NONE


@pytest.mark.parametrize("limits", [{"capacity": 0}, {"rate": 0}, {"retryAfter": -1}, {"most": 3}, {"capacity": "8"}])
def test_limits_that_make_no_sense_are_refused_and_change_nothing(control, limits):
    assert control.put("/limits/egs", json=limits).status_code == 400
    assert control.get("/limits/egs").json() == NONE


def test_there_are_none_for_a_platform_that_is_not_there(control):
    assert control.get("/limits/other").status_code == control.put("/limits/other", json={}).status_code == 404


def test_a_reset_takes_limits_and_counts_away(control, emulator, api):
    emulator.egs.admission.turn(Limits(rate=1))
    assert statuses(lambda: api.log_in("no key"), 2) == [401, 429]
    emulator.reset()
    assert control.get("/limits/egs").json() == NONE


def test_beside_as_many_as_it_has_capacity_for_a_platform_refuses_everybody_and_works_nothing():
    inside, go_on = threading.Barrier(3), threading.Event()

    def stay(_):
        inside.wait(PATIENCE)
        go_on.wait(PATIENCE)

    emulator = Emulator(clock=Clock(lambda: START), wait=stay)
    emulator.inject(Fault("delay", platform="runai", count=2))
    emulator.runai.admission.turn(Limits(capacity=2))
    ask = httpx.Client(transport=httpx.WSGITransport(app=emulator.runai), base_url="http://runai.test").get
    with ThreadPoolExecutor(2) as threads:
        two = [threads.submit(ask, "/api/v1/org-unit/projects") for _ in range(2)]
        inside.wait(PATIENCE)
        assert [ask("/api/v1/org-unit/projects").status_code for _ in range(3)] == [429] * 3
        go_on.set()
        assert [one.result(PATIENCE).status_code for one in two] == [401, 401]
    assert ask("/api/v1/org-unit/projects").status_code == 401
    assert emulator.runai.admission.refused == 3


def test_a_rate_is_counted_by_the_emulators_clock_and_keeps_one_second(emulator, api):
    assert api.owner
    emulator.egs.admission.turn(Limits(rate=5))
    assert statuses(api.create_key, 7) == [200] * 5 + [429] * 2
    emulator.clock.advance(timedelta(seconds=0.4))
    assert statuses(api.create_key, 3) == [200] * 2 + [429]
    emulator.clock.advance(timedelta(minutes=10))
    assert statuses(api.create_key, 6) == [200] * 5 + [429]


def test_a_rate_below_one_lets_one_in_from_time_to_time(emulator, api):
    assert api.owner
    emulator.egs.admission.turn(Limits(rate=0.5))
    assert statuses(api.create_key, 2) == [200, 429]
    emulator.clock.advance(timedelta(seconds=1))
    assert statuses(api.create_key, 1) == [429]
    emulator.clock.advance(timedelta(seconds=1))
    assert statuses(api.create_key, 2) == [200, 429]


@pytest.mark.parametrize("wish", [None, 0, 7])
@pytest.mark.parametrize("platform", ["egs", "runai", "nvcf"])
def test_a_refusal_is_in_the_platforms_form_with_the_wish_that_is_set(emulator, platform, wish):
    chosen = emulator.platforms[platform]
    chosen.admission.turn(Limits(rate=0.1, retry_after=wish))
    ask = httpx.Client(transport=httpx.WSGITransport(app=chosen), base_url="http://it.test").get
    ask("/")
    answer = ask("/")
    assert answer.status_code == 429
    assert answer.content == chosen.failure("GET", "/", 429).get_data()
    assert answer.headers.get("Retry-After") == (None if wish is None else str(wish))


def test_or_it_is_a_page_of_what_stands_before_it(emulator):
    emulator.egs.admission.turn(Limits(rate=0.1, retry_after=7, page=True))
    ask = httpx.Client(transport=httpx.WSGITransport(app=emulator.egs), base_url="http://egs.test").get
    ask("/")
    answer = ask("/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (429, "text/html; charset=utf-8")
    assert answer.headers["Retry-After"] == "7"


def test_what_is_refused_is_in_the_log_and_uses_up_no_fault(emulator, api):
    assert api.owner
    emulator.egs.admission.turn(Limits(rate=1))
    assert statuses(api.create_key, 1) == [200]
    emulator.inject(Fault("html"))
    assert statuses(api.create_key, 1) == [429]
    assert emulator.log()[-1].status == 429
    assert len(emulator.faults()) == 1


def test_each_request_that_is_let_in_waits_for_the_latency_before_it_is_worked_on():
    waits = []
    emulator = Emulator(wait=lambda seconds: waits.append((seconds, len(emulator.live()))))
    emulator.egs.admission.turn(Limits(latency=0.2))
    api = httpx.Client(transport=httpx.WSGITransport(app=emulator.egs), base_url="http://egs.test")
    assert api.post("/api/v1/auth", json={"apiKey": emulator.egs.api_key}).status_code == 200
    assert api.post("/api/v1/auth", json={"apiKey": "no key"}).status_code == 401
    assert waits == [(0.2, 0), (0.2, 0)]
