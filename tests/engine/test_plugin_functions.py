"""Every function of the package, asked by one program."""

from __future__ import annotations

import json

from tests.engine.site import Site
from tools.environment import ROOT

FUNCTIONS = sorted(json.loads((ROOT / "schema.json").read_text())["functions"])


def _text() -> str:
    called = {token.rpartition(":")[2]: token for token in FUNCTIONS}
    variables = [f"  {name}: {{fn::invoke: {{function: {token}, arguments: {{}}}}}}" for name, token in called.items()]
    return "\n".join(["variables:", *variables, "outputs:", *(f"  {name}: ${{{name}}}" for name in called)])


def test_a_program_can_call_every_function_and_tokens_stay_secret(site: Site):
    program = site.yaml(_text())
    program.up()
    program.up("--expect-no-changes")
    found = program.outputs()
    assert found.keys() == {token.rpartition(":")[2] for token in FUNCTIONS}
    assert "L1 researcher" in [role["name"] for role in found["getRoles"]["roles"]]
    assert [project["name"] for project in found["getProjects"]["projects"]] == ["vision", "nlp", "inference"]
    assert [unit["name"] for unit in found["getDepartments"]["departments"]] == ["research", "engineering"]
    assert [cluster["name"] for cluster in found["getClusters"]["clusters"]] == ["cluster-a"]
    assert found["getTenantId"] == {"tenantId": "1001"}
    assert [one["serviceName"] for one in found["getServices"]["services"]] == ["nvcf-api", "nvct-api", "event-ledger"]
    assert [token["name"] for token in found["getApiTokens"]["apiTokens"]] == ["root"]
    assert site.emulator.live() == []
    given = site.emulator.handed_out()
    assert all(found[name]["token"] in given for name in ("getAccessToken", "getAdminToken"))
    assert program.readable(given) == []


def test_a_function_that_fails_says_what_helps(site: Site):
    program = site.yaml("variables: {roles: {fn::invoke: {function: gpucreds:runai:getRoles, arguments: {}}}}")
    program.settings["RUNAI_CLIENT_SECRET"] = "wrong"
    printed = program.up(succeeds=False)
    assert "Check gpucreds:runaiClientId and gpucreds:runaiClientSecret" in printed
    assert "Traceback" not in printed
