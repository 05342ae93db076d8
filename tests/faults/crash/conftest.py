"""The stage that the crash tests play on: one for each process of the run."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from datetime import datetime, timezone

import pytest

from gpucreds_emulator import Clock, Emulator
from tests.faults.crash.stage import Halt, Stage
from tests.faults.crash.wreck import Wrecks

BEGIN = datetime(2026, 3, 10, 12, 0, 5, tzinfo=timezone.utc)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    yield from _stage(tmp_path_factory, "dynamic")


@pytest.fixture(scope="session")
def plugin_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    yield from _stage(tmp_path_factory, "plugin")


def _stage(tmp_path_factory: pytest.TempPathFactory, door: str) -> Iterator[Stage]:
    halt = Halt()
    # A date that stands still, as the provider's does: what is left of a killed run is the same each time.
    emulator = Emulator(clock=Clock(lambda: BEGIN), wait=halt)
    with emulator.serving() as urls:
        yield Stage(emulator, urls, tmp_path_factory.mktemp("stage"), halt, door)
        halt.release()


@pytest.fixture(scope="session")
def wrecks(tmp_path_factory: pytest.TempPathFactory) -> Wrecks:
    base = tmp_path_factory.getbasetemp()
    return Wrecks((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "wrecks")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/faults/crash/" in item.nodeid:
            item.add_marker(pytest.mark.engine)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what the engine printed in a test that failed."""
    report = yield
    arguments = getattr(item, "funcargs", {})
    stage = arguments.get("stage") or arguments.get("plugin_stage")
    if report.failed and stage:
        report.sections.append(("printed by the engine", "\n".join(stage.program.log)))
    return report
