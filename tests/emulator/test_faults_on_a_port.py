"""What the faults do to a client on the other end of a socket."""

from __future__ import annotations

import threading

import httpx
import pytest

from gpucreds_emulator import Emulator, Fault

LOGIN = "/api/v1/auth"


class Gate:
    """A wait that lasts until it is opened."""

    def __init__(self):
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, _seconds):
        self.reached.set()
        assert self.opened.wait(60)


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def emulator(gate):
    return Emulator(wait=gate)


@pytest.fixture
def http(emulator):
    with emulator.serving() as urls, httpx.Client(base_url=urls["egs"], timeout=60) as client:
        yield client


def log_in(http, emulator):
    return http.post(LOGIN, json={"apiKey": emulator.egs.api_key})


def test_half_of_a_slow_body_comes_before_the_wait(http, emulator, gate):
    emulator.inject(Fault("slow-body", path=LOGIN))
    with http.stream("POST", LOGIN, json={"apiKey": emulator.egs.api_key}) as response:
        parts = response.iter_raw()
        first = next(parts)
        assert gate.reached.wait(60)
        assert len(first) < int(response.headers["Content-Length"])
        gate.opened.set()
        assert len(first + b"".join(parts)) == int(response.headers["Content-Length"])


@pytest.mark.parametrize("kind", ["refuse", "reset-before", "reset-after"])
def test_a_dropped_connection_brings_no_byte_and_the_next_one_works(http, emulator, kind):
    emulator.inject(Fault(kind, path=LOGIN))
    with pytest.raises(httpx.RemoteProtocolError):
        log_in(http, emulator)
    assert log_in(http, emulator).status_code == 200


@pytest.mark.parametrize("kind", ["timeout-before", "timeout-after"])
def test_a_client_can_lose_its_patience(http, emulator, gate, kind):
    emulator.inject(Fault(kind, path=LOGIN))
    with pytest.raises(httpx.ReadTimeout):
        http.post(LOGIN, json={"apiKey": emulator.egs.api_key}, timeout=0.2)
    gate.opened.set()
    assert log_in(http, emulator).status_code == 200
