"""Resources that depend on each other move together, in the order that the platform needs."""

from __future__ import annotations

TEAM = """
red = egs.SliceWorkspace(
    "red", clusters=["worker-1"], namespaces=[{namespace!r}], username="Jo", email="jo@example.com"
)
ci = egs.ApiToken("ci", role="Editor", workspace_name=red.name)
pulumi.export("token", ci.token)
"""


def test_a_replaced_workspace_takes_its_tokens_along(site):
    program = site.program(TEAM.format(namespace="a"))
    program.up()
    first = program.outputs()["token"]
    site.rewrite(program, TEAM.format(namespace="b"))
    before = len(site.requests())
    assert "that died" not in program.up()
    writes = [line for line in site.requests()[before:] if line.startswith("DELETE") or line.endswith("/api-key")]
    assert writes == ["DELETE /api/v1/api-key", "DELETE /api/v1/slice-workspace", "POST /api/v1/api-key"]
    assert program.outputs()["token"] != first
    assert site.names() == ["ci", "red"]
    program.up("--expect-no-changes")


def test_an_up_that_refreshes_first_changes_nothing_when_nothing_moved(site):
    program = site.program(TEAM.format(namespace="a"))
    program.up()
    program.up("--refresh", "--expect-no-changes")


def test_an_up_that_refreshes_first_repairs_what_was_revoked_outside(site):
    program = site.program(TEAM.format(namespace="a"))
    program.up()
    first = program.outputs()["token"]
    site.emulator.reset()
    program.up("--refresh")
    assert program.outputs()["token"] != first
    assert site.names() == ["ci", "red"]


def test_a_resource_that_leaves_the_program_leaves_the_platform(site):
    program = site.program(TEAM.format(namespace="a") + 'egs.ApiToken("other", role="Owner")')
    program.up()
    site.rewrite(program, TEAM.format(namespace="a"))
    program.up()
    assert site.names() == ["ci", "red"]


def test_a_whole_team_is_a_component(site):
    program = site.program(
        """
        class Team(pulumi.ComponentResource):
            def __init__(self, name):
                super().__init__("my:Team", name)
                inside = pulumi.ResourceOptions(parent=self)
                self.token = egs.ApiToken(f"{name}-ci", name="ci", role="Owner", opts=inside)

        pulumi.export("tokens", [Team(name).token.token for name in ("red", "blue")])
        """
    )
    program.up()
    program.up("--expect-no-changes")
    assert len(set(program.outputs()["tokens"])) == 2
    assert site.names() == ["ci", "ci"]
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.names() == []
