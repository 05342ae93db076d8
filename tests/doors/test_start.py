"""What a start reads: only what every run needs. Seconds would say it worse, for they depend on the machine."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import gpucreds

NEVER = {"click", "rich", "pygments", "jinja2", "flask", "gpucreds_cli", "gpucreds_emulator", "gpucreds_policy"}
HTTP = {"httpx", "httpcore", "certifi", "gpucreds.platforms._api"}
RESOURCES = {"api_token", "slice_workspace", "application", "local_user", "access_rule", "scoped_key"}
DECLARED = {f"gpucreds.resources.{name}" for name in RESOURCES}
WRITTEN_BY_PROGRAMS = {f"gpucreds.{name}" for name in ("egs", "runai", "nvcf", "environment")}
CHECK = """
provider = dynamic.PROVIDERS["egs:ApiToken"]()
provider.configure(type("Request", (), {"config": {}}))
checked = provider.check({}, {"name": "ci", "role": "Owner", "address": "5747ac00-00000001"})
assert checked.failures == []
"""


def loaded(program: str) -> set[str]:
    """The modules of a new interpreter that has run a program."""
    told = f"{program}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GPUCREDS_")}
    run = subprocess.run([sys.executable, "-c", told], env=settings, check=True, capture_output=True, text=True)
    return set(json.loads(run.stdout.splitlines()[-1]))


@pytest.mark.parametrize("door", ["gpucreds.doors.plugin", "gpucreds.doors.dynamic"])
def test_a_provider_starts_without_http_without_resources_and_without_what_programs_write(door: str):
    found = loaded(f"import {door}")
    assert found & (NEVER | HTTP | DECLARED | WRITTEN_BY_PROGRAMS) == set()


def test_a_program_starts_with_the_platform_that_it_names_and_without_http_and_resources():
    found = loaded("from gpucreds import egs")
    assert found & (NEVER | HTTP | DECLARED) == set()
    assert found & WRITTEN_BY_PROGRAMS == {"gpucreds.egs"}


def test_a_check_reads_the_resource_that_it_is_about_and_no_http():
    found = loaded(f"from gpucreds.doors import dynamic{CHECK}")
    assert found & (NEVER | HTTP) == set()
    assert found & DECLARED == {"gpucreds.resources.api_token"}


def test_a_platform_is_reached_without_the_command_line_of_httpx():
    found = loaded("import gpucreds.platforms._api")
    assert "httpx" in found
    assert found & (NEVER | {"httpx._main"}) == set()


def test_the_command_line_of_httpx_is_there_for_whoever_asks_for_it():
    assert "httpx._main" in loaded("import gpucreds.platforms._api\nimport httpx._main\nassert httpx._main.main.params")


def test_httpx_stays_as_it_is_where_a_program_has_it_already():
    assert "httpx._main" in loaded(
        "import httpx\nbefore = httpx.main\nimport gpucreds.platforms._api\nassert httpx.main is before"
    )


AT_ONCE = """
import importlib, sys, threading
import gpucreds.doors.plugin
from gpucreds.core.clock import SystemClock
from gpucreds.core.resource import Run
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from gpucreds.resources import DECLARED

sys.setswitchinterval(1e-6)
settings = {
    "EGS_ENDPOINT": "http://egs.test", "EGS_API_KEY": "none", "RUNAI_ENDPOINT": "http://runai.test",
    "RUNAI_CLIENT_ID": "ci", "RUNAI_CLIENT_SECRET": "none", "NVCF_API_KEYS_URL": "http://nvcf.test",
}
platforms = Platforms(Configuration.load(lambda _: None, settings), Run(SystemClock(), print))
asks = [lambda: importlib.import_module("gpucreds.environment")]
asks += [lambda name=name: DECLARED[name] for name in DECLARED]
asks += [lambda name=name: getattr(platforms, name) for name in ("egs", "runai", "nvcf")]
gate = threading.Barrier(3 * len(asks))
wrong = []

def thread(ask):
    gate.wait()
    try:
        ask()
    except BaseException as error:
        wrong.append(error)

threads = [threading.Thread(target=thread, args=[ask]) for ask in 3 * asks]
for each in threads:
    each.start()
for each in threads:
    each.join()
assert wrong == []
"""


def test_many_threads_may_ask_for_everything_at_once():
    assert loaded(AT_ONCE) >= DECLARED | WRITTEN_BY_PROGRAMS


def late_imports(tree: ast.AST, *, locked: bool = False, inside: bool = False) -> Iterator[int]:
    """The lines of imports inside of functions that are not made under the lock."""
    for node in ast.iter_child_nodes(tree):
        under = locked or (isinstance(node, ast.With) and "LOADING" in ast.unparse(node.items[0]))
        late = inside or isinstance(node, ast.FunctionDef)
        calls = isinstance(node, ast.Call) and "import_module" in ast.unparse(node.func)
        if late and not under and (calls or isinstance(node, (ast.Import, ast.ImportFrom))):
            yield node.lineno
        yield from late_imports(node, locked=under, inside=late)


def test_whatever_is_imported_late_is_imported_under_the_lock():
    files = list(Path(gpucreds.__file__).parent.rglob("*.py"))
    assert [f"{file.name}:{line}" for file in files for line in late_imports(ast.parse(file.read_text()))] == []
    assert [*late_imports(ast.parse("def f():\n    import a"))] == [2]
