"""What `doctor` tells of connections, over real sockets: nobody there, certificates, and what plain HTTP is."""

import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from gpucreds.core.resource import Run
from gpucreds.platforms.configuration import Configuration
from gpucreds_cli.doctor import examine
from gpucreds_emulator import Emulator
from gpucreds_emulator.server import serving
from tests.cli.examination import failures, of
from tests.core.stopwatch import Stopwatch
from tests.security.certificates import server_side
from tests.security.conftest import ENVIRONMENT, authority, bundle

__all__ = ["authority", "bundle"]

UNREACHED = ["reach", "login", "version", "rights", "clock"]


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        pass


@contextmanager
def encrypted(app, context):
    """The app behind a certificate, on a port of loopback; gives its URL."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet, ssl_context=context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def _nothing_in_the_environment(monkeypatch):
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def secure(authority):
    """`secure(…)`: an NVCF behind a certificate; gives its URL."""

    def secure(*names, **how):
        return encrypted(Emulator().nvcf, server_side(authority, *(names or ("127.0.0.1",)), **how))

    return secure


def look(url, **settings):
    known = Configuration(nvcf_api_keys_url=url, nvcf_owner_id="vision", **settings)
    return examine([known], Run(Stopwatch(), print))


def test_an_authority_that_nobody_trusts_is_one_failure_that_names_the_setting(secure):
    with secure() as url:
        found = look(url)
    assert failures(found) == [("nvcf", "tls")]
    assert of(found, "nvcf", "tls").advice == (
        "Give gpucreds:caBundle the path of a PEM file with the authority that signed for NVCF"
    )
    assert {of(found, "nvcf", check).sentence for check in UNREACHED} == {"not looked at, because tls failed"}


def test_a_certificate_of_another_name_is_one_failure(secure, bundle):
    with secure("other.test") as url:
        found = look(url, ca_bundle=bundle)
    assert failures(found) == [("nvcf", "tls")]
    assert of(found, "nvcf", "tls").advice == "Give the endpoint of NVCF by a name that its certificate has"


def test_a_certificate_that_has_ended_is_one_failure(secure, bundle):
    past = {
        "not_before": datetime(2020, 1, 1, tzinfo=timezone.utc),
        "not_after": datetime(2020, 2, 1, tzinfo=timezone.utc),
    }
    with secure(**past) as url:
        found = look(url, ca_bundle=bundle)
    assert failures(found) == [("nvcf", "tls")]
    assert "certificate has expired" in of(found, "nvcf", "tls").sentence


@pytest.mark.parametrize(("days", "outcome"), [(13, "warning"), (15, "ok")])
def test_the_version_of_tls_and_the_end_of_the_certificate_are_told(secure, bundle, days, outcome):
    end = datetime.now(timezone.utc) + timedelta(days=days, hours=1)
    with secure(not_after=end) as url:
        found = look(url, ca_bundle=bundle)
    assert failures(found) == []
    tls = of(found, "nvcf", "tls")
    assert tls.outcome == outcome
    assert tls.sentence == f"TLSv1.3; the certificate ends on {end:%Y-%m-%d}, in {days} days"
    assert tls.advice == ("Have the certificate of NVCF renewed" if outcome == "warning" else "")


def test_another_version_of_tls_is_told_as_what_it_is(authority, bundle):
    older = server_side(authority, "127.0.0.1")
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    with encrypted(Emulator().nvcf, older) as url:
        found = look(url, ca_bundle=bundle)
    assert of(found, "nvcf", "tls").sentence.startswith("TLSv1.2; the certificate ends on ")


def test_https_where_plain_http_is_spoken_is_one_failure_of_tls():
    with serving(Emulator().nvcf) as url:
        found = look(url.replace("http://", "https://"))
    assert failures(found) == [("nvcf", "tls")]
    assert of(found, "nvcf", "tls").advice == "Check the endpoint of NVCF and the network"


def test_plain_http_on_this_machine_is_no_warning():
    with serving(Emulator().nvcf) as url:
        found = look(url)
    assert failures(found) == []
    assert of(found, "nvcf", "tls").outcome == "skipped"
    assert of(found, "nvcf", "clock").outcome == "ok"


def test_a_port_where_nobody_listens_is_one_failure_of_reach():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = look(f"http://127.0.0.1:{port}")
    assert failures(found) == [("nvcf", "reach")]
    assert "no connection ([Errno 111] Connection refused)" in of(found, "nvcf", "reach").sentence


def test_an_emulator_whose_clock_was_moved_is_a_platform_with_a_wrong_clock():
    emulator = Emulator()
    emulator.clock.advance(timedelta(minutes=-7))
    with serving(emulator.nvcf) as url:
        found = look(url)
    assert failures(found) == [("nvcf", "clock")]
    assert of(found, "nvcf", "clock").sentence == "NVCF's clock is 7m behind ours"


def test_plain_http_to_another_machine_is_a_finding_and_no_warning_beside_it(monkeypatch):
    warnings = []
    with serving(Emulator().nvcf) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        known = Configuration(nvcf_api_keys_url="http://nvcf.test", nvcf_owner_id="vision")
        found = examine([known], Run(Stopwatch(), warnings.append))
    assert failures(found) == []
    assert of(found, "nvcf", "tls").sentence.startswith("NVCF is reached by plain HTTP, at http://nvcf.test: logins")
    assert warnings == []
