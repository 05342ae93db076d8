"""What a server can take from a run: memory, time and connections, all of them counted."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpcore
import httpx
import pytest

from gpucreds.core.errors import AnswerLost, NotExecuted, PlatformError
from gpucreds.platforms._api import CONNECTIONS
from gpucreds.platforms._deadline import Deadline
from gpucreds.platforms._packing import LARGEST_ANSWER
from gpucreds.platforms._retries import ATTEMPTS
from tests.core.stopwatch import Stopwatch
from tests.platforms.wire import Acme
from tests.security.certificates import server_side
from tests.security.socket_server import answer, begun, chunk, packed

TOO_LARGE = "the answer is larger than 16 MiB. Check the endpoint of Acme, and any proxy before it"


def flood(_):
    """Four times what may come, in parts."""
    yield begun()
    for _ in range(4 * LARGEST_ANSWER >> 20):
        yield chunk(b"x" * 2**20)
    yield chunk(b"")


def sized(size):
    begin, end = b'{"code": 200, "text": "', b'"}'
    return httpx.Response(200, content=begin + b"x" * (size - len(begin + end)) + end)


@pytest.mark.parametrize("how", [flood, lambda _: packed(bytes(4 * LARGEST_ANSWER))], ids=["sent", "unpacked"])
@pytest.mark.parametrize(("repeatable", "attempts"), [(True, ATTEMPTS), (False, 1)])
def test_an_answer_beyond_16_mib_is_a_lost_one_however_small_it_was_packed(serve, connect, how, repeatable, attempts):
    server = serve(how)
    with pytest.raises(AnswerLost, match=TOO_LARGE) as caught:
        connect(server.url).send("POST", "/v1/keys", repeatable=repeatable)
    assert type(caught.value) is AnswerLost
    assert len(server.requests) == attempts


def test_no_more_is_read_of_an_answer_than_may_come(serve, connect):
    sent = []
    server = serve(lambda request: (sent.append(len(part)) or part for part in flood(request)))
    with pytest.raises(AnswerLost):
        connect(server.url).send("POST", "/v1/keys", repeatable=False)
    server.close()
    assert sum(sent) < 4 * LARGEST_ANSWER


@pytest.mark.parametrize(("size", "fits"), [(LARGEST_ANSWER, True), (LARGEST_ANSWER + 1, False)])
def test_the_limit_is_16_mib_to_the_byte(size, fits):
    acme = Acme(sized(size))
    if fits:
        assert acme.send()["code"] == 200
    else:
        with pytest.raises(AnswerLost, match=TOO_LARGE):
            acme.send()


@pytest.mark.parametrize("packing", ["gzip, gzip", "br", "zstd", "gzip, br", "GZIP,deflate"])
def test_an_answer_in_a_packing_that_nobody_asked_for_is_not_unpacked(serve, connect, packing):
    server = serve(lambda _: packed(b'{"code": 200}', Content_Encoding=packing))
    with pytest.raises(AnswerLost, match=rf"the answer comes packed as {packing.replace(',', ', ?')}, which nobody"):
        connect(server.url).send("POST", "/v1/keys", repeatable=False)
    assert server.headers("Accept-Encoding") == ["gzip, deflate"]


def test_a_packed_answer_within_the_limit_is_understood(serve, connect):
    server = serve(lambda _: packed(b'{"code": 200, "text": "small"}'))
    assert connect(server.url).send("GET", "/v1/keys", repeatable=True)["text"] == "small"


def test_headers_without_an_end_are_a_lost_answer(serve, connect):
    def heads(_):
        yield b"HTTP/1.1 200 OK\r\n"
        yield from (b"X-More: " + b"x" * 1000 + b"\r\n" for _ in range(10_000))

    with pytest.raises(AnswerLost, match="the answer was lost"):
        connect(serve(heads).url).send("POST", "/v1/keys", repeatable=False)


class Minutes(Stopwatch):
    """A minute passes whenever somebody asks what time it is."""

    def __init__(self):
        super().__init__()
        self.asked = 0
        self.passed = threading.Semaphore(0)

    def monotonic(self):
        self.asked += 1
        self.passed.release()
        return self.asked * 60.0


DRIPPING = {
    "a status line": [b"HTTP/1.1 200 ", *[b"O"] * 500, b"K\r\n\r\n"],
    "headers": [b"HTTP/1.1 200 OK\r\nX-Long: ", *[b"x"] * 500],
    "interim answers": [b"HTTP/1.1 100 Continue\r\n\r\n"] * 500,
    "a body": [begun(), *[chunk(b" ")] * 500],
}
FIVE_MINUTES = {"timeout": timedelta(minutes=5)}
"""The silence that is allowed, so that one minute of it is none; four times that is 1200 seconds."""


@pytest.fixture(params=["http", "https", "proxy", "tunnel"])
def reached(request, serve, authority, bundle, monkeypatch):
    """`reached(answer)`: an endpoint that answers so, the settings for it, and its server."""
    tls = None
    if request.param in ("https", "tunnel"):
        tls = server_side(authority, "127.0.0.1", "acme.test")

    def reached(how):
        if request.param in ("http", "https"):
            server = serve(how, tls=tls)
            return server.url, {"ca_bundle": bundle}, server
        server = serve(how, tunnel=tls)
        monkeypatch.setenv("HTTPS_PROXY" if tls else "HTTP_PROXY", server.url)
        return f"{'https' if tls else 'http'}://acme.test", {"ca_bundle": bundle}, server

    return reached


@pytest.mark.parametrize("dripping", DRIPPING)
def test_a_server_that_drips_holds_a_run_for_four_time_outs_and_no_longer(reached, connect, dripping):
    clock = Minutes()
    sent = []

    def drip(_):
        for part in DRIPPING[dripping]:
            if not clock.passed.acquire(timeout=20):
                raise ConnectionError("nobody counts the time")
            sent.append(part)
            yield part

    url, settings, server = reached(drip)
    api = connect(url, clock, **settings, **FIVE_MINUTES)
    with pytest.raises(PlatformError) as caught:
        api.send("POST", "/v1/keys", repeatable=False)
    clock.passed.release(1000)
    assert type(caught.value) is AnswerLost
    assert "the answer was lost (it took longer than 1200 seconds). Run the command again" in str(caught.value)
    assert len(sent) < 25
    assert len([one for one in server.requests if not one.startswith(b"CONNECT")]) == 1


def test_near_the_end_of_an_exchange_a_silence_may_last_no_longer_than_what_is_left():
    clock = Stopwatch()
    deadline = Deadline(clock, seconds=120)
    deadline.begin()
    left = []
    for pause in (0, 100, 19):
        clock.sleep(pause)
        left.append(deadline.within(30, httpcore.ReadTimeout))
    assert left == [30, 20, 1]
    clock.sleep(1)
    with pytest.raises(httpcore.ReadTimeout, match="it took longer than 120 seconds"):
        deadline.within(30, httpcore.ReadTimeout)


def test_every_exchange_has_its_own_four_time_outs_also_on_a_kept_connection(serve, connect):
    server = serve()
    clock = Minutes()
    api = connect(server.url, clock, **FIVE_MINUTES)
    for _ in range(30):
        api.send("GET", "/v1/keys", repeatable=False)
    assert clock.asked > 3 * 20
    assert server.most_open == 1


def test_128_threads_share_64_connections_and_none_is_closed_under_them(serve, connect):
    def when_all_are_there(_):
        with server.changed:
            assert server.changed.wait_for(lambda: server.most_open >= 64, timeout=60)
        return answer()

    server = serve(when_all_are_there)
    api = connect(server.url)
    with ThreadPoolExecutor(128) as threads:
        answers = threads.map(lambda number: api.send("GET", f"/v1/keys/{number}", repeatable=False), range(640))
        assert [found["code"] for found in answers] == [200] * 640
    assert server.most_open == server.open == CONNECTIONS == 64


def test_a_thread_waits_for_a_connection_as_long_as_an_exchange_may_take_and_has_then_sent_nothing():
    acme = Acme(timeout=timedelta(seconds=0.01))
    with contextlib.ExitStack() as busy:
        for _ in range(CONNECTIONS):
            busy.enter_context(acme.api._limiter.sending(acme.api._limiter.turn()))
        with pytest.raises(NotExecuted, match=r"no connection \(all connections are in use\)"):
            acme.send(repeatable=False)
    assert acme.requests == []
    assert Acme(timeout=timedelta(seconds=30)).api._limiter._patience == 120


def test_a_connection_that_is_there_is_used_again(serve, connect):
    server = serve()
    api = connect(server.url)
    for _ in range(10):
        api.send("GET", "/v1/keys", repeatable=False)
    assert (server.most_open, len(api._clients.made)) == (1, 1)
