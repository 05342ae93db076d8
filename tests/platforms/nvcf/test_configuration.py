"""How NVCF is reached: the address, the host behind a load balancer, the owner, and a token for a guarded gateway."""

import httpx
import pytest

from gpucreds.core.errors import ConfigurationError, LoginRefused, PlatformError
from gpucreds.platforms.nvcf.checks import wrong_with_owner
from tests.platforms.nvcf.answers import FUNCTIONS, MISSING, NEW, OTHER, OWNER, REF, TASKS, created, listed, problem
from tests.platforms.wire import named

HOST = "api-keys.nvcf.example.com"
TOKEN = "header.payload.s3cr3t-signature"


# The address


def test_without_an_address_there_is_no_client(connect):
    with pytest.raises(ConfigurationError, match=r"gpucreds:nvcfApiKeysUrl is not set.*NVCF_API_KEYS_URL"):
        connect(NVCF_API_KEYS_URL=None)


def test_the_former_address_is_known_too_in_one_spelling(connect):
    client = connect(NVCF_API_KEYS_URL="HTTP://nvcf.test/", NVCF_FORMER_API_KEYS_URL="http://OLD.test:80/")
    assert client.endpoints == ["http://nvcf.test", "http://old.test"]


def test_a_request_has_five_seconds_to_connect_and_thirty_to_be_answered(answering):
    client = answering(listed())
    client.keys(OWNER, FUNCTIONS)
    for request in client.wire.asked:
        assert request.extensions["timeout"]["connect"] == 5
        assert request.extensions["timeout"]["read"] == 30


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(answering, status):
    away = httpx.Response(status, headers={"Location": "http://elsewhere.test/v1/keys"})
    client = answering(away)
    for call in (lambda: client.keys(OWNER, FUNCTIONS), lambda: client.create_key(**NEW)):
        with pytest.raises(PlatformError, match=f"HTTP {status}"):
            call()
    assert {request.url.host for request in client.wire.asked} == {"nvcf.test"}


# The host


def test_behind_a_load_balancer_the_host_leads_to_the_service(connect, world):
    world.emulator.nvcf.knobs.domain = "nvcf.example.com"
    with pytest.raises(PlatformError, match="HTTP 404"):
        connect().services()
    assert connect(NVCF_API_KEYS_HOST=HOST).services()


def test_the_host_goes_with_every_request_and_the_address_stays(answering):
    client = answering(created(), NVCF_API_KEYS_HOST=HOST)
    client.create_key(**NEW)
    assert [(request.url.host, request.headers["Host"]) for request in client.wire.asked] == [("nvcf.test", HOST)] * 2


def test_without_it_the_host_is_the_address(answering):
    client = answering(created())
    client.create_key(**NEW)
    assert client.wire.requests[0].headers["Host"] == "nvcf.test"


@pytest.mark.parametrize("url", ["https://nvcf.test", "HTTPS://nvcf.test", "Https://10.0.0.1:8443/"])
def test_with_https_a_host_is_refused(answering, url):
    with pytest.raises(ConfigurationError, match=r"nvcfApiKeysHost works with plain HTTP only.*leave the host out"):
        answering(NVCF_API_KEYS_URL=url, NVCF_API_KEYS_HOST=HOST)


@pytest.mark.parametrize("host", [f"http://{HOST}", f"{HOST}/v1", "api keys", "a\r\nX-Role: root", "schlüssel.test"])
def test_what_is_no_host_is_refused_before_anything_is_sent(answering, host):
    with pytest.raises(ConfigurationError, match="gpucreds:nvcfApiKeysHost is no host name"):
        answering(NVCF_API_KEYS_HOST=host)


@pytest.mark.parametrize("host", [HOST, f"{HOST}:8080", "10.0.0.1"])
def test_a_host_may_have_a_port(answering, host):
    assert answering(NVCF_API_KEYS_HOST=host).services()


# The headers


def test_a_call_names_owner_issuer_and_the_issuers_name(answering):
    client = answering(listed())
    client.keys(OWNER, TASKS)
    headers = client.wire.requests[0].headers
    assert headers["Key-Owner-Id"] == OWNER
    assert headers["Key-Issuer-Id"] == TASKS
    assert headers["Key-Issuer-Service"] == "nvct-api"


def test_an_issuer_that_is_not_registered_has_no_name(answering):
    client = answering(listed())
    client.keys(OWNER, "unheard-of")
    assert "Key-Issuer-Service" not in client.wire.requests[0].headers


