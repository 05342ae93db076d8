"""The numbers of the fault suite, gathered from all processes of a run."""

from __future__ import annotations

import pytest

from tests.faults.ledger import LEDGER


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the numbers of a worker to the process that started it."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["ledger"] = dict(LEDGER)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Add the numbers of a worker that is done."""
    LEDGER.update(getattr(node, "workeroutput", {}).get("ledger", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print them."""
    terminalreporter.section("fault suite")
    for what, count in LEDGER.items():
        terminalreporter.write_line(f"{what}: {count}")
