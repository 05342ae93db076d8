"""What the tests on the real engine may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gpucreds_emulator import Emulator
from tests.engine.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    emulator = Emulator()
    with emulator.serving() as urls:
        yield Site(emulator, urls, tmp_path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/engine/" in item.nodeid:
            item.add_marker(pytest.mark.engine)
