"""A login goes to the configured endpoint and nowhere else, whatever an answer says of other places."""

import pytest
from pydantic import SecretStr

from gpucreds.core.errors import AnswerLost
from gpucreds.platforms._retries import ATTEMPTS
from tests.platforms.wire import Acme, says
from tests.security.socket_server import answer

REDIRECTS = [301, 302, 303, 307, 308]
SECRETS = {
    "bearer": {"bearer": SecretStr("s3cr3t-bearer")},
    "body": {"body": {"apiKey": SecretStr("s3cr3t-key")}},
    "form": {"form": {"client_secret": SecretStr("s3cr3t-client")}},
}
LOGIN = "jo:s3cr3t@"
ADVICE = "Give the endpoint of Acme as the address that redirects no further"


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(("repeatable", "attempts"), [(True, ATTEMPTS), (False, 1)])
def test_a_redirect_to_another_host_brings_it_nothing(serve, connect, status, secret, repeatable, attempts):
    thief = serve()
    server = serve(lambda _: answer(b"", status, Location=f"{thief.url}/v1/keys?token=s3cr3t"))
    with pytest.raises(AnswerLost) as caught:
        connect(server.url).send("POST", "/v1/keys", repeatable=repeatable, **SECRETS[secret])
    assert (len(server.requests), thief.requests, thief.most_open) == (attempts, [], 0)
    assert str(caught.value) == (
        f"Acme: POST {server.url}/v1/keys: the answer is a redirect to http://127.0.0.1 (HTTP {status}). {ADVICE}"
    )


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("target", ["/v2/keys?token=s3cr3t", "http://127.0.0.1:{port}/v2/keys?token=s3cr3t"])
def test_a_redirect_to_the_same_host_is_not_followed_either(serve, connect, status, target):
    server = serve(lambda _: answer(b"", status, Location=target.format(port=server.port)))
    with pytest.raises(AnswerLost) as caught:
        connect(server.url).send("POST", "/v1/keys", repeatable=False, **SECRETS["bearer"])
    assert [request.partition(b" HTTP")[0] for request in server.requests] == [b"POST /v1/keys"]
    assert f"(HTTP {status})" in caught.value.problem
    assert caught.value.advice == ADVICE
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("https://idp.test/login?state=s3cr3t#s3cr3t", "https://idp.test"),
        (f"https://{LOGIN}idp.test:8443/s3cr3t", "https://idp.test"),
        ("//idp.test/s3cr3t", "http(s)://idp.test"),
        ("login?s3cr3t", "another path"),
        ("https://[s3cr3t", "an unreadable address"),
        ("https://idp.test:s3cr3t/", "https://idp.test"),
        ("https://\x9b31midp\u202e.test/", "https:// 31midp .test"),
        ("https://" + "a" * 100_000 + ".test", "https://" + "a" * (600 - len("https://"))),
    ],
)
def test_of_a_redirect_only_the_host_is_shown(target, shown):
    with pytest.raises(AnswerLost) as caught:
        Acme(says(302, headers={"Location": target.encode()})).send(repeatable=False)
    assert caught.value.problem.endswith(f": the answer is a redirect to {shown} (HTTP 302)")


def test_a_location_without_a_redirect_means_nothing():
    assert Acme(says(201, headers={"Location": "https://elsewhere.test/"})).send()["code"] == 201


def test_no_cookie_is_kept_so_no_log_in_lasts_longer_than_its_token(serve, connect):
    server = serve(lambda _: answer(Set_Cookie="session=of-the-first; Path=/"))
    api = connect(server.url)
    for _ in range(3):
        api.send("POST", "/v1/auth", repeatable=True)
    assert server.headers("Cookie") == [None] * 3
