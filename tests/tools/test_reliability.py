"""docs/reliability.md promises nothing that no test holds."""

import ast
import re

import pytest

from tests.faults.interruptions import INTERRUPTIONS
from tools.environment import ROOT

PAGES = ["docs/reliability.md", "docs/security.md"]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows(page: str) -> list[list[str]]:
    """The rows of all tables whose last column names tests."""
    found, backed = [], False
    for line in (ROOT / page).read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        backed = line.startswith("|") and (backed or cells[-1] in ("Test", "What holds it"))
        if backed and cells[-1] not in ("Test", "What holds it") and not cells[-1].endswith("---"):
            found.append(cells)
    return found


def functions(path: str) -> set[str]:
    return {node.name for node in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_page_names_exists(page):
    named = NAMED.findall((ROOT / page).read_text())
    assert named
    assert [f"{path}::{name}" for path, name in named if name and name not in functions(path)] == []
    assert [path for path, _ in named if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_row_names_a_test(page):
    assert rows(page)
    unbacked = [row for row in rows(page) if not NAMED.search(row[-1]) and row[-1].strip("`") not in INTERRUPTIONS]
    assert unbacked == []


def test_every_interruption_has_its_row():
    assert set(INTERRUPTIONS) <= {row[-1].strip("`") for row in rows("docs/reliability.md")}
