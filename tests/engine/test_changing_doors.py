"""A stack goes from the dynamic door to the plugin, and back: nothing is made anew, and the life of each goes on."""

from __future__ import annotations

from typing import Any

import pytest

from gpucreds.core.ownership import Mark
from tests.engine.importing import take, take_all, writes
from tests.engine.site import Site
from tests.resources.test_every_import import IDS, NEVER_SHOWN
from tools.program import Program

IN_PYTHON = """
rotation = {"before": "14d", "overlap": "2d"}
red = egs.SliceWorkspace(
    "red",
    clusters=["worker-1"],
    namespaces=["red"],
    username="Jo Doe",
    email="jo@example.com",
)
ci = egs.ApiToken(
    "ci", role="Editor", workspace_name=red.name, ttl="90d", rotation=rotation
)
app = runai.Application("app", rotation={"every": "76d"})
jo = runai.LocalUser("jo", email="jo@example.com")
rule = runai.AccessRule(
    "rule",
    subject=app,
    role="L1 researcher",
    scope={"type": "project", "name": "vision"},
)
invoke = nvcf.ScopedKey(
    "invoke",
    scopes=["invoke_function"],
    functions=["*"],
    ttl="90d",
    rotation=rotation,
)
for name, value in {
    "kubeconfigs": red.kubeconfigs,
    "token": ci.token,
    "clientSecret": app.client_secret,
    "tempPassword": jo.temp_password,
    "key": invoke.key,
}.items():
    pulumi.export(name, value)
"""
IN_YAML = """
resources:
  red:
    type: gpucreds:egs:SliceWorkspace
    properties: {clusters: [worker-1], namespaces: [red], username: Jo Doe, email: jo@example.com}
  ci:
    type: gpucreds:egs:ApiToken
    properties: {role: Editor, workspaceName: "${red.name}", ttl: 90d, rotation: {before: 14d, overlap: 2d}}
  app:
    type: gpucreds:runai:Application
    properties: {rotation: {every: 76d}}
  jo:
    type: gpucreds:runai:LocalUser
    properties: {email: jo@example.com}
  rule:
    type: gpucreds:runai:AccessRule
    properties:
      subject: {type: application, name: "${app.name}"}
      role: L1 researcher
      scope: {type: project, name: vision}
  invoke:
    type: gpucreds:nvcf:ScopedKey
    properties: {scopes: [invoke_function], functions: ["*"], ttl: 90d, rotation: {before: 14d, overlap: 2d}}
outputs:
  kubeconfigs: ${red.kubeconfigs}
  token: ${ci.token}
  clientSecret: ${app.clientSecret}
  tempPassword: ${jo.tempPassword}
  key: ${invoke.key}
"""


@pytest.fixture(autouse=True)
def ready(site: Site) -> None:
    """Kubeconfigs are there at once."""
    site.emulator.egs.knobs.polls_until_ready = 0


def _write_python(site: Site, program: Program) -> None:
    (program.folder / "Pulumi.yaml").write_text("name: program\nruntime: python\n")
    site.rewrite(program, IN_PYTHON)


def _marks(site: Site) -> dict[str, list[int]]:
    """The generations of each incarnation on the platforms."""
    found: dict[str, list[int]] = {}
    for mark in filter(None, (Mark.parse(one.name) for one in site.emulator.live())):
        found.setdefault(mark.incarnation, []).append(mark.generation)
    return found


def _goes_on(site: Site, program: Program) -> None:
    """The next rotation is of the same incarnations, and ends the generation before; all goes with the stack."""
    before = _marks(site)
    assert list(before.values()) == [[1], [1]]
    site.advance(program, days=80)
    program.up()
    assert _marks(site) == {incarnation: [1, 2] for incarnation in before}
    site.advance(program, days=3)
    program.up()
    assert _marks(site) == {incarnation: [2] for incarnation in before}
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []


