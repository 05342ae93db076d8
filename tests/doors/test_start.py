"""What a start reads: only what every run needs. Seconds would say it worse, for they depend on the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

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
