"""What the tests of the command and of the policy pack on the real engine may ask for."""

from __future__ import annotations

import pytest

from tests.engine.conftest import site

__all__ = ["site"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/command/test_" in item.nodeid:
            item.add_marker(pytest.mark.engine)
