"""What each outcome of a request means, and how often the request is sent before somebody hears of it."""

import httpx
import pytest

from gpucreds.core.errors import (
    AnswerLost,
    Conflict,
    Forbidden,
    LoginRefused,
    NotExecuted,
    NotFound,
    NotServed,
    PlatformError,
    Rejected,
    Unrecognized,
)
from gpucreds.platforms._retries import ATTEMPTS, LONGEST_WAIT
from tests.platforms.wire import Acme, named, page, says

NOT_EXECUTED = [
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    says(429),
    says(200, code=429),
    page(429),
    httpx.Response(429, text="local_rate_limited"),
    httpx.Response(429, json={"message": "API rate limit exceeded"}),
]
PERHAPS_EXECUTED = [
    httpx.ReadTimeout,
    httpx.WriteTimeout,
    httpx.ReadError,
    httpx.WriteError,
    httpx.RemoteProtocolError,
    httpx.DecodingError,
    says(500),
    says(502),
    says(503),
    says(504),
    says(200, code=500),
    says(500, code=200),
    page(401),
    page(502),
    httpx.Response(302, headers={"Location": "https://login.test"}),
]
SOMEBODY_ELSES = [
    page(200),
    page(404),
    page(405),
    httpx.Response(204),
    httpx.Response(200, content=b'{"code": 20'),
    httpx.Response(200, content=b'{"code": "\xff"}'),
    httpx.Response(200, content=b"[" * 100_000),
    httpx.Response(200, json={"ok": True}),
    httpx.Response(200, json=[]),
    httpx.Response(404, json={"message": "no Route matched"}),
]
REFUSED = [
    (says(400), Rejected),
    (says(404), NotServed),
    (says(405), NotServed),
    (says(422), Rejected),
    (says(200, code=422), Rejected),
    (says(422, code=200), Rejected),
    (says(302), Rejected),
    (says(401), LoginRefused),
    (says(200, code=401), LoginRefused),
    (says(500, code=401), LoginRefused),
    (says(401, code=500), LoginRefused),
    (says(403), Forbidden),
    (says(409), Conflict),
    (says(200, code=409), Conflict),
    (says(404, missing=True), NotFound),
    (says(400, missing=True), NotFound),
    (says(500, missing=True), NotFound),
]


def outcome(answer, *, repeatable):
    acme = Acme(answer)
    with pytest.raises(PlatformError) as caught:
        acme.send(repeatable=repeatable)
    return type(caught.value), len(acme.requests)


@pytest.mark.parametrize("answer", [says(), says(201), says(200, code=202, text="fine")])
def test_a_success_in_both_statuses_gives_the_document(answer):
    assert Acme(answer).send() == answer.json()


@pytest.mark.parametrize("repeatable", [True, False])
@pytest.mark.parametrize("answer", NOT_EXECUTED, ids=named)
def test_what_was_certainly_not_executed_is_sent_again_even_when_it_is_a_write(answer, repeatable):
    assert outcome(answer, repeatable=repeatable) == (NotExecuted, ATTEMPTS)


@pytest.mark.parametrize(
    ("answer", "error"),
    [(answer, AnswerLost) for answer in PERHAPS_EXECUTED] + [(answer, Unrecognized) for answer in SOMEBODY_ELSES],
    ids=named,
)
def test_what_was_perhaps_executed_is_sent_again_only_when_it_is_repeatable(answer, error):
    assert outcome(answer, repeatable=True) == (error, ATTEMPTS)
    assert outcome(answer, repeatable=False) == (error, 1)


@pytest.mark.parametrize("repeatable", [True, False])
@pytest.mark.parametrize(("answer", "error"), REFUSED, ids=named)
def test_what_was_refused_is_not_sent_again(answer, error, repeatable):
    assert outcome(answer, repeatable=repeatable) == (error, 1)


@pytest.mark.parametrize("passing", [httpx.ConnectError, httpx.ReadTimeout, says(429), says(503), page(502)], ids=named)
def test_what_passes_is_not_heard_of(passing):
    acme = Acme(passing, passing, says(text="made it"))
    assert acme.send()["text"] == "made it"
    assert len(acme.requests) == 3


def test_a_write_that_was_refused_a_connection_and_then_lost_is_not_sent_a_third_time():
    acme = Acme(httpx.ConnectError, httpx.ReadError, says())
    with pytest.raises(AnswerLost):
        acme.send(repeatable=False)
    assert len(acme.requests) == 2


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("asked", "pause"), [("7", 7), ("0", 0), ("60", 60), ("61", LONGEST_WAIT), ("9" * 400, 60)])
def test_the_platforms_wish_for_a_pause_is_obeyed_up_to_a_minute(status, asked, pause):
    acme = Acme(says(status, headers={"Retry-After": asked}), says())
    acme.send()
    assert acme.clock.monotonic() == pause


@pytest.mark.parametrize("asked", [None, "", "soon", "-5", "1.5", "²", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_without_a_wish_in_seconds_pauses_are_short_and_grow(asked):
    acme = Acme(says(429, headers={"Retry-After": asked.encode()} if asked is not None else None))
    with pytest.raises(NotExecuted):
        acme.send()
    assert len(acme.clock.pauses) == ATTEMPTS - 1
    assert all(0 <= pause <= longest for pause, longest in zip(acme.clock.pauses, [0.5, 1, 2, 4], strict=True))


def test_pauses_of_many_runs_differ():
    several = [Acme(httpx.ConnectError, says()) for _ in range(20)]
    for acme in several:
        acme.send()
    assert len({acme.clock.monotonic() for acme in several}) > 10


@pytest.mark.parametrize("status", [429, 503])
def test_the_wish_is_still_known_when_all_attempts_have_failed(status):
    with pytest.raises(PlatformError) as caught:
        Acme(says(status, headers={"Retry-After": "7"})).send()
    assert caught.value.retry_after == 7


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (httpx.ConnectError, "Check the endpoint of Acme and the network"),
        (httpx.ReadTimeout, "Run the command again"),
        (says(429, headers={"Retry-After": "7"}), "Run the command again later: it was sent 5 times in 28 seconds"),
        (says(503), "Run the command again later"),
        (says(404), "Check the endpoint of Acme: nothing of that name is served there"),
        (page(404), "Check the endpoint of Acme, and any proxy before it"),
    ],
    ids=named,
)
def test_an_error_says_what_to_do(answer, advice):
    with pytest.raises(PlatformError) as caught:
        Acme(answer).send()
    assert caught.value.advice == advice
