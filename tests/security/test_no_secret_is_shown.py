"""Logs at their loudest, errors with all that hangs on them, and the repr of everything: no secret in any of them."""

import logging
import re
import traceback

import httpx
import pytest
from pydantic import SecretStr

from gpucreds.core.errors import GpucredsError
from gpucreds.core.resource import Run
from gpucreds.platforms import Platforms
from gpucreds.platforms._bearer import Bearer, Token
from gpucreds.platforms.configuration import Configuration
from tests.connections import hang_up
from tests.core.stopwatch import Stopwatch
from tests.platforms.wire import Acme
from tests.security.calls import live, with_a_secret

SETTINGS = {
    "egs_api_key": SecretStr("s3cr3t-egs"),
    "runai_client_id": "us",
    "runai_client_secret": SecretStr("s3cr3t-runai"),
    "nvcf_token": SecretStr("s3cr3t-nvcf"),
}


@pytest.fixture
def opened():
    """`opened(urls)`: the clients of all platforms there; `opened.run` is their run."""
    all_of_them = []

    def opened(urls, **settings):
        named = {"egs_endpoint": urls["egs"], "runai_endpoint": urls["runai"], "nvcf_api_keys_url": urls["nvcf"]}
        opened.run = Run(Stopwatch(), lambda _: None)
        all_of_them.append(Platforms(Configuration(**named, **(settings or SETTINGS)), opened.run))
        return all_of_them[-1]

    yield opened
    for platforms in all_of_them:
        for client in (platforms.egs, platforms.runai.session, platforms.nvcf):
            hang_up(client._api)


@pytest.fixture
def lived(world, opened, caplog):
    """Clients after a life on real sockets with every log at DEBUG: them, their run, and all secrets they met."""
    caplog.set_level(logging.DEBUG)
    runai = world.emulator.runai
    settings = {
        "egs_api_key": SecretStr(world.emulator.egs.api_key),
        "runai_client_id": runai.client_id,
        "runai_client_secret": SecretStr(runai.client_secret),
        "nvcf_token": SecretStr("s3cr3t-nvcf-token"),
    }
    with world.emulator.serving() as urls:
        platforms = opened(urls, **settings)
        made = live(platforms)
        secrets = {one.get_secret_value() for one in [*settings.values(), *made] if isinstance(one, SecretStr)}
        yield platforms, opened.run, secrets | opened.run.redact._secrets, list(caplog.records)


def test_debug_logs_of_a_whole_life_hold_no_secret(lived):
    _, _, secrets, records = lived
    assert {"httpx", "httpcore.connection", "httpcore.http11"} <= {record.name for record in records}
    logged = "\n".join(record.getMessage() for record in records)
    assert {"POST", "DELETE", "/v1/keys", "/api/v1/api-key", "/api/v2/token"} <= set(
        re.findall(r"POST|DELETE|/(?:api/)?v\d/(?:keys|api-key|token)", logged)
    )
    assert len(secrets) > 8
    assert [secret for secret in secrets if secret in logged] == []


def test_debug_logs_of_a_log_in_by_password_hold_no_secret(world, opened, caplog):
    caplog.set_level(logging.DEBUG)
    runai = world.emulator.runai
    with world.emulator.serving() as urls:
        platforms = opened(
            urls,
            **SETTINGS
            | {
                "runai_client_id": None,
                "runai_client_secret": None,
                "runai_username": runai.username,
                "runai_password": SecretStr(runai.password),
            },
        )
        token = platforms.runai.session.token().get_secret_value()
    assert "/api/v2/token" in caplog.text
    assert [secret for secret in (runai.password, token) if secret in caplog.text] == []


def test_the_repr_of_everything_holds_no_secret(lived):
    platforms, run, secrets, _ = lived
    clients = [platforms.egs, platforms.runai, platforms.nvcf]
    parts = [part for client in clients for part in vars(client).values()]
    deeper = [
        part
        for one in parts
        if hasattr(one, "__dict__") and one is not run.redact and not isinstance(one, SecretStr)
        for part in vars(one).values()
    ]
    bearer = Bearer(lambda: Token(SecretStr("s3cr3t-bought")), run.clock)
    bearer.get()
    shown = repr([platforms, run, vars(run), clients, *map(vars, clients), parts, deeper, bearer, vars(bearer)])
    shown += repr([Configuration(**SETTINGS), vars(Configuration(**SETTINGS)), Token(SecretStr("s3cr3t-bought"))])
    shown += str(Configuration(**SETTINGS))
    assert "s3cr3t" not in shown
    assert [secret for secret in secrets if secret in shown] == []


def echoed(request):
    """What the platform was sent, as its error."""
    return b"no: " + request.replace(b"\r\n", b" ")


def lost(_):
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
    raise OSError


def said(status, body, **headers):
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\n{told}\r\n".encode() + body


LOGIN = "s3cr3t:s3cr3t@"
FAILING = {
    "drops the connection": lambda _: (_ for _ in ()).throw(OSError),
    "breaks off": lost,
    "answers a page that shows the request": lambda request: [said(502, b"<p>" + echoed(request))],
    "refuses and shows the request": lambda request: [said(401, b"<p>" + echoed(request))],
    "answers no HTTP": lambda request: [b"220 " + echoed(request) + b"\r\n\r\n"],
    "redirects with the request": lambda _: [said(302, b"", Location=f"https://{LOGIN}x.test/?s3cr3t")],
}
NAMES = list(with_a_secret(Platforms(
    Configuration(egs_endpoint="http://x", runai_endpoint="http://x", nvcf_api_keys_url="http://x", **SETTINGS),
    Run(Stopwatch(), print), httpx.MockTransport(print),
)))  # fmt: skip


def hanging_on(error):
    """The error, and every other one that can be reached from it."""
    found, begin = [], [error]
    while begin:
        one = begin.pop()
        if one is not None and one not in found:
            found.append(one)
            begin += [one.__cause__, one.__context__]
    return found


@pytest.mark.parametrize("failing", FAILING)
@pytest.mark.parametrize("name", NAMES)
def test_no_error_of_a_call_with_a_secret_holds_it_anywhere(serve, opened, name, failing):
    server = serve(FAILING[failing])
    platforms = opened(dict.fromkeys(["egs", "runai", "nvcf"], server.url))
    with pytest.raises(GpucredsError) as caught:
        with_a_secret(platforms)[name]()
    assert any(b"s3cr3t" in request for request in server.requests)
    chain = hanging_on(caught.value)
    assert {type(one).__module__ for one in chain} == {"gpucreds.core.errors"}
    shown = [repr([one, one.args, vars(one), str(one)]) for one in chain]
    shown += ["".join(traceback.format_exception(one)) for one in chain]
    assert "s3cr3t" not in "\n".join(shown)


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadError, httpx.LocalProtocolError])
def test_an_error_holds_no_request_and_so_no_login(error):
    with pytest.raises(GpucredsError) as caught:
        Acme(error).send(bearer=SecretStr("s3cr3t"), repeatable=True)
    assert hanging_on(caught.value) == [caught.value]
