"""A local user who has to go before the new one comes takes the access rules along, and all of it comes back."""

from __future__ import annotations

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
