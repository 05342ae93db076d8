"""Logging in: whichever token endpoint and grant a control plane has, found by trying, and remembered."""

import json
from urllib.parse import parse_qsl

import httpx
import pytest

from gpucreds.core.errors import GpucredsError, LoginRefused, NotExecuted, NotFound, PlatformError
from gpucreds_emulator import Fault
from tests.platforms.runai.answers import (
    ROLES_V1,
    V1,
    V2,
    error,
    oauth,
    ok,
    page,
    paths,
    token,
    token_v1,
)
from tests.platforms.wire import named

ACCOUNT = "Check gpucreds:runaiClientId and gpucreds:runaiClientSecret (RUNAI_CLIENT_ID, RUNAI_CLIENT_SECRET)"
USER = "Check gpucreds:runaiUsername and gpucreds:runaiPassword (RUNAI_USERNAME, RUNAI_PASSWORD)"


def grants(tap):
    """The grants that were tried, each at its endpoint."""
    tried = []
    for request in tap.requests:
        if request.url.path == "/api/v2/token":
            tried.append(("v2", dict(parse_qsl(request.content.decode()))["grant_type"]))
        elif request.url.path == "/api/v1/token":
            tried.append(("v1", json.loads(request.content)["grantType"]))
    return tried


@pytest.mark.parametrize(
    ("version", "tried"),
    [
        ("2.18", [("v2", "client_credentials"), ("v1", "client_credentials"), ("v1", "app_token")]),
        ("2.24", [("v2", "client_credentials")]),
        ("3.0", [("v2", "client_credentials")]),
    ],
)
def test_an_account_logs_in_at_every_version(runai, knobs, tap, version, tried):
    knobs.version = version
    assert runai.accounts.all()
    assert grants(tap) == tried


@pytest.mark.parametrize(
    ("version", "tried"),
    [("2.18", [("v2", "password"), ("v1", "password")]), ("2.24", [("v2", "password")]), ("3.0", [("v2", "password")])],
)
def test_a_user_logs_in_at_every_version(connect, as_user, knobs, tap, version, tried):
    knobs.version = version
    assert connect(**as_user).accounts.all()
    assert grants(tap) == tried


def test_what_worked_is_remembered_for_the_next_token(runai, knobs, tap, world):
    knobs.version, knobs.token_lifetime = "2.18", 600
    runai.session.token()
    for _ in range(2):
        world.clock.sleep(700)
        runai.session.token()
    assert grants(tap)[3:] == [("v1", "app_token")] * 2


def test_the_first_token_endpoint_takes_a_form_and_no_bearer(runai, tap, world):
    runai.users.all()
    sent = tap.requests[0]
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Authorization" not in sent.headers
    secret = world.emulator.runai.client_secret
    form = {"grant_type": "client_credentials", "client_id": "iac-admin", "client_secret": secret}
    assert dict(parse_qsl(sent.content.decode())) == form


def test_the_other_one_takes_json_with_the_names_of_the_contract(runai, knobs, tap, world):
    knobs.version = "2.18"
    runai.session.token()
    secret = world.emulator.runai.client_secret
    assert [json.loads(request.content) for request in tap.requests[1:]] == [
        {"grantType": "client_credentials", "clientID": "iac-admin", "clientSecret": secret},
        {"grantType": "app_token", "appID": "iac-admin", "appSecret": secret},
    ]


@pytest.mark.parametrize(("client_id", "sent"), [(None, "cli"), ("portal", "portal"), ("none", None)])
@pytest.mark.parametrize(("version", "name"), [("2.18", "clientID"), ("2.24", "client_id")])
def test_the_client_id_beside_a_password_can_be_changed_or_left_out(
    connect, as_user, knobs, tap, version, name, client_id, sent
):
    knobs.version = version
    assert connect(**as_user, RUNAI_USER_CLIENT_ID=client_id).users.all()
    content = next(request for request in reversed(tap.requests) if request.url.path.endswith("token")).content
    body = json.loads(content) if version == "2.18" else dict(parse_qsl(content.decode()))
    assert body.get(name) == sent


@pytest.mark.parametrize("version", ["2.18", "2.24"])
def test_cli_is_sent_to_those_who_insist_on_it(connect, as_user, knobs, version):
    knobs.version, knobs.password_needs_cli = version, True
    assert connect(**as_user).users.all()
    with pytest.raises(LoginRefused) as caught:
        connect(**as_user, RUNAI_USER_CLIENT_ID="portal").users.all()
    assert caught.value.advice == USER


@pytest.mark.parametrize("missing", ["error", "html", "method-not-allowed", "page"])
def test_a_missing_token_endpoint_in_any_form_is_no_refusal(runai, knobs, missing):
    knobs.version, knobs.missing_path = "2.18", missing
    assert [account.client_id for account in runai.accounts.all()] == ["iac-admin"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 422, 500])
def test_a_grant_that_is_not_supported_in_any_form_leads_to_the_old_one(answering, status):
    refusals = [error(status)] * (5 if status == 500 else 1)
    runai = answering(error(404), *refusals, token_v1(), ok([]))
    assert runai.accounts.all() == []
    assert paths(runai.wire)[:2] == [V2, V1]
    assert b"app_token" in runai.wire.requests[-2].content


@pytest.mark.parametrize(
    "refusal",
    [oauth(status, code) for status in (400, 401) for code in ("invalid_client", "invalid_grant", "never_heard_of")]
    + [error(400), error(401), error(403), page(401), page(403), httpx.Response(401)],
    ids=named,
)
def test_a_refusal_of_the_first_endpoint_in_any_form_is_final(answering, refusal):
    runai = answering(refusal)
    with pytest.raises(LoginRefused) as caught:
        runai.accounts.all()
    assert caught.value.advice == ACCOUNT
    assert paths(runai.wire) == [V2]


