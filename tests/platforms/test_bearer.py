"""A bearer token is bought once and shared until shortly before it ends."""

import base64
import json
from itertools import count

import pytest
from pydantic import SecretStr

from gpucreds.core.errors import AnswerLost, LoginRefused, NotExecuted
from gpucreds.platforms._bearer import Bearer, Token, lifetime
from tests.core.stopwatch import Stopwatch
from tests.platforms.crowd import Narrow, at_once


def token(claims, number=0):
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return SecretStr(f"header.{payload}.signature-{number}")


def bought(value):
    return Token(value, lifetime(value))


class Door:
    """Sells a new token at each log-in, and keeps a list of those that it no longer lets in."""

    def __init__(self, **claims):
        self.clock = Stopwatch()
        self.claims = claims
        self.sold = []
        self.refused = set()
        self.bearer = Bearer(lambda: bought(self.login()), self.clock)

    def login(self):
        self.sold.append(token(self.claims, len(self.sold)))
        return self.sold[-1]

    def enter(self):
        return self.bearer.use(self.let_in)

    def let_in(self, bearer):
        if bearer in self.refused:
            raise LoginRefused("not you again")
        return self.sold.index(bearer)


def test_nobody_logs_in_before_a_token_is_needed():
    assert Door(iat=0, exp=900).sold == []


@pytest.mark.parametrize(
    ("iat", "exp", "good_for"),
    [
        (0, 900, 870),
        (1_000_000, 1_000_900, 870),
        (0, 300, 270),
        (0, 299, 269.1),
        (0, 60, 54),
        (0, 2, 1.8),
        (0, 86_400, 86_370),
        (0.5, 900.5, 870),
        (4_000_000_000, 4_000_000_900, 870),
    ],
)
def test_a_token_serves_until_thirty_seconds_or_a_tenth_before_its_end(iat, exp, good_for):
    door = Door(iat=iat, exp=exp)
    door.enter()
    door.clock.sleep(good_for - 0.01)
    assert door.enter() == 0
    door.clock.sleep(0.02)
    assert door.enter() == 1


def test_the_life_of_a_token_counts_from_its_receipt():
    door = Door(iat=0, exp=900)
    door.clock.sleep(100_000)
    assert [door.enter(), door.enter()] == [0, 0]


@pytest.mark.parametrize(("iat", "exp"), [(900, 900), (900, 0)])
def test_a_token_that_has_no_life_is_used_once(iat, exp):
    door = Door(iat=iat, exp=exp)
    assert [door.enter(), door.enter()] == [0, 1]


UNREADABLE = {
    "no JWT": SecretStr("opaque"),
    "empty": SecretStr(".."),
    "no base64": SecretStr("a.€.c"),
    "broken base64": SecretStr("a.b.c"),
    "no JSON": SecretStr("a.bm90IEpTT04.c"),
    "no UTF-8": SecretStr("a._w.c"),
    "no object": token([1]),
    "no claims": token({}),
    "no end": token({"iat": 0}),
    "no begin": token({"exp": 900}),
    "null": token({"iat": 0, "exp": None}),
    "words": token({"iat": 0, "exp": "soon"}),
    "a list": token({"iat": 0, "exp": [900]}),
    "too large": token({"iat": 0, "exp": 10**400}),
}


@pytest.mark.parametrize("unreadable", UNREADABLE.values(), ids=UNREADABLE)
def test_a_token_whose_end_cannot_be_read_serves_until_it_is_refused(unreadable):
    clock, logins = Stopwatch(), count(1)
    bearer = Bearer(lambda: bought(next(logins) and unreadable), clock)
    assert bearer.use(lambda given: given) == unreadable
    clock.sleep(10**9)
    assert bearer.use(lambda given: given) == unreadable
    assert next(logins) == 2


def test_a_refused_token_is_replaced_once_and_the_call_repeated():
    door = Door(iat=0, exp=900)
    door.enter()
    door.refused.add(door.sold[0])
    assert [door.enter(), door.enter()] == [1, 1]


def test_a_new_token_that_is_refused_too_is_reported():
    door = Door(iat=0, exp=900)
    door.refused |= {token(door.claims, number) for number in range(9)}
    with pytest.raises(LoginRefused, match="not you again"):
        door.enter()
    assert len(door.sold) == 2


def test_a_login_that_gives_the_same_token_again_leaves_nothing_to_try():
    calls = count(1)
    bearer = Bearer(lambda: bought(SecretStr("for ever")), Stopwatch())

    def call(_):
        next(calls)
        raise LoginRefused("no longer")

    with pytest.raises(LoginRefused, match="no longer"):
        bearer.use(call)
    assert next(calls) == 2


@pytest.mark.parametrize(
    ("error", "reported"),
    # Whatever became of the log-in, what the token was for was not sent.
    [(LoginRefused("no such key"), LoginRefused), (AnswerLost("no answer"), NotExecuted)],
    ids=repr,
)
def test_a_failed_login_is_reported_without_a_call_and_tried_again_by_the_next_one(error, reported):
    answers = iter([error, token({})])

    def login():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return bought(answer)

    bearer = Bearer(login, Stopwatch())
    with pytest.raises(reported):
        bearer.use(lambda _: pytest.fail("called without a token"))
    assert bearer.use(lambda given: given) == token({})


def test_an_error_that_is_no_refusal_passes_and_keeps_the_token():
    door = Door(iat=0, exp=900)

    def call(_):
        raise AnswerLost("no answer")

    with pytest.raises(AnswerLost):
        door.bearer.use(call)
    door.enter()
    assert len(door.sold) == 1


def test_a_late_refusal_of_an_old_token_does_not_drop_the_new_one():
    door = Door(iat=0, exp=900)
    door.enter()
    door.refused.add(door.sold[0])

    def refused_late(bearer):
        door.enter()
        return door.let_in(bearer)

    assert door.bearer.use(refused_late) == 1
    assert len(door.sold) == 2


class CrowdedDoor(Door):
    """One at a time may buy a token."""

    def __init__(self):
        super().__init__(iat=0, exp=900)
        self.narrow = Narrow()

    def login(self):
        self.narrow.pass_through()
        return super().login()


def test_many_threads_share_one_login():
    door = CrowdedDoor()
    assert at_once(8, door.enter) == [0] * 8
    assert (len(door.sold), door.narrow.met) == (1, False)


def test_many_threads_whose_token_is_refused_share_one_new_login():
    door = CrowdedDoor()
    door.enter()
    door.refused.add(door.sold[0])
    assert at_once(8, door.enter) == [1] * 8
    assert (len(door.sold), door.narrow.met) == (2, False)
