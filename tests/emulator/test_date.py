"""The Date header of an answer is the emulator's clock, for that is what time it is on the platform."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from gpucreds_emulator import Clock, Emulator
from gpucreds_emulator.faults import Fault
from gpucreds_emulator.server import serving
from tests.emulator.conftest import START

PLATFORMS = ("egs", "runai", "nvcf")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_answer_is_dated_by_the_clock_of_the_emulator(emulator, platform):
    with httpx.Client(transport=httpx.WSGITransport(app=emulator.platforms[platform])) as http:
        assert http.get("http://acme.test/none").headers.get_list("Date") == ["Mon, 15 Jun 2026 12:00:00 GMT"]
        emulator.clock.advance(timedelta(days=1, minutes=-7))
        assert http.get("http://acme.test/none").headers.get_list("Date") == ["Tue, 16 Jun 2026 11:53:00 GMT"]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_on_a_port_too_and_only_once(platform):
    emulator = Emulator(clock=Clock(lambda: START))
    with emulator.serving() as urls:
        headers = httpx.get(urls[platform]).headers
    assert headers.get_list("Date") == ["Mon, 15 Jun 2026 12:00:00 GMT"]
    assert len(headers.get_list("Server")) == 1


def test_a_fault_is_dated_alike(emulator):
    emulator.inject(Fault("html"))
    with httpx.Client(transport=httpx.WSGITransport(app=emulator.egs)) as http:
        assert http.get("http://acme.test/none").headers["Date"] == "Mon, 15 Jun 2026 12:00:00 GMT"


def test_the_control_api_has_a_date_of_the_machine(emulator):
    with serving(emulator.control) as url:
        dates = httpx.get(url).headers.get_list("Date")
    assert len(dates) == 1
    assert dates != ["Mon, 15 Jun 2026 12:00:00 GMT"]
