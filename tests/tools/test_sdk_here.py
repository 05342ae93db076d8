"""The SDKs in this checkout, and that the tools of each language find nothing wrong with them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import node
from tools.environment import ROOT
from tools.program import link_node_sdk
from tools.sdk import SCHEMA, SDKS

GO_EXAMPLE = ROOT / "examples" / "team-environments-go"
NODE_EXAMPLE = ROOT / "examples" / "team-environments-ts"


def _run(command: list[str], folder: Path, **settings: str) -> str:
    ended = subprocess.run(command, cwd=folder, env=os.environ | settings, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_schema_and_sdks_are_what_the_declarations_say():
    assert "not what the declarations say" not in _run([sys.executable, "-m", "tools.sdk", "--check"], ROOT)


@pytest.mark.parametrize("module", [SDKS / "go", GO_EXAMPLE], ids=["the SDK", "the example"])
def test_go_finds_nothing_in(module: Path):
    _run(["go", "vet", "./..."], module, GOWORK="off", GOFLAGS="-mod=readonly")


def test_the_go_example_is_formatted():
    assert _run(["gofmt", "-l", "."], GO_EXAMPLE) == ""


def test_the_type_checker_finds_nothing_in_the_node_sdk(tmp_path: Path):
    sdk = shutil.copytree(SDKS / "nodejs", tmp_path / "sdk")
    (sdk / "node_modules").symlink_to(node.ensure())
    _run(node.tsc("--noEmit"), sdk)


def test_the_type_checker_finds_nothing_in_the_typescript_example(tmp_path: Path):
    program = shutil.copytree(NODE_EXAMPLE, tmp_path / "program", ignore=shutil.ignore_patterns("node_modules"))
    link_node_sdk(program)
    _run(node.tsc(), program)


def test_every_resource_and_function_is_in_the_python_sdk():
    schema = json.loads(SCHEMA.read_text())
    declared = [token.split(":")[1:] for token in [*schema["resources"], *schema["functions"]]]
    names = [name if module == "index" else f"{module}.{_python(name)}" for module, name in declared]
    asked = "".join(f"pulumi_gpucreds.{name}\n" for name in names)
    program = f"import pulumi_gpucreds\n{asked}print(pulumi_gpucreds._utilities.get_version())"
    assert _run([sys.executable, "-c", program], ROOT).strip() == schema["version"]


def _python(name: str) -> str:
    """`getApiTokens` as Python spells it; a class keeps its name."""
    if name[0].isupper():
        return name
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


PROGRAM = """
import pulumi
import pulumi_gpucreds as gpucreds

north = gpucreds.Provider("north", egs_endpoint="https://egs.north.example.com")
ci = gpucreds.egs.ApiToken(
    "ci",
    role=gpucreds.egs.ApiTokenRole.OWNER,
    rotation={"before": "14d", "overlap": "2d"},
    opts=pulumi.ResourceOptions(provider=north),
)
token: pulumi.Output[str] = ci.token
team = gpucreds.TeamEnvironment("red", nvcf={"keys": {"invoke": {"scopes": ["invoke_function"], "functions": ["*"]}}})
environment: pulumi.Output[object] = team.environment
gpucreds.egs.ApiToken("cd", roles="Owner")  # type: ignore[call-overload]
"""


def test_the_type_checker_follows_a_program_on_the_python_sdk_and_finds_its_mistake(tmp_path: Path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    mypy = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--no-error-summary"]
    assert _run([*mypy, str(program)], tmp_path, MYPYPATH=str(SDKS / "python")) == ""
