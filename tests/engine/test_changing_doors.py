"""A stack goes from the dynamic door to the plugin, and back: nothing is made anew, and the life of each goes on."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gpucreds.core.ownership import Mark
from tests.engine.importing import take, take_all, writes
from tests.engine.site import Site
from tests.resources.test_every_import import IDS, NEVER_SHOWN
from tools.program import Program

IN_PYTHON = """
def was(kind):
    return pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=f"gpucreds:{kind}")] if ALIASED else [])

rotation = {"before": "14d", "overlap": "2d"}
red = egs.SliceWorkspace(
    "red",
    clusters=["worker-1"],
    namespaces=["red"],
    username="Jo Doe",
    email="jo@example.com",
    opts=was("egs:SliceWorkspace"),
)
ci = egs.ApiToken(
    "ci", role="Editor", workspace_name=red.name, ttl="90d", rotation=rotation, opts=was("egs:ApiToken")
)
app = runai.Application("app", rotation={"every": "76d"}, opts=was("runai:Application"))
jo = runai.LocalUser("jo", email="jo@example.com", opts=was("runai:LocalUser"))
rule = runai.AccessRule(
    "rule",
    subject=app,
    role="L1 researcher",
    scope={"type": "project", "name": "vision"},
    opts=was("runai:AccessRule"),
)
invoke = nvcf.ScopedKey(
    "invoke",
    scopes=["invoke_function"],
    functions=["*"],
    ttl="90d",
    rotation=rotation,
    opts=was("nvcf:ScopedKey"),
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


def _aliased(text: str) -> str:
    """The same program in YAML, in which each resource says what it was called at the dynamic door."""
    said = r"\1\n    options: {aliases: [{type: 'pulumi-python:dynamic/\2'}]}"
    return re.sub(r"(    type: gpucreds:(\S+))", said, text)


def _write_python(site: Site, program: Program, *, aliased: bool) -> None:
    (program.folder / "Pulumi.yaml").write_text("name: program\nruntime: python\n")
    site.rewrite(program, f"ALIASED = {aliased}\n{IN_PYTHON}")


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


def test_an_alias_leads_to_the_plugin_and_nothing_is_written(site: Site):
    program = site.program(f"ALIASED = False\n{IN_PYTHON}")
    program.up()
    outputs, written = program.outputs(), writes(site)
    site.rewrite_yaml(program, _aliased(IN_YAML))
    assert "- 1 deleted\n    7 unchanged" in program.up()  # the identity, which is nowhere but in the state
    site.rewrite_yaml(program, IN_YAML)
    program.up("--expect-no-changes")
    assert program.outputs() == outputs
    assert writes(site) == written
    assert not [one for one in program.resources() if "dynamic" in one["urn"] or "python" in one["type"]]
    _goes_on(site, program)


def test_an_alias_leads_back_and_nothing_is_written(site: Site):
    program = site.yaml(IN_YAML)
    program.up()
    outputs, written = program.outputs(), writes(site)
    _write_python(site, program, aliased=True)
    planned = program.pulumi("preview", "--diff")
    assert "~ 6 to update" in planned  # each gets the reference to its provider
    assert planned.count("+ __provider") == 6
    program.up()
    _write_python(site, program, aliased=False)
    program.up("--expect-no-changes")
    assert program.outputs() == outputs
    assert writes(site) == written
    assert not [one for one in program.resources() if "gpucreds" in one["type"] and "dynamic" not in one["type"]]
    _goes_on(site, program)


TEAM = """
{imports}
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
    opts={options},
)
pulumi.export("environment", vision.environment)
"""
TRANSFORMED = """
from pulumi_gpucreds import TeamEnvironment

def was_dynamic(args):
    kind = args.type_.removeprefix("gpucreds:")
    if kind == "index:TeamEnvironment":
        return None
    aliased = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=f"pulumi-python:dynamic/{kind}")])
    return pulumi.ResourceTransformResult(args.props, pulumi.ResourceOptions.merge(args.opts, aliased))
"""


def test_a_transform_gives_the_parts_of_a_team_their_aliases(site: Site):
    def write(imports: str, options: str = "None") -> None:
        site.rewrite(program, TEAM.format(imports=imports, options=options))

    program = site.program("")
    write("from gpucreds import TeamEnvironment")
    program.up()
    outputs, written = program.outputs(), writes(site)
    write(TRANSFORMED, "pulumi.ResourceOptions(transforms=[was_dynamic])")
    program.up()
    write("from pulumi_gpucreds import TeamEnvironment")
    program.up("--expect-no-changes")
    assert program.outputs() == outputs
    assert writes(site) == written
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []


def test_another_stack_takes_everything_over_by_import(site: Site):
    program = site.program(f"ALIASED = False\n{IN_PYTHON}")
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
