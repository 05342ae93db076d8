"""What the environment can put between gpucreds and a platform, and what of it sees a login."""

import pytest
from pydantic import SecretStr

from gpucreds.core.errors import ConfigurationError, NotExecuted
from gpucreds.platforms._retries import ATTEMPTS
from tests.security.certificates import server_side
from tests.security.socket_server import answer

BEARER = SecretStr("s3cr3t-bearer")


def test_a_proxy_before_plain_http_sees_everything(serve, connect, monkeypatch):
    proxy = serve()
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    connect("http://acme.test").send("GET", "/v1/keys", bearer=BEARER, repeatable=False)
    assert proxy.requests[0].startswith(b"GET http://acme.test/v1/keys HTTP/1.1")
    assert proxy.headers("Authorization") == ["Bearer s3cr3t-bearer"]


def test_a_proxy_before_https_sees_host_and_port_and_no_login(serve, connect, authority, bundle, monkeypatch):
    proxy = serve(tunnel=server_side(authority, "acme.test"))
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    api = connect("https://acme.test", ca_bundle=bundle)
    api.send("POST", "/v1/keys", body={"apiKey": SecretStr("s3cr3t-key")}, bearer=BEARER, repeatable=False)
    outside, inside = proxy.requests
    assert outside.startswith(b"CONNECT acme.test:443 HTTP/1.1")
    assert b"s3cr3t" not in outside
    assert b"Bearer s3cr3t-bearer" in inside
    assert b"s3cr3t-key" in inside


def test_a_proxy_that_ends_tls_itself_is_an_unknown_authority(serve, connect, authority, monkeypatch):
    proxy = serve(tunnel=server_side(authority, "acme.test"))
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    with pytest.raises(NotExecuted, match="Give gpucreds:caBundle"):
        connect("https://acme.test").send("POST", "/v1/keys", bearer=BEARER, repeatable=False)
    assert all(request.startswith(b"CONNECT ") for request in proxy.requests)


def test_a_proxy_that_refuses_a_tunnel_has_executed_nothing(serve, connect, monkeypatch):
    proxy = serve(lambda _: answer(b"", 407))
    monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//jo:s3cr3t-password@"))
    with pytest.raises(NotExecuted, match=r"no connection \(407 Said\)") as caught:
        connect("https://acme.test").send("POST", "/v1/keys", bearer=BEARER, repeatable=False)
    assert "s3cr3t" not in str(caught.value)
    assert len(proxy.requests) == ATTEMPTS


@pytest.mark.parametrize(
    ("exempt", "direct"),
    [("127.0.0.1", True), ("*", True), ("other.test,127.0.0.1", True), ("", False), ("other.test", False)],
)
def test_no_proxy_leads_around_the_proxy_and_loopback_is_no_exception_by_itself(
    serve, connect, monkeypatch, exempt, direct
):
    proxy, server = serve(), serve()
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", exempt)
    connect(server.url).send("GET", "/v1/keys", bearer=BEARER, repeatable=False)
    assert (len(server.requests), len(proxy.requests)) == ((1, 0) if direct else (0, 1))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "socks5://{login}127.0.0.1:1080"),
        ("HTTPS_PROXY", "ftp://{login}127.0.0.1"),
        ("HTTP_PROXY", "http://{login}127.0.0.1:port"),
        ("NO_PROXY", "[::1]"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_refused_without_showing_its_password(connect, monkeypatch, name, value):
    monkeypatch.setenv(name, value.format(login="jo:s3cr3t@"))
    with pytest.raises(ConfigurationError, match=r"the proxy that the environment names .*HTTPS_PROXY") as caught:
        connect("https://acme.test")
    assert "s3cr3t" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("bearer", [None, BEARER])
def test_a_netrc_file_adds_no_login_and_takes_none_away(serve, connect, monkeypatch, tmp_path, bearer):
    for name in ("netrc", ".netrc", "_netrc"):
        (tmp_path / name).write_text("machine 127.0.0.1 login jo password s3cr3t\ndefault login jo password s3cr3t\n")
        (tmp_path / name).chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    server = serve()
    connect(server.url).send("GET", "/v1/keys", bearer=bearer, repeatable=False)
    assert server.headers("Authorization") == ["Bearer s3cr3t-bearer" if bearer else None]