@pytest.mark.parametrize("refusal", [400, 401, 403])
@pytest.mark.parametrize("body", ["error", "oauth"])
def test_wrong_credentials_are_refused_once_per_grant(connect, knobs, world, refusal, body):
    knobs.version, knobs.refused_login_status, knobs.refused_login_body = "2.18", refusal, body
    with pytest.raises(LoginRefused) as caught:
        connect(RUNAI_CLIENT_SECRET="wrong").accounts.all()
    assert caught.value.advice == ACCOUNT
    assert world.requests() == [V2, V1, V1]


@pytest.mark.parametrize("refusal", [400, 401, 403])
def test_a_wrong_password_is_refused_once(connect, as_user, knobs, world, refusal):
    knobs.version, knobs.refused_login_status = "2.18", refusal
    with pytest.raises(LoginRefused) as caught:
        connect(**as_user | {"RUNAI_PASSWORD": "wrong"}).accounts.all()
    assert caught.value.advice == USER
    assert world.requests() == [V2, V1]
    assert world.clock.waited == 0


def test_of_several_refusals_the_first_one_is_reported(answering):
    runai = answering(error(404), error(400, "the first"), error(401, "the second"))
    with pytest.raises(LoginRefused, match="the first"):
        runai.accounts.all()


def test_a_refusal_is_reported_rather_than_a_failure_before_it(answering):
    runai = answering(error(404), *[error(500)] * 5, error(401, "the secret is wrong"))
    with pytest.raises(LoginRefused, match="the secret is wrong"):
        runai.accounts.all()


@pytest.mark.parametrize("status", [404, 405])
def test_where_no_token_endpoint_is_served_the_endpoint_is_to_blame(answering, status):
    runai = answering(error(status))
    with pytest.raises(PlatformError, match="serves no log-in") as caught:
        runai.accounts.all()
    assert "runaiEndpoint" in caught.value.advice
    assert paths(runai.wire) == [V2, V1, V1]


@pytest.mark.parametrize("status", [404, 409])
def test_a_login_that_is_told_not_found_or_taken_says_nothing_about_an_object(answering, status):
    runai = answering(error(404), error(status))
    for act in (lambda: runai.session.find("/api/v1/users/u-1"), lambda: runai.users.delete("u-1")):
        with pytest.raises(PlatformError) as caught:
            act()
        assert not isinstance(caught.value, NotFound)
    with pytest.raises(GpucredsError) as caught:
        runai.users.create("jo@example.com", {})
    assert type(caught.value) is (PlatformError if status == 404 else LoginRefused)


def test_a_remembered_way_that_is_gone_says_nothing_about_an_object_either(answering):
    runai = answering(token(expires_in=600), error(401), error(404))
    with pytest.raises(LoginRefused):
        runai.users.delete("u-1")


@pytest.mark.parametrize("status", [500, 503])
def test_a_login_that_fails_for_now_is_tried_again(runai, world, status):
    world.emulator.inject(Fault("status-before", path="/api/v2/token", status=status, count=2))
    assert runai.users.all()
    assert world.requests()[:3] == [V2] * 3


def test_a_control_plane_in_trouble_is_not_taken_for_an_old_one(runai, world):
    world.emulator.inject(Fault("status-before", path="/api/v2/token", status=503, count=1000))
    with pytest.raises(NotExecuted):
        runai.users.all()
    assert set(world.requests()) == {V2}


def test_what_a_login_was_needed_for_was_not_executed(runai, world):
    world.emulator.inject(Fault("reset-before", path="/api/v2/token", count=1000))
    with pytest.raises(NotExecuted):
        runai.users.create("jo@example.com", {})
    assert world.emulator.live() == []


def test_a_login_without_a_token_in_its_answer_is_a_failure(answering):
    with pytest.raises(NotExecuted, match="'access_token'"):
        answering(ok({"token_type": "Bearer"})).users.all()


def test_after_an_upgrade_the_next_run_finds_the_new_way(connect, knobs, tap):
    ways = []
    for knobs.version in ("2.18", "2.24", "3.0"):
        before = len(grants(tap))
        connect().accounts.all()
        ways.append(grants(tap)[before:][-1])
    assert ways == [("v1", "app_token"), ("v2", "client_credentials"), ("v2", "client_credentials")]
    assert ROLES_V1 not in paths(tap)


@pytest.mark.parametrize("secret", ["a&b=c", "späß", "a+b %2F", '"quoted"'])
def test_any_character_of_a_secret_arrives(connect, world, secret):
    next(iter(world.emulator.runai._store.accounts.values())).secret = secret
    for version in ("2.24", "2.18"):
        world.emulator.runai.knobs.version = version
        assert connect(RUNAI_CLIENT_SECRET=secret).accounts.all()


@pytest.mark.parametrize("version", ["2.18", "2.24"])
def test_a_refused_secret_is_not_in_the_error(connect, knobs, version):
    knobs.version = version
    with pytest.raises(LoginRefused) as caught:
        connect(RUNAI_CLIENT_SECRET="an-entirely-wrong-secret").accounts.all()
    assert "an-entirely-wrong-secret" not in repr([caught.value, vars(caught.value), caught.value.__cause__])


def test_a_secret_that_a_server_repeats_as_the_form_has_it_is_not_in_the_error(answering):
    secret = "a+b/c d&e"
    runai = answering(
        error(400, "bad body: client_secret=a%2Bb%2Fc+d%26e"),
        RUNAI_CLIENT_ID="iac",
        RUNAI_CLIENT_SECRET=secret,
    )
    with pytest.raises(LoginRefused) as caught:
        runai.accounts.all()
    assert "a%2Bb%2Fc" not in str(caught.value)
