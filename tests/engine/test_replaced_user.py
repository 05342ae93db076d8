"""A local user who has to go before the new one comes takes the access rules along, and all of it comes back."""

from __future__ import annotations

from gpucreds_emulator import Fault

PROGRAM = """
user = runai.LocalUser("jo", email="jo@example.com", reset_password={})
rule = runai.AccessRule("jo", subject=user, role="Viewer", scope=runai.Scope(type="tenant"))
staff = runai.Subject(type="group", name="staff")
other = runai.AccessRule("staff", subject=staff, role="Viewer", scope=runai.Scope(type="tenant"))
"""


def test_a_replaced_user_has_the_rules_again_and_nothing_is_left_of_the_old_one(site):
    program = site.program(PROGRAM.format("None"))
    program.up()
    before = {live.kind: live.id for live in site.emulator.live()}
    site.rewrite(program, PROGRAM.format("True"))
    program.up()
    live = site.emulator.live()
    assert sorted(one.kind for one in live) == ["access-rule", "access-rule", "user"]
    assert before["user"] not in [one.id for one in live]
    program.up("--refresh", "--expect-no-changes")
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []


def test_a_replacement_whose_create_fails_is_made_by_the_next_up_with_the_rules_that_went_along(site):
    program = site.program(PROGRAM.format("None"))
    program.up()
    site.rewrite(program, PROGRAM.format("True"))
    for path in ("/api/v1/users", "/api/v1/authorization/access-rules"):
        site.emulator.inject(Fault("status-before", method="POST", path=path, status=400))
        assert "answered 400" in program.up(succeeds=False)
    program.up()
    assert sorted(one.kind for one in site.emulator.live()) == ["access-rule", "access-rule", "user"]
    program.up("--refresh", "--expect-no-changes")
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []
