"""What is sent again after which failure, and what never is."""

import httpx
import pytest

from gpucreds.core.errors import AnswerLost, Conflict, Forbidden, NotExecuted, NotFound, Rejected
from gpucreds.platforms._api import ATTEMPTS
from gpucreds.platforms.runai.access_rules import Grant
from gpucreds_emulator import Fault
from tests.platforms.runai.answers import empty, error, ok, page, paths, token
from tests.platforms.wire import named

GRANT = Grant("jo@example.com", "user", 7, "4501", "project")

CREATES = {
    "account": lambda runai: runai.accounts.create("ci"),
    "user": lambda runai: runai.users.create("jo@example.com", {}),
    "rule": lambda runai: runai.access_rules.create(GRANT, None),
}
REPEATABLE = {
    "list of accounts": lambda runai: runai.accounts.all(),
    "list of users": lambda runai: runai.users.all(),
    "list of rules": lambda runai: runai.access_rules.all(),
    "rules of a subject": lambda runai: runai.access_rules.about("ci"),
    "roles": lambda runai: runai.organization.roles(),
    "clusters": lambda runai: runai.organization.clusters(),
    "departments": lambda runai: runai.organization.departments(),
    "projects": lambda runai: runai.organization.projects(),
    "secret": lambda runai: runai.accounts.regenerate("service-account", "a"),
    "enable": lambda runai: runai.accounts.enable("service-account", "a", enabled=True),
    "password": lambda runai: runai.users.reset_password("u"),
    "delete account": lambda runai: runai.accounts.delete("service-account", "a"),
    "delete user": lambda runai: runai.users.delete("u"),
    "delete rule": lambda runai: runai.access_rules.delete(3),
}
LOST = [
    httpx.ReadTimeout,
    httpx.ReadError,
    httpx.RemoteProtocolError,
    error(500),
    error(502),
    error(503),
    error(504),
    page(502),
]
REFUSED = [(error(400), Rejected), (error(403), Forbidden), (error(404), NotFound), (error(409), Conflict)]


@pytest.fixture
def attempts(answering, monkeypatch):
    """`attempts(act, answer)`: the error of a call that is always so answered, and how often it was sent."""

    def attempts(act, answer, *before):
        runai = answering(token(), *before, answer)
        monkeypatch.setattr(runai.accounts, "serving", lambda kind: kind)
        with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is the tests' business
            act(runai)
        return type(caught.value), len(runai.wire.requests) - 1

    return attempts


@pytest.mark.parametrize("answer", LOST, ids=named)
@pytest.mark.parametrize("act", CREATES.values(), ids=CREATES)
def test_a_create_whose_answer_is_lost_is_never_sent_again_blindly(attempts, act, answer):
    error_type, times = attempts(act, answer)
    assert issubclass(error_type, AnswerLost)
    assert times == 1


@pytest.mark.parametrize("answer", LOST, ids=named)
@pytest.mark.parametrize("act", REPEATABLE.values(), ids=REPEATABLE)
def test_everything_else_is(attempts, act, answer):
    error_type, times = attempts(act, answer)
    if answer is not LOST[-1]:  # a page may also mean that a call is missing
        assert issubclass(error_type, AnswerLost)
        assert times == ATTEMPTS
    assert times >= ATTEMPTS


@pytest.mark.parametrize("act", [*CREATES.values(), *REPEATABLE.values()], ids=[*CREATES, *REPEATABLE])
@pytest.mark.parametrize("answer", [error(429), httpx.ConnectError, httpx.ConnectTimeout], ids=named)
def test_what_was_not_executed_is_always_sent_again(attempts, act, answer):
    assert attempts(act, answer) == (NotExecuted, ATTEMPTS)


@pytest.mark.parametrize(("answer", "told"), REFUSED)
@pytest.mark.parametrize("act", [*CREATES.values(), REPEATABLE["secret"], REPEATABLE["enable"], REPEATABLE["password"]])
def test_a_refusal_is_final(attempts, act, answer, told):
    assert attempts(act, answer) == (told, 1)


@pytest.mark.parametrize("act", ["delete account", "delete user", "delete rule"])
@pytest.mark.parametrize("answer", [empty(200), empty(202), empty(204), ok({"status": "going"}, 202), error(404)])
def test_a_delete_ends_in_many_ways(answering, monkeypatch, act, answer):
    runai = answering(token(), answer, ok([]))
    monkeypatch.setattr(runai.accounts, "serving", lambda kind: kind)
    REPEATABLE[act](runai)
    looks_again = act == "delete account" and answer.status_code == 404
    assert len(runai.wire.requests) == 2 + looks_again


GATEWAY = ok({"status": 404, "error": "Not Found"}, 404)


@pytest.mark.parametrize("answer", [page(404), ok({"message": "no route"}, 404), GATEWAY, error(405)], ids=named)
def test_a_router_s_not_found_is_no_end_of_a_delete(attempts, answer):
    error_type, _ = attempts(REPEATABLE["delete user"], answer)
    assert error_type is not NotFound


@pytest.mark.parametrize("answer", [empty(200), empty(204), ok({"enabled": True})], ids=named)
def test_an_account_is_enabled_with_a_body_or_without(answering, monkeypatch, answer):
    runai = answering(token(), answer)
    monkeypatch.setattr(runai.accounts, "serving", lambda kind: kind)
    REPEATABLE["enable"](runai)
    assert len(runai.wire.requests) == 2


@pytest.mark.parametrize("kind", ["reset-after", "timeout-after", "status-after", "html-after"])
def test_a_delete_whose_answer_was_lost_is_done(runai, world, kind):
    made = runai.users.create("jo@example.com", {})
    world.emulator.inject(Fault(kind, method="DELETE"))
    runai.users.delete(made.id)
    assert world.emulator.live() == []
    assert [line.split()[0] for line in world.requests()][-2:] == ["DELETE", "DELETE"]


@pytest.mark.parametrize("kind", ["reset-after", "timeout-after", "status-after", "broken-json"])
def test_of_several_secrets_the_last_one_counts(runai, connect, world, kind):
    made = runai.accounts.create("ci")
    world.emulator.inject(Fault(kind, path=f"/api/v1/service-accounts/{made.id}/secret", count=2))
    secret = runai.accounts.regenerate(made.kind, made.id)
    runai.access_rules.create(Grant("ci", "service-account", 1, "1001", "tenant"), None)
    assert connect(RUNAI_CLIENT_ID="ci", RUNAI_CLIENT_SECRET=secret.get_secret_value()).users.all()


@pytest.mark.parametrize("status", [429, 503])
def test_the_wait_is_the_one_that_was_asked_for(answering, world, status):
    refusal = error(status, **{"Retry-After": "17"})
    runai = answering(token(), refusal, refusal, ok([]))
    runai.accounts.all()
    assert world.clock.waited == 34


def test_the_waits_grow_and_end(answering, world):
    runai = answering(token(), error(503))
    with pytest.raises(AnswerLost):
        runai.accounts.all()
    assert 0 < world.clock.waited < 60
    assert len(paths(runai.wire)) == 1 + ATTEMPTS


def test_a_delete_of_what_is_gone_is_a_success(runai):
    for _ in range(2):
        runai.users.delete("nobody")
        runai.accounts.delete("service-account", "nobody")
        runai.access_rules.delete(4711)
