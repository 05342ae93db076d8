"""Logging in at EGS: what buys a bearer token, how long it serves, and who is told when it no longer does."""

import httpx
import pytest
from pydantic import SecretStr

from gpucreds.core.errors import ConfigurationError, Forbidden, LoginRefused, NotExecuted
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from gpucreds_emulator import Fault
from tests.platforms.crowd import at_once
from tests.platforms.egs_answers import KEY, WORKSPACE, plain, success, wrapped
from tests.platforms.wire import named

AUTH, KEYS, LIST = "POST /api/v1/auth", "POST /api/v1/api-key", "GET /api/v1/slice-workspace/list"
BOTH = "Check gpucreds:egsApiKey or EGS_API_KEY (gpucreds:egsAccessToken or EGS_ACCESS_TOKEN)"


@pytest.fixture
def access_token(world):
    return {"EGS_API_KEY": None, "EGS_ACCESS_TOKEN": world.emulator.egs.access_token}


def test_a_key_buys_one_token_for_all_calls(egs, world):
    for _ in range(3):
        egs.workspaces(fresh=True)
    assert world.requests() == [AUTH, LIST, LIST, LIST]


def test_many_threads_log_in_once(egs, world):
    at_once(6, lambda: egs.workspaces(fresh=True))
    assert world.requests() == [AUTH, *[LIST] * 6]


def test_an_access_token_is_used_at_once_and_makes_the_first_owner_key(connect, access_token, world):
    key = connect(**access_token).create_api_key(**KEY)
    assert world.requests() == [KEYS]
    assert world.logs_in(key.get_secret_value())


def test_with_both_the_key_logs_in(connect, world):
    connect(EGS_ACCESS_TOKEN="nobody-takes-this").workspaces()
    assert world.requests() == [AUTH, LIST]


def test_nothing_is_sent_before_it_is_needed(egs, world):
    assert egs.is_login(SecretStr(world.emulator.egs.api_key))
    assert world.requests() == []


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        (["EGS_ENDPOINT"], "gpucreds:egsEndpoint is not set"),
        (["EGS_API_KEY"], "gpucreds:egsApiKey or gpucreds:egsAccessToken is not set"),
        (["EGS_ENDPOINT", "EGS_API_KEY"], "gpucreds:egsEndpoint is not set"),
    ],
)
@pytest.mark.parametrize("unset", [None, ""])
def test_what_is_missing_is_told_before_anything_is_sent(connect, world, missing, told, unset):
    with pytest.raises(ConfigurationError) as caught:
        connect(**dict.fromkeys(missing, unset))
    assert caught.value.problem == told
    assert world.requests() == []


def test_platforms_open_one_client_for_all_threads(run):
    settings = Configuration(egs_endpoint="http://egs.test", egs_api_key=SecretStr("k-1"))
    platforms = Platforms(settings, run)
    assert len({id(egs) for egs in at_once(8, lambda: platforms.egs)}) == 1


def test_a_token_is_replaced_before_it_ends(egs, world):
    world.emulator.egs.knobs.token_lifetime = 100
    egs.workspaces()
    world.clock.sleep(89)
    egs.workspaces(fresh=True)
    world.clock.sleep(2)
    egs.workspaces(fresh=True)
    assert world.requests() == [AUTH, LIST, LIST, AUTH, LIST]


def test_a_token_that_ended_all_the_same_is_replaced_and_the_call_repeated_also_a_create(egs, world):
    egs.workspaces()
    world.advance(minutes=16)
    egs.create_api_key(**KEY)
    assert world.requests() == [AUTH, LIST, KEYS, AUTH, KEYS]
    assert [live.name for live in world.emulator.live()] == ["ci"]


@pytest.mark.parametrize("refusal", [plain(401, "no"), wrapped(401, "no"), wrapped(401, "no", http=500)], ids=named)
def test_a_refusal_of_a_token_in_any_form_brings_a_new_one(answering, refusal):
    one, other = success({"token": "t-1"}), success({"token": "t-2"})
    egs = answering(one, refusal, other, success({"workspaces": []}), EGS_API_KEY="k-1")
    assert egs.workspaces() == []
    assert [request.url.path for request in egs.wire.requests[::2]] == ["/api/v1/auth"] * 2


