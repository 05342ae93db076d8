"""Plain HTTP to another machine is said once for each platform of a run, before anything is sent."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from gpucreds.core.resource import Run
from gpucreds.platforms import Platforms
from gpucreds.platforms._in_clear import InClear, is_loopback
from gpucreds.platforms.configuration import Configuration
from gpucreds_emulator.server import serving
from tests.connections import hang_up
from tests.core.stopwatch import Stopwatch
from tests.platforms.wire import Acme


def warning(platform, url):
    return (
        f"{platform} is reached by plain HTTP, at {url}: logins and new credentials can be read on the way. "
        "Give its endpoint as https://, or a tunnel to it that begins on this machine."
    )


@pytest.fixture
def away(world, told, monkeypatch):
    """The platforms on hosts that are not this machine: a proxy on loopback leads to them."""
    seen = []

    def by_host(environ, start_response):
        seen.append((environ["HTTP_HOST"].partition(".")[0], len(told)))
        return world.emulator.platforms[seen[-1][0]](environ, start_response)

    with serving(by_host) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        platforms = Platforms(Configuration.load(lambda _: None, world.settings), Run(Stopwatch(), told.append))
        platforms.seen = seen
        yield platforms
        for client in (platforms.egs, platforms.runai.session, platforms.nvcf):
            hang_up(client._api)


def test_each_platform_warns_once_however_many_threads_call_it(away, told):
    calls = [away.egs.api_keys, away.egs.workspaces, away.runai.users.all, away.nvcf.services] * 8
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda call: call(), calls))
    assert sorted(told) == [
        warning("EGS", "http://egs.test"),
        warning("NVCF", "http://nvcf.test"),
        warning("Run:ai", "http://runai.test"),
    ]


def test_the_warning_comes_before_the_first_login_leaves(away, told):
    away.egs.api_keys()
    assert away.seen[0] == ("egs", 1)
    assert {warned for _, warned in away.seen} == {1}
    assert len(told) == 1


def test_a_preview_opens_platforms_and_sends_nothing_so_it_warns_of_nothing(away, told):
    assert [away.egs.endpoints, away.runai.endpoints, away.nvcf.endpoints] == [
        ["http://egs.test"],
        ["http://runai.test"],
        ["http://nvcf.test"],
    ]
    assert (told, away.seen) == ([], [])


def test_this_machine_is_no_other_one(serve, connect, told):
    server = serve()
    for host in ("127.0.0.1", "localhost"):
        connect(f"http://{host}:{server.port}").send("GET", "/v1/keys", repeatable=False)
    assert (told, len(server.requests)) == ([], 2)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "egs.localhost"])
def test_loopback_is_known_in_all_its_forms(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "0.0.0.1", "::2", "localhost.test", "127.0.0.1.test", "notlocalhost", ""])
def test_what_only_looks_like_loopback_is_none(host):
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://acme.test/gate", True),
        ("http://[2001:db8::1]:8080", True),
        ("http://[::1]:8080", False),
        ("https://acme.test", False),
    ],
)
def test_the_warning_names_the_endpoint(url, warned, told):
    run = Run(Stopwatch(), told.append)
    InClear("Acme", url).warn(run)
    assert told == [warning("Acme", url)] * warned


def test_a_transport_that_replaces_the_network_has_no_way_on_which_to_read():
    told = []
    acme = Acme(endpoint="http://acme.test")
    acme.run.tell = told.append
    acme.send()
    assert told == []
