"""`gpucreds audit` and `gpucreds reclaim` over the stacks of a backend, on the real engine."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gpucreds_emulator import Emulator, Fault
from gpucreds_emulator.egs import Seed
from tests.command.projects import python_project, yaml_project
from tests.engine.site import Site
from tests.resources.nvcf.desk import Desk
from tests.resources.portal import Portal
from tools.program import Program

ALPHA = """
rotation = nvcf.Rotation(before="14d")
nvcf.ScopedKey("due", scopes=["invoke_function"], functions=["*"], ttl="30d", rotation=rotation)
runai.Application("app")
"""
LOST = 'nvcf.ScopedKey("lost", scopes=["invoke_function"], functions=["*"], ttl="90d")\n'
BETA = """
resources:
  {name}:
    type: gpucreds:nvcf:ScopedKey
    properties: {{scopes: [invoke_function], functions: ["*"], ttl: {ttl}}}
"""
KNOWN = ("--known", "admin@runai.example.com")


@pytest.fixture
def alpha(site: Site) -> Program:
    """Three stacks of two projects: a due key and one that a failed run left, an expired one, one in order."""
    alpha = python_project(site, "alpha", ALPHA)
    beta = yaml_project(site, "beta", BETA.format(name="expired", ttl="10d"))
    for program, stack in ((alpha, "dev"), (beta, "dev"), (beta, "prod")):
        if stack == "prod":
            source = program.folder / "Pulumi.yaml"
            source.write_text("name: beta\nruntime: yaml\n" + BETA.format(name="fresh", ttl="90d"))
        program.pulumi("stack", "init", stack)
        program.up()
    _lose_a_key(site, alpha)
    Desk(site.emulator).make("by-hand", days=60)
    site.advance(alpha, 20)
    return alpha


def _lose_a_key(site: Site, program: Program) -> None:
    """NVCF makes a key, and neither its answer nor a list reaches the run."""
    source = program.folder / "__main__.py"
    source.write_text(source.read_text() + LOST)
    lists = Fault("status-before", method="GET", path="/v1/keys", after=1, count=100, status=403)
    site.emulator.inject(Fault("reset-after", method="POST", path="/v1/keys"), lists)
    program.up(succeeds=False)
    site.emulator.clear_faults()


def conditions(printed: str) -> dict[str, list[str]]:
    """What the JSON of an audit says, by name without a mark; what is in order is left out."""
    found = json.loads(printed)["credentials"]
    return {one["name"].partition("-gc-")[0]: one["conditions"] for one in found if one["conditions"]}


def rows(table: str) -> dict[str, list[str]]:
    """The same of the table for people."""
    lines = [line.split() for line in table.splitlines()[1:]]
    named = {line[3].partition("-gc-")[0]: [line[0]] for line in lines if len(line) > 3 and line[1] in PLATFORMS}
    return {name: said for name, said in named.items() if said[0] not in ("in", "login", "known")}


PLATFORMS = ("egs", "runai", "nvcf")
FOUND = {"lost": ["leftover"], "by-hand": ["unmanaged"], "expired": ["expired"], "due": ["due"]}


def test_an_audit_of_all_stacks_finds_exactly_what_is_wrong_and_reclaim_removes_the_one_left_over(
    site: Site, alpha: Program
):
    before = site.requests()
    told = alpha.gpucreds("audit", "--all", "--json", "--fail-on", "leftover,expired", *KNOWN, status=3)
    assert conditions(told) == FOUND
    found = json.loads(told)
    assert found["stacks"] == ["alpha/dev", "beta/dev", "beta/prod"]
    assert (found["summary"]["managed"], found["complete"], found["notes"]) == (4, True, [])
    assert {line for line in site.requests()[len(before) :] if not line.startswith("GET ")} <= {
        "POST /api/v1/auth",
        "POST /api/v2/token",
    }
    table = alpha.gpucreds("audit", "--all", "--fail-on", "missing", *KNOWN)
    assert rows(table) == FOUND
    assert "9 credentials, 4 managed: 1 leftover, 1 unmanaged, 1 expired, 1 due" in table

    live = site.names()
    shown = json.loads(alpha.gpucreds("reclaim", "--stack", "dev", "--json"))
    assert (shown["dryRun"], site.names()) == (True, live)
    assert not [line for line in site.requests() if line.startswith("DELETE ")]
    done = json.loads(alpha.gpucreds("reclaim", "--stack", "dev", "--yes", "--json"))
    assert done["revoked"] == shown["revoked"]
    live.remove("lost")
    assert site.names() == live
    assert len([line for line in site.requests() if line.startswith("DELETE ")]) == 1
    assert alpha.readable(site.emulator.handed_out()) == []


def test_a_left_over_of_a_rotation_that_died_is_found_at_the_plugin_too(site: Site):
    program = site.yaml(BETA.format(name="key", ttl="30d, rotation: {before: 14d}"))
    program.up()
    state = program.pulumi("stack", "export")
    site.advance(program, 20)
    program.up()
    program.pulumi("stack", "import", given=state)
    told = json.loads(program.gpucreds("audit", "--json", *KNOWN))["credentials"]
    assert {one["generation"]: one["conditions"] for one in told if one["kind"] == "ScopedKey"} == {
        1: ["due"],
        2: ["leftover"],
    }
    program.gpucreds("reclaim", "--stack", "dev", "--yes")
    assert Desk(site.emulator).generations() == [1]


def test_a_resource_that_was_moved_to_another_stack_is_no_left_over(site: Site):
    source = python_project(site, "source", 'nvcf.ScopedKey("key", scopes=["invoke_function"], functions=["*"])')
    target = python_project(site, "target", 'runai.Application("app")')
    for program in (source, target):
        program.pulumi("stack", "init", "dev")
        program.up()
    urn = next(one["urn"] for one in source.resources() if one["urn"].endswith("ScopedKey::key"))
    names = [f"organization/{name}/dev" for name in ("source", "target")]
    source.pulumi("state", "move", "--yes", "--source", names[0], "--dest", names[1], urn)
    told = json.loads(source.gpucreds("audit", "--all", "--json", *KNOWN))["credentials"]
    (key,) = [one for one in told if one["kind"] == "ScopedKey"]
    assert (key["stack"], key["conditions"]) == ("target/dev", [])
    assert "left nothing behind" in source.gpucreds("reclaim", "--stack", "dev", "--yes")
    assert site.names() == ["app", "key"]


CONTROLLERS = """
config:
  southKey: {type: string, secret: true}
