"""`gpucreds rotate` on the real engine, at both doors: what it shows, what it does, and what it leaves alone."""

from __future__ import annotations

import httpx
import pytest

from gpucreds.doors.run import INCIDENT, ROTATE
from gpucreds_emulator import Fault
from tests.command.rotated import changed, fates, logs_in, rotate
from tests.engine.site import Site
from tools.program import Program

IN_PYTHON = """
terms = egs.Rotation(before="14d", overlap="2d")
ci = egs.ApiToken("ci", role="Owner", rotation=terms)
other = egs.ApiToken("other", role="Owner", description="first")
key = nvcf.ScopedKey("key", scopes=["invoke_function"], functions=["*"])
app = runai.Application("app")
for name, value in {"ci": ci.token, "other": other.token, "key": key.key, "app": app.client_secret}.items():
    pulumi.export(name, value)
"""
IN_YAML = """
resources:
  ci:
    type: gpucreds:egs:ApiToken
    properties: {role: Owner, rotation: {before: 14d, overlap: 2d}}
  other:
    type: gpucreds:egs:ApiToken
    properties: {role: Owner, description: first}
  key:
    type: gpucreds:nvcf:ScopedKey
    properties: {scopes: [invoke_function], functions: ["*"]}
  app:
    type: gpucreds:runai:Application
outputs:
  ci: ${ci.token}
  other: ${other.token}
  key: ${key.key}
  app: ${app.clientSecret}
"""
ALL = {"ci", "other", "key", "app"}


class Door:
    """A stack of the program above at one door."""

    def __init__(self, site: Site, kind: str) -> None:
        self.site, self.kind = site, kind
        self.text = IN_PYTHON if kind == "dynamic" else IN_YAML
        self.program = site.program(self.text) if kind == "dynamic" else site.yaml(self.text)
        self.program.up()

    def edit(self, old: str, new: str) -> None:
        """Change the program."""
        self.text = self.text.replace(old, new)
        (self.site.rewrite if self.kind == "dynamic" else self.site.rewrite_yaml)(self.program, self.text)


@pytest.fixture(params=["dynamic", "plugin"])
def door(site: Site, request: pytest.FixtureRequest) -> Door:
    return Door(site, request.param)


def is_taken(program: Program, secret: str) -> bool:
    """Whether Run:ai takes the secret of the application."""
    form = {"grant_type": "client_credentials", "client_id": "app", "client_secret": secret}
    return httpx.post(program.settings["RUNAI_ENDPOINT"] + "/api/v2/token", data=form).is_success


def test_a_name_rotates_that_one_alone_and_other_changes_stay_pending(door: Door):
    first = door.program.outputs()
    door.edit("first", "second")
    told = rotate(door.program, "ci", "--yes")
    (planned,) = told["planned"]["credentials"]
    assert (planned["generation"], planned["newGeneration"], planned["revokes"]) == (1, 2, [])
    (done,) = told["done"]
    assert (done["fate"], done["retiring"]) == ("rotated", 1)
    assert planned["retiresUntil"] == done["retiresUntil"]
    assert changed(first, door.program.outputs()) == {"ci"}
    assert logs_in(door.program, first["ci"])
    assert "description" in door.program.pulumi("preview", "--diff")
    door.edit("second", "first")
    door.program.up("--expect-no-changes")


def test_an_incident_leaves_no_old_secret_that_works(door: Door):
    rotate(door.program, "ci", "--yes")
    first = door.program.outputs()
    told = rotate(door.program, "--all", "--incident", "--yes")
    assert fates(told) == dict.fromkeys(ALL, "rotated")
    second = door.program.outputs()
    assert changed(first, second) == ALL
    assert door.site.names() == ["app", "ci", "key", "other"]
    assert not logs_in(door.program, first["ci"])
    assert logs_in(door.program, second["ci"])
    assert not is_taken(door.program, first["app"])
    assert is_taken(door.program, second["app"])
    check = told["check"]
    assert [name.partition("-gc-")[0] for name in check["gone"]] == ["ci", "ci", "key", "other"]
    assert (check["alive"], check["unknown"], len(check["inPlace"]), len(check["lasting"])) == ([], [], 1, 3)
    assert door.program.readable([*first.values(), *second.values()]) == []
    door.program.up("--expect-no-changes")


