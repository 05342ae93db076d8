"""Real sockets on loopback, and an `Api` that knows nothing of being in a test."""

import pytest
import trustme

from gpucreds.core.resource import Run
from gpucreds.platforms._api import Api
from gpucreds.platforms.configuration import Configuration
from tests.connections import hang_up
from tests.core.stopwatch import Stopwatch
from tests.platforms.wire import read_body
from tests.security.socket_server import Server, answer

ENVIRONMENT = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "NETRC"]


@pytest.fixture(autouse=True)
def _nothing_in_the_environment(monkeypatch):
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def told():
    """The warnings of the run."""
    return []


@pytest.fixture
def serve():
    """`serve(answer)`: a server that answers so."""
    servers = []

    def serve(how=lambda _: answer(), **options):
        servers.append(Server(how, **options))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


@pytest.fixture
def connect(told, serve):  # noqa: ARG001 - clients end before their servers
    """`connect(url)`: the made-up platform Acme there, on the network."""
    opened = []

    def connect(url, clock=None, **settings):
        run = Run(clock or Stopwatch(), told.append)
        opened.append(Api("Acme", url, Configuration(**settings), run, read_body))
        return opened[-1]

    yield connect
    for api in opened:
        hang_up(api)


@pytest.fixture(scope="session")
def authority():
    """A certificate authority that nobody knows."""
    return trustme.CA()


@pytest.fixture
def bundle(authority, tmp_path):
    """Its certificate, as a file."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path
