"""What is said of a credential: each condition alone, against the emulator and states as an engine writes them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gpucreds_emulator import Fault
from tests.cli.fleet import KEY, ROTATED, SEALED, TOKEN, Fleet, Member, only, said
from tests.resources.nvcf.desk import Desk
from tests.resources.portal import Portal
from tests.world import World


@pytest.fixture
def fleet(world: World) -> Fleet:
    return Fleet(world)


@pytest.fixture
def member(fleet: Fleet) -> Member:
    return fleet.member()


def test_what_is_managed_and_not_due_is_in_order_at_every_platform(fleet: Fleet, member: Member):
    member.up("egs:ApiToken", "token", name="token", **TOKEN)
    member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    member.up("runai:Application", "app", name="app")
    member.up("runai:LocalUser", "jo", email="jo@example.com")
    found = fleet.audit()
    assert said(found) == {}
    assert (found.summary.credentials, found.summary.managed) == (7, 4)
    assert found.complete
    assert found.notes == []


def test_the_end_of_a_key_is_its_expiry(fleet: Fleet, member: Member):
    member.up("nvcf:ScopedKey", "key", description="key", **KEY)
    fleet.pass_days(91)
    assert said(fleet.audit(old=timedelta(days=365))) == {"key": ["expired"]}


def test_a_credential_in_its_window_is_due_and_not_before(fleet: Fleet, member: Member):
    member.up("egs:ApiToken", "token", name="token", **TOKEN)
    fleet.pass_days(75)
    assert said(fleet.audit()) == {}
    fleet.pass_days(2)
    one = only(fleet.audit(), "token")
    assert one.conditions == ["due"]
    assert one.reasons == ["ends at 2026-06-08T23:59:59Z, within 14d"]


def test_a_credential_with_a_secret_name_or_trigger_is_due_all_the_same(fleet: Fleet, member: Member):
    given = TOKEN | {"rotation": {"before": "14d", "trigger": "x"}}
    entry = member.up("egs:ApiToken", "token", name="token", **given)
    entry["inputs"] = entry["inputs"] | {"name": SEALED, "rotation": {"before": "14d", "trigger": SEALED}}
    assert said(fleet.audit()) == {}
    fleet.pass_days(80)
    assert said(fleet.audit()) == {"token": ["due"]}


def test_of_a_rotation_that_is_encrypted_nobody_says_that_there_is_none(fleet: Fleet, member: Member):
    entry = member.up("egs:ApiToken", "token", name="token", **TOKEN)
    entry["inputs"] = entry["inputs"] | {"rotation": SEALED}
    fleet.pass_days(80)
    assert said(fleet.audit()) == {}


@pytest.mark.parametrize(("rotation", "rules"), [({}, ["gpucreds-rotation-required"]), ({"rotation": SEALED}, [])])
def test_a_rule_says_nothing_of_what_is_encrypted(
    fleet: Fleet, member: Member, rotation: dict[str, object], rules: list[str]
):
    fleet.settings = {"all": "disabled", "gpucreds-rotation-required": "mandatory"}
    entry = member.up("egs:ApiToken", "token", name="token", **TOKEN)
    for part in ("inputs", "outputs"):
        kept = {name: value for name, value in entry[part].items() if name != "rotation"}
        entry[part] = kept | rotation
    assert [violation.rule for violation in only(fleet.audit(), "token").violations] == rules


def test_a_generation_whose_overlap_has_ended_is_due_and_until_then_in_order(fleet: Fleet, member: Member):
    member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    fleet.pass_days(80)
    member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    found = fleet.audit()
    assert said(found) == {}
    assert sorted((one.generation, one.urn is not None) for one in found.credentials if one.platform == "nvcf") == [
        (1, True),
        (2, True),
    ]
    fleet.pass_days(3)
    (due,) = [one for one in fleet.audit().credentials if one.conditions]
    assert (due.generation, due.conditions) == (1, ["due"])
    assert due.reasons == ["its overlap ended at 2026-05-31T12:01:00Z"]


def test_the_secret_of_an_application_is_due_by_its_age(fleet: Fleet, member: Member):
    member.up("runai:Application", "app", name="app", rotation={"every": "30d"})
    fleet.pass_days(29)
    assert said(fleet.audit()) == {}
    fleet.pass_days(2)
    assert said(fleet.audit()) == {"app": ["due"]}


def test_a_near_end_is_expiring_where_nothing_rotates_it_before(fleet: Fleet, member: Member):
    member.up("nvcf:ScopedKey", "key", description="key", **KEY)
    member.up("nvcf:ScopedKey", "rotated", description="rotated", **ROTATED)
    fleet.pass_days(77)
    assert said(fleet.audit()) == {"key": ["expiring"], "rotated": ["due"]}
    assert said(fleet.audit(within=timedelta(days=12))) == {"rotated": ["due"]}


def test_the_end_of_what_retires_is_no_surprise(fleet: Fleet, member: Member):
    for trigger in ("first", "second"):
        rotation = {"trigger": trigger, "overlap": "9d"}
        member.up("nvcf:ScopedKey", "key", description="key", **(KEY | {"ttl": "10d", "rotation": rotation}))
    keys = [one for one in fleet.audit().credentials if one.platform == "nvcf"]
    assert {one.generation: list(one.conditions) for one in keys} == {1: [], 2: ["expiring"]}


def test_a_first_secret_that_is_old_was_never_rotated(fleet: Fleet, member: Member):
    member.up("runai:Application", "app", name="app")
    member.up("runai:Application", "renewed", name="renewed", rotation={"trigger": "1"})
    fleet.pass_days(91)
    member.up("runai:Application", "renewed", name="renewed", rotation={"trigger": "2"})
    assert said(fleet.audit()) == {"app": ["never-rotated"]}
    assert said(fleet.audit(old=timedelta(days=92))) == {}


def test_a_revocation_that_failed_is_pending_and_what_its_state_will_revoke_is_no_left_over(
    fleet: Fleet, world: World, member: Member
):
    member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    old = Desk(world.emulator).key().id
    world.emulator.inject(Fault("refuse", method="DELETE", path=f"/v1/keys/{old}", count=100))
    member.up("nvcf:ScopedKey", "key", description="key", **(KEY | {"rotation": {"trigger": "x", "overlap": "0s"}}))
    world.emulator.clear_faults()
    conditions = {one.generation: list(one.conditions) for one in fleet.audit().credentials if one.platform == "nvcf"}
    assert conditions == {1: ["pending"], 2: ["pending"]}
    assert fleet.reclaim(member).revoked == []
    assert fleet.live() == ["key", "key"]


def test_what_a_replacement_has_still_to_delete_is_pending(fleet: Fleet, member: Member):
    entry = member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    entry["delete"] = True
    fleet.pass_days(80)
    one = only(fleet.audit(), "key")
    assert (one.conditions, one.reasons) == (["pending"], ["it is replaced, and the next update deletes it"])


def test_a_complaint_about_privileges_makes_over_privileged_and_others_stand_beside_it(fleet: Fleet, member: Member):
    member.up("nvcf:ScopedKey", "all", description="all", **(KEY | {"scopes": ["update_function"]}))
    member.up("nvcf:ScopedKey", "one", description="one", **KEY)
    found = fleet.audit(settings={})
    assert said(found) == {"all": ["over-privileged"]}
    assert "gpucreds-least-privilege" in {one.rule for one in only(found, "all").violations}
    assert {one.rule for one in only(found, "one").violations} == {"gpucreds-https", "gpucreds-rotation-required"}


def test_an_access_rule_that_is_too_much_counts_for_its_application(fleet: Fleet, member: Member):
    scope = {"type": "project", "name": "vision"}
    for name, role in {"admin": "Department administrator", "viewer": "Viewer"}.items():
        member.up("runai:Application", name, name=name)
        subject = {"type": "application", "name": name}
        member.up("runai:AccessRule", f"rule-of-{name}", subject=subject, role=role, scope=scope)
    assert said(fleet.audit(settings={})) == {"admin": ["over-privileged"]}


def test_an_access_rule_says_nothing_of_an_account_of_that_name_on_another_control_plane(fleet: Fleet, member: Member):
    subject, scope = {"type": "application", "name": "app"}, {"type": "project", "name": "vision"}
    app = member.up("runai:Application", "app", name="app")
    role = "Department administrator"
    member.up("runai:AccessRule", "rule", subject=subject, role=role, scope=scope)
    there = app["outputs"] | {"endpoint": "http://elsewhere.test", "applicationId": "there"}
    member.resources.append(app | {"urn": f"{app['urn']}-there", "outputs": there})
    found = {one.id: list(one.conditions) for one in fleet.audit(settings={}).credentials if one.name == "app"}
    assert found == {app["outputs"]["applicationId"]: ["over-privileged"], "there": []}


def test_an_owner_key_by_hand_is_over_privileged_too(fleet: Fleet, world: World):
    Portal(world.emulator).add_key("by-hand")
    assert said(fleet.audit(settings={})) == {"by-hand": ["unmanaged", "over-privileged"]}


def test_a_command_that_died_is_told_of_with_what_it_was_at(fleet: Fleet, member: Member):
    member.interrupted = ["urn:pulumi:dev::program::gpucreds:nvcf:ScopedKey::key"]
    assert fleet.audit().notes == [
        f"program/dev: its last command died at {member.interrupted[0]}; run pulumi up",
    ]


def test_an_audit_holds_no_secret(fleet: Fleet, world: World, member: Member):
    member.up("egs:ApiToken", "token", name="token", **TOKEN)
    member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    member.up("runai:Application", "app", name="app")
    text = fleet.audit(settings={}).model_dump_json() + repr(fleet.holdings())
    assert [kind for secret, kind in world.emulator.handed_out().items() if secret in text] == []