def test_what_is_due_rotates_and_ends_when_the_clock_says_so_and_nothing_is_forced(door: Door):
    assert rotate(door.program, "--due")["planned"]["credentials"] == []
    door.program.settings |= {ROTATE: "runai:Application/app", INCIDENT: "yes"}
    first = door.program.outputs()
    door.site.advance(door.program, 80)
    told = rotate(door.program, "--due", "--yes")
    assert fates(told) == {"ci": "rotated"}
    assert "within 14d" in told["planned"]["credentials"][0]["reason"]
    assert changed(first, door.program.outputs()) == {"ci"}
    door.site.advance(door.program, 4)
    told = rotate(door.program, "--due", "--yes")
    assert fates(told) == {"ci": "revoked"}
    assert told["planned"]["credentials"][0]["revokes"] == [1]
    assert not logs_in(door.program, first["ci"])
    assert door.site.names() == ["app", "ci", "key", "other"]


TEAM = """
resources:
  vision:
    type: gpucreds:TeamEnvironment
    properties:
      egs: {clusters: [worker-1], namespaces: [a], username: Vera, email: vera@example.com, tokens: {ci: Editor}}
      runai: {scope: {type: project, name: vision}, applicationRole: ML engineer}
      nvcf: {keys: {invoke: {scopes: [invoke_function], functions: ["*"]}}}
outputs:
  vision: ${vision.environment}
"""
TEAMS_SECRETS = {"EGS_TOKEN_CI", "NVCF_KEY_INVOKE", "RUNAI_CLIENT_SECRET"}


def test_a_whole_team_rotates_and_its_environment_follows(site: Site):
    program = site.yaml(TEAM)
    program.up()
    first = program.outputs()["vision"]
    told = rotate(program, "--all", "--incident", "--yes")
    assert fates(told) == dict.fromkeys(["vision", "vision-ci", "vision-invoke"], "rotated")
    assert changed(first, program.outputs()["vision"]) == TEAMS_SECRETS
    program.up("--expect-no-changes")


USED = """
class Copy(pulumi.dynamic.ResourceProvider):
    def create(self, props):
        return pulumi.dynamic.CreateResult("copy", props)

    def diff(self, _id, old, new):
        return pulumi.dynamic.DiffResult(changes=old["value"] != new["value"])

    def update(self, _id, _old, new):
        return pulumi.dynamic.UpdateResult(new)

class Kept(pulumi.dynamic.Resource):
    value: pulumi.Output[str]

    def __init__(self, name, value):
        super().__init__(Copy(), name, {"value": value})

token = egs.ApiToken("ci", role="Owner")
pulumi.export("token", token.token)
pulumi.export("used", Kept("used", token.token).value)
pulumi.export("apart", Kept("apart", "first").value)
"""


def test_what_uses_a_secret_gets_the_new_one_in_the_same_update(site: Site):
    program = site.program(USED)
    program.up()
    first = program.outputs()
    site.rewrite(program, USED.replace("first", "second"))
    told = rotate(program, "ci", "--yes")
    assert [(one["name"], one["change"]) for one in told["planned"]["dependents"]] == [("used", "update")]
    second = program.outputs()
    assert changed(first, second) == {"token", "used"}
    assert second["used"] == second["token"]
    assert program.readable([second["token"]]) == []


def test_an_old_token_that_could_not_be_revoked_is_told_as_still_there(site: Site):
    program = site.program('pulumi.export("ci", egs.ApiToken("ci", role="Owner").token)')
    program.up()
    old = program.outputs()["ci"]
    site.emulator.inject(Fault("status-before", platform="egs", method="DELETE", status=403, count=100))
    told = rotate(program, "ci", "--incident", "--yes", status=1)
    assert (told["check"]["gone"], len(told["check"]["alive"])) == ([], 1)
    assert told["done"][0]["pending"]
    assert told["advice"].startswith("Run pulumi up")
    assert logs_in(program, old)
    site.emulator.clear_faults()
    program.up()
    assert not logs_in(program, old)


def test_the_stack_that_the_user_has_selected_stays_selected(site: Site):
    program = site.program('egs.ApiToken("ci", role="Owner")')
    program.up()
    program.pulumi("stack", "init", "other")
    rotate(program, "ci", "--yes")
    assert program.pulumi("stack", "--show-name").strip() == "other"
