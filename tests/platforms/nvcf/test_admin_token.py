"""Admin tokens: bought when asked for, kept in memory, renewed in time, and never shown."""

import base64
import json

import httpx
import pytest

from gpucreds.core.errors import LoginRefused, PlatformError
from gpucreds_emulator import Fault
from tests.platforms.nvcf.answers import answer, created
from tests.platforms.wire import named, page

ISSUE = "/v1/admin/keys"
HALF_A_DAY = 12 * 3600


def jwt(**claims):
    def part(content):
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    return f"{part(b'{}')}.{part(json.dumps(claims).encode())}.{part(b'signature')}"


def bought(world):
    return world.requests().count(f"POST {ISSUE}")


def test_nobody_buys_one_unasked(nvcf, world):
    nvcf.services()
    assert bought(world) == 0


def test_one_is_bought_for_all_calls(nvcf, world):
    assert nvcf.admin_token() == nvcf.admin_token()
    assert bought(world) == 1


def test_it_opens_a_guarded_gateway(nvcf, connect, world):
    token = nvcf.admin_token().get_secret_value()
    world.emulator.nvcf.knobs.require_bearer = True
    assert connect(NVCF_TOKEN=token).services()


def test_an_empty_object_is_sent_as_json_and_no_owner_is_named(answering):
    client = answering(created(value=jwt(iat=0, exp=HALF_A_DAY)))
    client.admin_token()
    (request,) = client.wire.requests
    assert (request.method, request.url.path, request.content) == ("POST", ISSUE, b"{}")
    assert request.headers["Content-Type"] == "application/json"
    assert "Key-Owner-Id" not in request.headers


FORMS = {
    "200": {},
    "201": {"admin_token_status": 201},
    "bare": {"admin_token_bare": True},
    "bare-201": {"admin_token_bare": True, "admin_token_status": 201},
    "nine-scopes": {"admin_token_scopes": ("register_function",)},
    "no-expires_at": {"admin_token_expires_at": False},
    "later": {"later_version": True},
}


@pytest.fixture(params=FORMS.values(), ids=FORMS)
def form(request, world):
    world.emulator.nvcf.turn(request.param)


@pytest.mark.usefixtures("form")
def test_it_is_read_in_every_form(nvcf):
    assert nvcf.admin_token().get_secret_value().count(".") == 2


@pytest.mark.usefixtures("form")
def test_it_is_renewed_five_minutes_before_its_end_in_every_form(nvcf, world):
    token = nvcf.admin_token()
    world.clock.sleep(HALF_A_DAY - 301)
    assert nvcf.admin_token() == token
    world.clock.sleep(1)
    assert nvcf.admin_token() != token
    assert bought(world) == 2


@pytest.mark.parametrize("text", ["{}", "{}\n", "  {}\r\n"], ids=repr)
def test_a_bare_token_may_have_white_space_around_it(answering, text):
    token = jwt(exp=1)
    client = answering(httpx.Response(200, text=text.format(token)))
    assert client.admin_token().get_secret_value() == token


def test_without_claims_its_end_is_the_one_of_the_answer(answering, world):
    client = answering(created(value="a.b.c", expires_at="2026-03-11T00:00:05.000Z"))
    client.admin_token()
    world.clock.sleep(HALF_A_DAY - 301)
    client.admin_token()
    assert len(client.wire.requests) == 1
    world.clock.sleep(1)
    client.admin_token()
    assert len(client.wire.requests) == 2


def test_a_token_whose_end_nobody_tells_serves_for_the_whole_run(answering, world):
    client = answering(httpx.Response(200, text="a.b.c"))
    client.admin_token()
    world.clock.sleep(10**7)
    client.admin_token()
    assert len(client.wire.requests) == 1


def test_a_token_of_a_few_minutes_is_used_for_half_of_them(answering, world):
    client = answering(created(value=jwt(iat=0, exp=120)))
    client.admin_token()
    world.clock.sleep(59)
    client.admin_token()
    assert len(client.wire.requests) == 1
    world.clock.sleep(1)
    client.admin_token()
    assert len(client.wire.requests) == 2


def test_a_wrong_clock_of_ours_does_no_harm_where_the_token_has_claims(answering, world):
    client = answering(created(value=jwt(iat=0, exp=HALF_A_DAY), expires_at="2001-01-01T00:00:00Z"))
    client.admin_token()
    world.clock.sleep(HALF_A_DAY - 301)
    client.admin_token()
    assert len(client.wire.requests) == 1


def test_a_failing_issuer_is_asked_again_and_then_reported(nvcf, world):
    world.emulator.nvcf.knobs.token_issuer_fails = True
    with pytest.raises(PlatformError, match=r"POST http://nvcf.test/v1/admin/keys"):
        nvcf.admin_token()
    assert bought(world) == 5
    assert 0 < world.clock.waited <= 7.5


@pytest.mark.parametrize("kind", ["reset-before", "reset-after", "timeout-after", "html", "status-before"])
def test_an_issuer_that_stumbles_is_not_heard_of(nvcf, world, kind):
    world.emulator.inject(Fault(kind, path=ISSUE, count=4))
    assert nvcf.admin_token()


@pytest.mark.parametrize("status", [401, 403])
def test_one_that_wants_a_login_is_not_asked_again(answering, status):
    client = answering(httpx.Response(status, text="no"))
    with pytest.raises(PlatformError):
        client.admin_token()
    assert len(client.wire.requests) == 1


def test_the_login_that_it_wants_is_named(answering):
    with pytest.raises(LoginRefused, match="gpucreds:nvcfToken"):
        answering(httpx.Response(401)).admin_token()


@pytest.mark.parametrize(
    "answer_",
    [
        created(value=...),
        created(value=None),
        created(value=""),
        created(value=5),
        created(value="no token"),
        httpx.Response(200, text=""),
        httpx.Response(200, text="Please log in"),
        httpx.Response(200, text="a.b.c d"),
        httpx.Response(204),
        httpx.Response(200, json=["a.b.c"]),
        page(200),
        page(200, "\n <!DOCTYPE html>"),
        page(404),
        answer(404, {"status": 404, "detail": "No static resource v1/admin/keys."}, "404"),
    ],
    ids=named,
)
def test_what_holds_no_token_is_an_error(answering, answer_):
    with pytest.raises(PlatformError):
        answering(answer_).admin_token()


def test_it_is_in_no_repr_and_goes_out_as_stars(nvcf, run, world):
    token = nvcf.admin_token().get_secret_value()
    assert token not in repr([nvcf, vars(nvcf), vars(nvcf._admin), run, world.emulator.log()])
    assert run.redact(f"it is {token}") == "it is ***"


def test_a_bare_one_is_in_no_repr_either(nvcf, run, world):
    world.emulator.nvcf.knobs.admin_token_bare = True
    token = nvcf.admin_token().get_secret_value()
    assert token not in repr([nvcf, vars(nvcf), vars(nvcf._admin), run])
    assert run.redact(token) == "***"