def test_the_services_are_asked_for_once_however_many_calls_there_are(answering):
    client = answering(MISSING)
    for number in range(3):
        client.key(REF.model_copy(update={"key_id": str(number)}))
    assert [request.url.path for request in client.wire.asked].count("/v1/services") == 1


# The owner


@pytest.mark.parametrize("owner", ["team-a", "a", "Jo Doe", "jo@example.com", "nvssa:1", "~"])
def test_an_owner_id_is_printable_ascii(connect, owner):
    assert wrong_with_owner(owner) is None
    assert connect(NVCF_OWNER_ID=owner).default_owner() == owner


@pytest.mark.parametrize("owner", ["team/a", "/", "täm", "a\tb", "a\nb", "a\x00b", "a\x7fb", "a\u2028b"], ids=ascii)
def test_an_owner_id_that_no_header_or_path_can_carry_is_refused(connect, owner):
    assert "no owner id" in wrong_with_owner(owner)
    with pytest.raises(ConfigurationError, match=r"gpucreds:nvcfOwnerId .* is no owner id: write printable ASCII"):
        connect(NVCF_OWNER_ID=owner).default_owner()


@pytest.mark.parametrize("owner", ["", " ", " team-a", "team-a "], ids=repr)
def test_nor_may_it_be_blank_or_have_a_space_at_either_end(owner):
    assert "no owner id" in wrong_with_owner(owner)


@pytest.mark.parametrize("owner", [None, "", "  "], ids=repr)
def test_without_an_owner_nothing_stands_in_for_it(connect, owner):
    with pytest.raises(ConfigurationError, match=r"gpucreds:nvcfOwnerId is not set.*NVCF_OWNER_ID"):
        connect(NVCF_OWNER_ID=owner).default_owner()


# The token

ANSWERS = [listed(), *[created()] * 4, created(value="a.b.c")]


def calls(client):
    client.services()
    client.keys(OWNER, FUNCTIONS)
    client.key(REF)
    client.create_key(**NEW)
    client.put_authorizations(REF, "functions", OTHER)
    client.delete_key(REF)
    client.admin_token()


def test_a_token_is_the_bearer_of_every_call(answering):
    client = answering(*ANSWERS, NVCF_TOKEN=TOKEN)
    calls(client)
    assert {request.headers.get("Authorization") for request in client.wire.asked} == {f"Bearer {TOKEN}"}
    assert len(client.wire.asked) == 7


def test_without_one_no_call_has_a_bearer(answering):
    client = answering(*ANSWERS)
    calls(client)
    assert not [request for request in client.wire.asked if "Authorization" in request.headers]


def test_a_guarded_gateway_lets_the_token_in(connect, world):
    token = connect().admin_token().get_secret_value()
    world.emulator.nvcf.knobs.require_bearer = True
    assert connect(NVCF_TOKEN=token).create_key(**NEW)


@pytest.mark.parametrize("token", [None, "header.payload.wrong"])
def test_and_nobody_else(connect, world, token):
    world.emulator.nvcf.knobs.require_bearer = True
    with pytest.raises(LoginRefused, match="A gateway wants a login: check gpucreds:nvcfToken or NVCF_TOKEN"):
        connect(NVCF_TOKEN=token).services()
    assert world.requests() == ["GET /v1/services"]


def test_no_error_and_no_repr_shows_the_token(answering, run):
    client = answering(problem(500, f"no such bearer: {TOKEN}"), NVCF_TOKEN=TOKEN)
    with pytest.raises(PlatformError) as caught:
        client.key(REF)
    assert "no such bearer: ***" in str(caught.value)
    assert TOKEN not in repr([caught.value.words, vars(client), run])


def test_a_bearer_that_no_header_can_carry_is_refused_without_showing_it(answering):
    with pytest.raises(ConfigurationError, match="characters that no header can carry") as caught:
        answering(NVCF_TOKEN="tök").services()
    assert "tök" not in str(caught.value)


@pytest.mark.parametrize(
    "refusal",
    [
        httpx.Response(401),
        httpx.Response(401, headers={"WWW-Authenticate": "Bearer"}),
        httpx.Response(401, html="<html>log in</html>"),
        httpx.Response(401, json=["no"]),
        problem(401, "no"),
    ],
    ids=named,
)
def test_a_401_is_a_refused_login_in_any_form_and_never_repeated(answering, refusal):
    client = answering(refusal)
    for call in (lambda: client.key(REF), lambda: client.create_key(**NEW), lambda: client.delete_key(REF)):
        with pytest.raises(LoginRefused, match="check gpucreds:nvcfToken"):
            call()
    assert len(client.wire.requests) == 3