resources:
  south:
    type: pulumi:providers:gpucreds
    properties: {egsEndpoint: URL, egsApiKey: "${southKey}"}
  there:
    type: gpucreds:egs:ApiToken
    properties: {role: Owner, ttl: 90d}
    options: {provider: "${south}"}
"""


@pytest.fixture
def south() -> Any:
    emulator = Emulator(egs=Seed(api_key="00000000-0000-4000-8000-000000000007"))
    with emulator.serving() as urls:
        yield emulator, urls["egs"]


def test_each_platform_is_asked_with_the_log_in_of_its_stack_whatever_the_project(
    site: Site, south: tuple[Emulator, str]
):
    emulator, url = south
    bare = {name: value for name, value in site.settings.items() if not name.startswith("EGS_")}
    settled = python_project(site, "settled", 'egs.ApiToken("here", role="Owner", ttl="90d")', bare)
    explicit = yaml_project(site, "explicit", CONTROLLERS.replace("URL", url), bare)
    other = python_project(site, "other", "", bare)
    for program in (settled, explicit):
        program.pulumi("stack", "init", "dev")
    settled.pulumi("config", "set", "gpucreds:egsEndpoint", site.settings["EGS_ENDPOINT"])
    settled.set_secret("gpucreds:egsApiKey", site.settings["EGS_API_KEY"])
    explicit.set_secret("southKey", emulator.egs.api_key)
    settled.up()
    explicit.up()
    for one in (site.emulator, emulator):
        Portal(one).add_key("by-hand")
    files = sorted(other.folder.iterdir())

    told = json.loads(other.gpucreds("audit", "--all", "--json", *KNOWN))
    assert (told["complete"], told["notes"]) == (True, [])
    tokens = [one for one in told["credentials"] if one["kind"] == "ApiToken" and not one["login"]]
    assert sorted((one["endpoint"] == url, one["name"].partition("-gc-")[0], one["stack"]) for one in tokens) == [
        (False, "by-hand", None),
        (False, "here", "settled/dev"),
        (True, "by-hand", None),
        (True, "there", "explicit/dev"),
    ]
    assert sum(one["login"] and one["kind"] == "ApiToken" for one in told["credentials"]) == 2
    assert sorted(other.folder.iterdir()) == files

    other.settings["PULUMI_CONFIG_PASSPHRASE"] = "wrong"
    table = other.gpucreds("audit", "--all", "--fail-on", "missing", *KNOWN, status=1)
    assert table.count("incorrect passphrase") == 2
    assert other.log[-1].startswith("error: not everything could be read")
    settled.log += [*explicit.log, *other.log]
    assert settled.readable(site.emulator.handed_out() | emulator.handed_out()) == []