def test_the_same_program_at_the_plugin_takes_all_over_and_nothing_is_written(site: Site):
    program = site.program(IN_PYTHON)
    program.up()
    outputs, written = program.outputs(), writes(site)
    site.rewrite_yaml(program, IN_YAML)
    assert "- 1 deleted\n    7 unchanged" in program.up()  # the identity, which is nowhere but in the state
    program.up("--expect-no-changes")
    assert program.outputs() == outputs
    assert writes(site) == written
    assert not [one for one in program.resources() if "dynamic" in one["urn"] or "python" in one["type"]]
    _goes_on(site, program)


def test_the_way_back_is_as_quiet(site: Site):
    program = site.yaml(IN_YAML)
    program.up()
    outputs, written = program.outputs(), writes(site)
    _write_python(site, program)
    planned = program.pulumi("preview", "--diff")
    assert "~ 6 to update" in planned  # each gets the reference to its provider
    assert planned.count("+ __provider") == 6
    program.up()
    program.up("--expect-no-changes")
    assert program.outputs() == outputs
    assert writes(site) == written
    assert not [one for one in program.resources() if "gpucreds" in one["type"] and "dynamic" not in one["type"]]
    _goes_on(site, program)


TEAM = """
from {package} import TeamEnvironment

vision = TeamEnvironment(
    "vision",
    egs={{
        "clusters": ["worker-1"],
        "namespaces": ["vision"],
        "username": "Vera Ison",
        "email": "vera@example.com",
        "tokens": {{"ci": "Editor"}},
    }},
    runai={{
        "scope": {{"type": "project", "name": "vision"}},
        "application_role": "ML engineer",
        "users": ["vera@example.com"],
        "user_role": "L1 researcher",
    }},
    nvcf={{"keys": {{"invoke": {{"scopes": ["invoke_function"], "functions": ["*"]}}}}}},
    rotation={{"ttl": "90d", "before": "14d", "overlap": "2d"}},
)
pulumi.export("environment", vision.environment)
"""


@pytest.mark.parametrize("doors", [("gpucreds", "pulumi_gpucreds"), ("pulumi_gpucreds", "gpucreds")], ids=" to ".join)
def test_the_parts_of_a_team_go_along(site: Site, doors: tuple[str, str]):
    program = site.program(TEAM.format(package=doors[0]))
    program.up()
    outputs, written = program.outputs(), writes(site)
    site.rewrite(program, TEAM.format(package=doors[1]))
    program.up()
    program.up("--expect-no-changes")
    assert program.outputs() == outputs
    assert writes(site) == written
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []


def test_another_stack_takes_everything_over_by_import(site: Site):
    program = site.program(IN_PYTHON)
    program.up()
    outputs, written = program.outputs(), writes(site)
    ids = {(token, name): IDS[token](state) for (token, name), state in _states(program).items() if token in IDS}
    site.rewrite_yaml(program, IN_YAML)
    program.pulumi("stack", "init", "other")
    take_all(program, {named: ids[named] for named in ids if named[0] not in NEVER_SHOWN})
    for token, output in NEVER_SHOWN.items():
        [(name, one)] = [(name, ids[kind, name]) for kind, name in ids if kind == token]
        take(program, token, name, one, outputs[output])
    program.pulumi("stack", "rm", "dev", "--force", "--yes")
    program.pulumi("stack", "select", "other")
    planned = program.pulumi("preview", "--diff")
    assert "~ 3 to update" in planned  # the terms of rotation, which no platform knows
    assert "generation" not in planned
    program.up()
    assert program.outputs() == outputs
    assert writes(site) == written
    assert program.readable(site.emulator.handed_out()) == []
    _goes_on(site, program)


def _states(program: Program) -> dict[tuple[str, str], dict[str, Any]]:
    """What the state at the dynamic door holds, by type and name."""
    return {
        (one["type"].rpartition("/")[2], one["urn"].rpartition("::")[2]): one["outputs"]
        for one in program.resources()
        if "dynamic" in one["type"]
    }
