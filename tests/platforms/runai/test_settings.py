"""What a program has to say of Run:ai before anything is sent."""

import pytest

from gpucreds.core.errors import ConfigurationError
from tests.platforms.runai.answers import SERVICE_ACCOUNTS, USERS, V2

NOTHING = ["RUNAI_CLIENT_ID", "RUNAI_CLIENT_SECRET"]
ID, SECRET = "gpucreds:runaiClientId", "gpucreds:runaiClientSecret"
USER, PASSWORD = "gpucreds:runaiUsername", "gpucreds:runaiPassword"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, f"{ID} or {USER} is not set"),
        ({"RUNAI_CLIENT_ID": "iac"}, f"{SECRET} is not set"),
        ({"RUNAI_CLIENT_SECRET": "s"}, f"{ID} is not set"),
        ({"RUNAI_USERNAME": "jo@example.com"}, f"{PASSWORD} is not set"),
        ({"RUNAI_PASSWORD": "p"}, f"{USER} is not set"),
        ({"RUNAI_CLIENT_ID": "iac", "RUNAI_USERNAME": "jo@example.com"}, f"{SECRET} is not set"),
        ({"RUNAI_ENDPOINT": None, "RUNAI_CLIENT_ID": "iac"}, "gpucreds:runaiEndpoint is not set"),
        ({"RUNAI_ENDPOINT": " "}, "gpucreds:runaiEndpoint is not set"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_sent(connect, tap, given, told):
    with pytest.raises(ConfigurationError) as caught:
        connect(**{**dict.fromkeys(NOTHING), **given})
    assert caught.value.problem == told
    assert tap.requests == []


def test_what_is_missing_is_told_with_the_command_that_sets_it(connect):
    with pytest.raises(ConfigurationError) as caught:
        connect(RUNAI_CLIENT_SECRET=None)
    assert "pulumi config set --secret gpucreds:runaiClientSecret" in str(caught.value)
    assert "RUNAI_CLIENT_SECRET" in str(caught.value)


def test_one_whole_pair_is_enough_beside_half_of_the_other(connect, as_user, world):
    connect(**as_user | {"RUNAI_CLIENT_ID": "half"}).users.all()
    assert world.requests()[0] == V2


def test_with_both_pairs_the_account_logs_in(connect, tap, as_user, world):
    runai = connect(**{name: value for name, value in as_user.items() if value})
    runai.users.all()
    assert b"grant_type=client_credentials" in tap.requests[0].content
    assert runai.accounts.is_login(world.emulator.runai.client_id)
    assert not runai.users.is_login(world.emulator.runai.username)


@pytest.mark.parametrize("endpoint", ["http://runai.test/", "http://runai.test//", "HTTP://RUNAI.test"])
def test_all_spellings_of_an_endpoint_are_one(connect, world, endpoint):
    runai = connect(RUNAI_ENDPOINT=endpoint)
    runai.users.all()
    assert runai.endpoints == ["http://runai.test"]
    assert world.requests() == [V2, USERS, USERS]


def test_an_endpoint_below_api_is_told_from_wrong_credentials(connect):
    with pytest.raises(Exception, match=r"serves no log-in.*it is the base URL, without /api") as caught:
        connect(RUNAI_ENDPOINT="http://runai.test/api").accounts.all()
    assert "runaiClientSecret" not in str(caught.value)


def test_certificates_are_verified_unless_somebody_writes_http(connect, monkeypatch):
    seen = []
    monkeypatch.setattr("gpucreds.platforms._api.httpx.Client", lambda **asked: seen.append(asked))
    connect(RUNAI_ENDPOINT="https://acme.run.ai")
    assert seen[0]["verify"] is True


def test_opening_the_client_sends_nothing(runai, world):
    assert runai.endpoints == ["http://runai.test"]
    assert world.requests() == []


def test_a_former_endpoint_is_home_too(connect):
    runai = connect(RUNAI_FORMER_ENDPOINT="http://old.test/")
    assert runai.endpoints == ["http://runai.test", "http://old.test"]


def test_no_credential_is_in_a_repr(connect, as_user, world):
    for runai in (connect(), connect(**as_user)):
        runai.accounts.all()
        seen = repr([runai.session._login.credentials, runai.session._login._way, vars(runai.session), runai])
        assert world.emulator.runai.client_secret not in seen
        assert world.emulator.runai.password not in seen


def test_a_service_account_of_one_s_own_is_a_login_too(runai, connect, world):
    made = runai.accounts.create("other")
    other = connect(RUNAI_CLIENT_ID=made.client_id, RUNAI_CLIENT_SECRET=made.secret.get_secret_value())
    assert other.organization.roles()
    assert SERVICE_ACCOUNTS in world.requests()
