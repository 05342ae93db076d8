"""What the tests of fleets on the real engine may ask for."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from gpucreds_emulator import Emulator
from tests.engine.site import Site
from tests.faults.crash.stage import Halt
from tests.fleet.backends.backend import Backend, file_backend
from tests.fleet.backends.postgres import PostgresServer
from tests.fleet.backends.s3 import S3Server
from tests.fleet.backends.server import Server
from tests.fleet.project import FleetProject


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    with server.serving():
        yield server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    server = S3Server()
    with server.serving():
        yield server


@pytest.fixture(params=["file", "postgres", "s3"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    """An empty place for states, of each kind; a test that needs no more than one kind parametrises it indirectly."""
    if request.param == "file":
        return file_backend(tmp_path / "backend")
    server: Server = request.getfixturevalue(f"{request.param}_server")
    return server.new(f"states-{secrets.token_hex(4)}")


@pytest.fixture
def halt() -> Halt:
    """Holds a request where a test injects a fault that takes time."""
    return Halt()


@pytest.fixture
def site(tmp_path: Path, backend: Backend, halt: Halt) -> Iterator[Site]:
    """Programs whose states are in the backend."""
    emulator = Emulator(wait=halt)
    with emulator.serving() as urls:
        site = Site(emulator, urls, tmp_path)
        site.settings |= backend.environment
        yield site
        halt.release()


@pytest.fixture
def fleet(tmp_path: Path, backend: Backend, halt: Halt) -> Iterator[FleetProject]:
    emulator = Emulator(wait=halt)
    with emulator.serving() as urls:
        yield FleetProject(Site(emulator, urls, tmp_path), backend.environment)
        halt.release()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/fleet/" in item.nodeid:
            item.add_marker(pytest.mark.engine)
