"""One token for all calls, until shortly before it ends or until it is refused."""

import httpx
import pytest

from gpucreds.core.errors import LoginRefused
from tests.platforms.crowd import at_once
from tests.platforms.runai.answers import (
    SERVICE_ACCOUNTS,
    USERS,
    V2,
    empty,
    error,
    jwt,
    ok,
    page,
    paths,
    token,
    token_v1,
)
from tests.platforms.wire import named


def logins(wire):
    return sum(path.endswith("/token") for path in paths(wire))


def lives(runai, clock):
    """The whole seconds for which the token that was just bought is used."""
    before, begun = logins(runai.wire), clock.waited
    while logins(runai.wire) == before:
        clock.sleep(1)
        runai.session.token()
    return clock.waited - begun


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (lambda _: token(expires_in=3600), 3540),
        (lambda _: token(expires_in=300), 240),
        (lambda _: token(expires_in=100), 80),
        (lambda _: token(expires_in=10), 8),
        (lambda _: token(), 240),
        (lambda _: token(expires_in="soon"), 240),
        (lambda _: token(jwt(sub="x")), 240),
        (lambda now: token(jwt(exp=now + 3600, iat=now)), 3540),
        (lambda now: token(jwt(exp=now + 3600)), 3540),
        (lambda now: token(jwt(exp=now + 3600, iat=now), expires_in=100), 80),
        (lambda now: token(jwt(exp=now - 10_000 + 600, iat=now - 10_000)), 540),
    ],
)
def test_a_token_is_used_until_a_minute_or_a_fifth_of_its_life_before_its_end(answering, world, answer, seconds):
    runai = answering(answer(int(world.clock.now().timestamp())))
    runai.session.token()
    assert lives(runai, world.clock) == seconds


@pytest.mark.parametrize(("said", "seconds"), [({"expiresIn": 100}, 80), ({}, 240)])
def test_the_old_endpoint_tells_an_end_too_or_none(answering, world, said, seconds):
    runai = answering(error(404), token_v1(**said))
    runai.session.token()
    assert lives(runai, world.clock) == seconds


def test_the_emulated_versions_agree_about_a_token_of_an_hour(connect, version, world, tap):
    runai = connect()
    runai.users.all()
    before = logins(tap)
    world.clock.sleep(3530)
    runai.users.all(fresh=True)
    assert logins(tap) == before, version
    world.clock.sleep(20)
    runai.users.all(fresh=True)
    assert logins(tap) == before + 1


def test_all_parts_of_the_client_share_one_token(runai, world):
    runai.accounts.all()
    runai.users.all()
    runai.access_rules.all()
    runai.organization.roles()
    assert world.requests().count(V2) == 1


def test_many_threads_log_in_once(runai, world):
    at_once(8, lambda: runai.session.list("/api/v1/service-accounts"))
    assert world.requests() == [V2, *[SERVICE_ACCOUNTS] * 8]


def test_many_threads_that_are_refused_replace_the_token_once(runai, world, knobs):
    runai.session.token()
    account = next(iter(world.emulator.runai._store.sessions))
    del world.emulator.runai._store.sessions[account]
    at_once(8, lambda: runai.session.list("/api/v1/service-accounts"))
    assert world.requests().count(V2) == 2
    assert knobs.version == "2.24"


@pytest.mark.parametrize("refusal", [error(401), page(401), httpx.Response(401), ok({"message": "no"}, 401)], ids=named)
@pytest.mark.parametrize(
    ("act", "answer"),
    [
        (lambda runai: runai.users.all(), ok([])),
        (lambda runai: runai.users.create("jo@example.com", {}), ok({"id": "u", "tempPassword": "p"}, 201)),
        (lambda runai: runai.users.reset_password("u"), ok({"tempPassword": "p"})),
        (lambda runai: runai.users.delete("u"), empty(204)),
    ],
    ids=["list", "create", "secret", "delete"],
)
def test_a_token_that_is_refused_is_replaced_and_the_call_repeated_whatever_it_is(answering, refusal, act, answer):
    runai = answering(token("t-1"), refusal, token("t-2"), answer)
    act(runai)
    bearers = [request.headers.get("Authorization") for request in runai.wire.requests]
    assert bearers[:4] == [None, "Bearer t-1", None, "Bearer t-2"]


def test_it_is_repeated_once_only(answering):
    runai = answering(token("t-1"), error(401), token("t-2"), error(401))
    with pytest.raises(LoginRefused) as caught:
        runai.users.create("jo@example.com", {})
    assert "runaiClientSecret" in caught.value.advice
    assert paths(runai.wire) == [V2, "POST /api/v1/users"] * 2


def test_a_new_login_is_a_sign_in_and_no_refresh(answering):
    one, other = token("t-1", refresh_token="r"), token("t-2", refresh_token="r")
    runai = answering(one, error(401), other, ok([]))
    runai.users.all()
    assert all(b"refresh" not in request.content for request in runai.wire.requests)


def test_tokens_that_die_with_a_secret_are_replaced_where_the_login_itself_still_works(runai, knobs, connect):
    knobs.tokens_die_at_once = True
    made = runai.accounts.create("other")
    found = runai.accounts.find(made.kind, made.id)
    other = connect(RUNAI_CLIENT_ID="other", RUNAI_CLIENT_SECRET=made.secret.get_secret_value())
    assert other.organization.roles()
    runai.accounts.regenerate(found.kind, found.id)
    with pytest.raises(LoginRefused):
        other.organization.projects()


def test_no_token_is_in_an_error_that_repeats_it(answering):
    runai = answering(token("t-very-secret"), error(400, "bad token t-very-secret"))
    with pytest.raises(Exception, match=r"bad token \*\*\*") as caught:
        runai.users.all()
    assert "t-very-secret" not in repr([caught.value, vars(caught.value), runai.session._bearer])


def test_the_users_list_needs_a_token(runai, world):
    runai.users.all()
    assert world.requests() == [V2, USERS, USERS]
