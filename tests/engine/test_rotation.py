"""The life of a token, as a user of `pulumi` sees it."""

from __future__ import annotations

TOKEN = """
token = egs.ApiToken(
    "ci", role="Owner", ttl="90d", rotation=egs.Rotation(before="14d", overlap="2d", trigger={trigger!r})
)
pulumi.export("token", token.token)
pulumi.export("previous", token.previous_token)
pulumi.export("retiring", token.retiring.apply(lambda retiring: retiring and retiring.revoke_after))
"""


def test_a_preview_shows_the_rotation_property_by_property(site):
    program = site.program(TOKEN.format(trigger="a"))
    program.up()
    site.advance(program, days=80)
    before = site.requests()
    planned = program.pulumi("preview", "--diff")
    for line in ("~ generation", "~ expiresAt", "+ retiring", "~ rotationReason"):
        assert line in planned
    assert site.requests() == before


def test_a_rotation_keeps_the_old_token_until_its_time(site):
    program = site.program(TOKEN.format(trigger="a"))
    program.up()
    first = program.outputs()["token"]
    site.advance(program, days=80)
    program.up()
    outputs = program.outputs()
    assert outputs["previous"] == first != outputs["token"]
    assert outputs["retiring"]
    site.advance(program, days=3)
    assert "- retiring" in program.pulumi("preview", "--diff")
    program.up()
    assert program.outputs().get("previous") is None
    assert site.names() == ["ci"]


def test_a_new_trigger_rotates_now(site):
    program = site.program(TOKEN.format(trigger="a"))
    program.up()
    site.rewrite(program, TOKEN.format(trigger="b"))
    assert "the trigger changed" in program.pulumi("preview", "--diff")
    program.up()
    assert site.names() == ["ci", "ci"]


def test_an_overlap_of_nothing_answers_a_leak(site):
    program = site.program(TOKEN.format(trigger="a"))
    program.up()
    leaked = program.outputs()["token"]
    site.rewrite(program, TOKEN.format(trigger="leak").replace("2d", "0s"))
    program.up()
    outputs = program.outputs()
    assert outputs["token"] != leaked
    assert outputs.get("previous") is None
    assert site.names() == ["ci"]


def test_a_replacement_makes_the_new_token_before_it_revokes_the_old(site):
    program = site.program('egs.ApiToken("ci", role="Owner", description="a")')
    program.up()
    site.rewrite(program, 'egs.ApiToken("ci", role="Owner", description="b")')
    assert "replace" in program.pulumi("preview", "--diff")
    before = len(site.requests())
    program.up()
    writes = [line for line in site.requests()[before:] if line.endswith("/api-key")]
    assert writes == ["POST /api/v1/api-key", "DELETE /api/v1/api-key"]
    assert site.names() == ["ci"]


def test_a_rename_with_an_alias_touches_nothing(site):
    program = site.program('egs.ApiToken("ci", name="ci", role="Owner")')
    program.up()
    site.rewrite(
        program,
        'egs.ApiToken("cd", name="ci", role="Owner", opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="ci")]))',
    )
    before = site.requests()
    program.up()
    assert site.requests() == before
    program.up("--expect-no-changes")


def test_a_moved_parent_touches_nothing(site):
    program = site.program('egs.ApiToken("ci", role="Owner")')
    program.up()
    site.rewrite(
        program,
        """
        team = pulumi.ComponentResource("my:Team", "red")
        moved = pulumi.ResourceOptions(parent=team, aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)])
        egs.ApiToken("ci", role="Owner", opts=moved)
        """,
    )
    before = site.requests()
    program.up()
    assert site.requests() == before


def test_a_token_that_was_revoked_outside_is_minted_anew_after_a_refresh(site):
    program = site.program('egs.ApiToken("ci", role="Owner")')
    program.up()
    site.emulator.reset()
    program.pulumi("refresh", "--yes", "--skip-preview")
    assert "1 to create" in program.pulumi("preview")
    program.up()
    assert site.names() == ["ci"]


def test_forced_replacement_leaves_one_token(site):
    program = site.program('egs.ApiToken("ci", role="Owner")')
    program.up()
    urn = next(resource["urn"] for resource in program.resources() if "ApiToken" in resource["urn"])
    program.up("--replace", urn)
    assert site.names() == ["ci"]


def test_a_workspace_that_is_late_is_finished_by_the_next_up(site):
    site.emulator.egs.knobs.polls_until_ready = 100
    program = site.program(
        """
        red = egs.SliceWorkspace(
            "red", clusters=["worker-1"], namespaces=["red"], username="Jo", email="jo@example.com", ready_timeout="1s"
        )
        pulumi.export("status", red.status)
        pulumi.export("kubeconfigs", red.kubeconfigs)
        """
    )
    printed = program.up()
    assert "the next `pulumi up` completes it" in printed
    assert program.outputs()["status"] == "pending"
    site.emulator.egs.knobs.polls_until_ready = 0
    assert "1 to update" in program.pulumi("preview")
    program.up()
    outputs = program.outputs()
    assert outputs["status"] == "ready"
    assert set(outputs["kubeconfigs"]) == {"worker-1"}
    program.up("--expect-no-changes")
