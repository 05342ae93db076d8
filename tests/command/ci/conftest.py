"""What the tests of the recipes may ask for: a team with a repository and a backend, and a machine for its jobs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command.ci.runner import Packages, Runner
from tests.command.ci.team import Team
from tests.engine.conftest import site
from tests.engine.site import Site

__all__ = ["site"]


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    return Packages.of_this_checkout(tmp_path_factory.mktemp("packages"))


@pytest.fixture
def team(site: Site, tmp_path: Path, packages: Packages) -> Team:
    machine = tmp_path / "machine"
    machine.mkdir()
    return Team(site, tmp_path, Runner(machine, packages, site.settings["PYTHONPATH"]))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/command/ci/test_recipes" in item.nodeid:
            item.add_marker(pytest.mark.engine)