def test_a_second_refusal_is_reported_with_both_settings(answering):
    one, other, refusal = success({"token": "t-1"}), success({"token": "t-2"}), plain(401, "Unauthenticated")
    egs = answering(one, refusal, other, refusal, EGS_API_KEY="k-1")
    with pytest.raises(LoginRefused) as caught:
        egs.create_api_key(**KEY)
    assert caught.value.advice == BOTH
    assert len(egs.wire.requests) == 4


def test_a_key_that_is_no_longer_taken_is_reported_with_both_settings(connect, world):
    egs = connect(EGS_API_KEY="11111111-1111-4111-8111-111111111111")
    with pytest.raises(LoginRefused) as caught:
        egs.workspaces()
    assert caught.value.advice == BOTH
    assert world.requests() == [AUTH]


def test_an_access_token_that_is_refused_is_reported_at_once(connect, access_token, world):
    egs = connect(**{**access_token, "EGS_ACCESS_TOKEN": "nobody-takes-this"})
    with pytest.raises(LoginRefused) as caught:
        egs.workspaces()
    assert caught.value.advice == BOTH
    assert world.requests() == [LIST]


@pytest.mark.parametrize("role", ["Editor", "Viewer"])
def test_what_a_role_may_not_do_is_reported_and_not_repeated(egs, connect, world, role):
    egs.create_workspace(**WORKSPACE)
    key = egs.create_api_key(**{**KEY, "role": role, "workspace_name": "red"})
    before = world.requests()
    with pytest.raises(Forbidden, match="is forbidden"):
        connect(EGS_API_KEY=key.get_secret_value()).create_api_key(**KEY)
    assert world.requests() == [*before, AUTH, KEYS]


def test_both_logins_are_known_and_no_other_key_is(connect, world):
    egs = connect(EGS_ACCESS_TOKEN="t-1")
    assert egs.is_login(SecretStr(world.emulator.egs.api_key))
    assert egs.is_login(SecretStr("t-1"))
    assert not egs.is_login(egs.create_api_key(**KEY))


def test_logging_in_is_repeated_after_a_lost_answer(egs, world):
    world.emulator.inject(Fault("reset-after", path="/api/v1/auth", count=2))
    egs.workspaces()
    assert world.requests() == [AUTH, AUTH, AUTH, LIST]


def test_an_endpoint_with_a_prefix_keeps_it(answering):
    egs = answering(success({"workspaces": []}), EGS_ENDPOINT="http://gate.test/egs/", EGS_ACCESS_TOKEN="t-1")
    egs.workspaces()
    assert str(egs.wire.requests[0].url) == "http://gate.test/egs/api/v1/slice-workspace/list"


def test_a_network_that_is_not_there_is_told_by_the_name_of_the_platform(answering):
    with pytest.raises(NotExecuted, match="Check the endpoint of EGS and the network"):
        answering(httpx.ConnectError).workspaces()


def test_every_secret_that_passes_through_is_redacted_from_then_on(egs, run, world):
    world.emulator.egs.knobs.polls_until_ready = 0
    other = egs.create_api_key(**{**KEY, "name": "other"})
    egs.create_workspace(**WORKSPACE)
    kubeconfig = egs.kubeconfig("red", "worker-1")
    assert run.redact(f"{world.emulator.egs.api_key} {other.get_secret_value()}") == "*** ***"
    assert run.redact(kubeconfig.get_secret_value()) == "***"


def test_also_what_a_login_and_a_list_show(answering, run):
    egs = answering(
        success({"token": "bearer-1"}), success([{"name": "ci", "apiKey": "listed-1"}]), EGS_API_KEY="key-1"
    )
    egs.api_keys()
    assert run.redact("key-1 bearer-1 listed-1") == "*** *** ***"
