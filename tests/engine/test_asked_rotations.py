"""A rotation that the operator asks for by the environment of one command, on the real engine, at both doors."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gpucreds.doors.run import INCIDENT, ROTATE
from gpucreds.resources import called
from tests.engine.site import Site
from tools.program import Program

IN_PYTHON = """
named = egs.ApiToken("named", role="Owner", rotation=egs.Rotation(before="14d", overlap="2d"))
other = egs.ApiToken("other", role="Owner", rotation=egs.Rotation(before="14d", overlap="2d"))
key = nvcf.ScopedKey("key", scopes=["invoke_function"], functions=["*"])
app = runai.Application("app")
jo = runai.LocalUser("jo", email="jo@example.com")
for name, value in {
    "named": named.token,
    "other": other.token,
    "key": key.key,
    "app": app.client_secret,
    "jo": jo.temp_password,
}.items():
    pulumi.export(name, value)
"""
IN_YAML = """
resources:
  named:
    type: gpucreds:egs:ApiToken
    properties: {role: Owner, rotation: {before: 14d, overlap: 2d}}
  other:
    type: gpucreds:egs:ApiToken
    properties: {role: Owner, rotation: {before: 14d, overlap: 2d}}
  key:
    type: gpucreds:nvcf:ScopedKey
    properties: {scopes: [invoke_function], functions: ["*"]}
  app:
    type: gpucreds:runai:Application
  jo:
    type: gpucreds:runai:LocalUser
    properties: {email: jo@example.com}
outputs:
  named: ${named.token}
  other: ${other.token}
  key: ${key.key}
  app: ${app.clientSecret}
  jo: ${jo.tempPassword}
"""
TYPE = re.compile(r"(?:egs|nvcf|runai):\w+$")
WARNING = "GPUCREDS_ROTATE is set"


@pytest.fixture(params=["dynamic", "plugin"])
def program(site: Site, request: pytest.FixtureRequest) -> Program:
    """A stack with one of everything that rotates, and one token more."""
    program = site.program(IN_PYTHON) if request.param == "dynamic" else site.yaml(IN_YAML)
    program.up()
    return program


def state(program: Program, name: str) -> dict[str, Any]:
    """A resource in the state, as the engine exports it."""
    (found,) = [one for one in program.resources() if one["urn"].endswith(f"::{name}") and TYPE.search(one["type"])]
    return found


def ask(program: Program, *names: str, incident: bool = False) -> None:
    """Ask for these resources in the commands from now on."""
    found = [state(program, name) for name in names]
    entries = [called(TYPE.search(one["type"])[0], one["outputs"]) for one in found]
    program.settings |= {ROTATE: ",".join(entries), INCIDENT: "yes" if incident else ""}


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name, value in before.items() if after[name] != value}


def test_a_preview_shows_it_and_sends_nothing_and_an_up_rotates_what_is_named_once(site: Site, program: Program):
    first, before = program.outputs(), site.requests()
    ask(program, "named", "app")
    planned = program.pulumi("preview", "--diff")
    assert planned.count("asked for by GPUCREDS_ROTATE") == 2
    assert "the old secret stops working at once" in planned
    assert "+ retiring" in planned
    assert WARNING in planned
    assert site.requests() == before
    assert WARNING in program.up()
    second = program.outputs()
    assert changed(first, second) == {"named", "app"}
    assert site.names() == ["app", "jo@example.com", "key", "named", "named", "other"]
    program.settings[ROTATE] = ""
    assert WARNING not in program.up("--expect-no-changes")
    assert program.outputs() == second


def test_an_incident_leaves_the_new_generation_alone_of_what_is_named(site: Site, program: Program):
    ask(program, "named")
    program.up()
    first = program.outputs()
    assert site.names().count("named") == 2
    ask(program, "named", "key", "jo", incident=True)
    assert "- retiring" in program.pulumi("preview", "--diff")
    program.up()
    second = program.outputs()
    assert changed(first, second) == {"named", "key", "jo"}
    assert site.names() == ["app", "jo@example.com", "key", "named", "other"]
    program.settings |= {ROTATE: "", INCIDENT: ""}
    program.up("--expect-no-changes")
