"""What the tests of the command and of the policy pack on the real engine may ask for."""

from __future__ import annotations

import pytest

from tests.engine.conftest import site

__all__ = ["site"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(("tests/command/test_", "tests/command/policy/")):
            item.add_marker(pytest.mark.engine)
