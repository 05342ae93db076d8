"""Whose a credential is: which one of a state is which on a platform, and what nobody has."""

from __future__ import annotations

import pytest

from gpucreds_emulator import Fault
from tests.cli.fleet import KEY, ROTATED, SEALED, TOKEN, Fleet, Member, only, said
from tests.resources.nvcf.desk import OWNER, Desk
from tests.resources.portal import Portal
from tests.world import World


@pytest.fixture
def fleet(world: World) -> Fleet:
    return Fleet(world)


@pytest.fixture
def member(fleet: Fleet) -> Member:
    return fleet.member()


def test_the_log_ins_of_gpucreds_are_no_strangers(fleet: Fleet):
    found = fleet.audit()
    assert sorted(one.name for one in found.credentials if one.login) == ["iac-admin", "root"]
    assert said(found) == {}


def test_the_log_ins_of_all_stacks_are_no_strangers(fleet: Fleet, world: World):
    second = {"EGS_API_KEY": Portal(world.emulator).add_key("second"), "EGS_ENDPOINT": "http://egs.test"}
    assert said(fleet.audit()) == {"second": ["unmanaged"]}
    assert said(fleet.audit(second)) == {}


def test_a_key_of_a_run_that_died_is_left_over_and_its_stack_is_told(fleet: Fleet, member: Member):
    member.lose("nvcf:ScopedKey", "key", description="key", **KEY)
    one = only(fleet.audit(), "key")
    assert (one.conditions, one.stack, one.urn) == (["leftover"], "program/dev", None)


def test_a_generation_that_a_dead_rotation_made_is_left_over(fleet: Fleet, member: Member):
    before = member.up("egs:ApiToken", "token", name="token", **TOKEN) | {}
    fleet.pass_days(80)
    member.up("egs:ApiToken", "token", name="token", **TOKEN)
    member.resources[0] = before
    found = fleet.audit()
    assert {one.generation: list(one.conditions) for one in found.credentials if one.kind == "ApiToken"} == {
        1: ["due"],
        2: ["leftover"],
        None: [],
    }


def test_a_key_that_somebody_made_is_unmanaged(fleet: Fleet, world: World):
    Desk(world.emulator).add("by-hand")
    assert said(fleet.audit()) == {"by-hand": ["unmanaged"]}


def test_a_key_of_a_stack_that_was_not_read_is_unmanaged_and_said_to_be_marked(fleet: Fleet, world: World):
    fleet.member()
    Desk(world.emulator).add("theirs-gc-00000000-00000000-0000-1")
    one = only(fleet.audit(), "theirs")
    assert one.conditions == ["unmanaged"]
    assert one.reasons == ["it carries the mark of a stack that was not read"]


@pytest.mark.parametrize("glob", ["by-hand", "by-*", "*"])
def test_what_is_known_is_not_unmanaged(fleet: Fleet, world: World, glob: str):
    Desk(world.emulator).add("by-hand")
    assert said(fleet.audit(known=[glob, *fleet.known])) == {}


def test_a_key_that_somebody_deleted_is_missing(fleet: Fleet, world: World, member: Member):
    member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    Desk(world.emulator).delete(Desk(world.emulator).key().id)
    assert said(fleet.audit()) == {"key": ["missing"]}


def test_on_a_platform_that_is_down_nothing_is_missing_and_the_audit_says_that_it_is_not_complete(
    fleet: Fleet, world: World, member: Member
):
    member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    member.up("egs:ApiToken", "token", name="token", **TOKEN)
    world.emulator.inject(Fault("status-before", platform="nvcf", count=100, status=503))
    found = fleet.audit()
    assert said(found) == {}
    assert not found.complete
    (note,) = found.notes
    assert note.startswith("http://nvcf.test: ")


def test_a_platform_that_no_configuration_names_is_told_of_and_nothing_there_is_missing(fleet: Fleet, member: Member):
    entry = member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    entry["outputs"] |= {"endpoint": "http://elsewhere.test", "keyId": "another", "platformName": "key"}
    found = fleet.audit()
    assert said(found).get("key") != ["missing"]
    assert not found.complete
    assert "http://elsewhere.test: no configuration" in found.notes[0]


def test_a_platform_that_has_got_another_address_still_has_the_keys_of_its_states(
    fleet: Fleet, world: World, member: Member
):
    member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    member.up("egs:ApiToken", "token", name="token", **TOKEN)
    for name, variable in {"nvcf": "NVCF_API_KEYS_URL", "egs": "EGS_ENDPOINT"}.items():
        world.move(name, f"http://new-{name}.test")
        world.settings[variable] = f"http://new-{name}.test"
    found = fleet.audit()
    assert said(found) == {}
    assert not found.complete
    assert fleet.reclaim(member).revoked == []


def test_a_resource_that_moved_to_another_stack_is_managed_there(fleet: Fleet, member: Member):
    member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    other = fleet.member("other", identity="07000000")
    other.resources.append(member.resources.pop())
    assert only(fleet.audit(), "key").stack == "other/dev"
    assert said(fleet.audit()) == {}
    assert fleet.reclaim(member).revoked == fleet.reclaim(other).revoked == []


def test_what_is_left_at_the_address_of_a_moved_resource_is_of_the_stack_that_has_it(fleet: Fleet, member: Member):
    kept = member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    member.lose("nvcf:ScopedKey", "lost", description="lost", **KEY)
    other = fleet.member("other", identity="07000000")
    other.resources.append(member.resources.pop())
    Desk(fleet.world.emulator).add(f"key-gc-{kept['outputs']['address']}-beef-1")
    assert [one.stack for one in fleet.audit().credentials if one.conditions == ["leftover"]] == [
        "other/dev",
        "program/dev",
    ]


def test_what_two_copies_of_a_state_hold_is_missing_in_none(fleet: Fleet, member: Member):
    member.up("egs:ApiToken", "token", name="token", **TOKEN)
    member.up("nvcf:ScopedKey", "key", description="key", **ROTATED)
    fleet.member("copy").resources += member.resources
    assert said(fleet.audit()) == {}


def test_an_import_without_a_mark_is_managed(fleet: Fleet, world: World, member: Member):
    key = Desk(world.emulator).make("by-hand")[0]
    member.take_over("nvcf:ScopedKey", "key", f"{OWNER}/functions/{key}")
    member.world.settings["GPUCREDS_IMPORT_SECRET"] = Portal(world.emulator).add_key("token-by-hand")
    member.take_over("egs:ApiToken", "token", "token-by-hand")
    assert {one.name: one.urn is not None for one in fleet.audit().credentials if not one.login} == {
        "admin@runai.example.com": False,
        "by-hand": True,
        "token-by-hand": True,
    }


def test_an_import_that_retires_is_managed_under_the_name_that_it_had(fleet: Fleet, world: World, member: Member):
    Portal(world.emulator).add_key("by-hand")
    member.take_over("egs:ApiToken", "token", "by-hand")
    for trigger in ("first", "second"):
        member.up("egs:ApiToken", "token", name="by-hand", rotation={"trigger": trigger}, role="Owner")
    tokens = {one.name: list(one.conditions) for one in fleet.audit().credentials if one.kind == "ApiToken"}
    assert len(tokens) == 3
    assert tokens["by-hand"] == []


def test_a_secret_name_is_shown_as_its_platform_has_it(fleet: Fleet, world: World, member: Member):
    for kind, given in {"egs:ApiToken": {"name": "token", **TOKEN}, "runai:Application": {"name": "app"}}.items():
        entry = member.up(kind, given["name"], **given)
        entry["inputs"], entry["outputs"] = {**entry["inputs"], "name": SEALED}, {**entry["outputs"], "name": SEALED}
    assert said(fleet.audit()) == {}
    world.emulator.inject(Fault("status-before", method="GET", count=100, status=503))
    assert {one.name.partition("-gc-")[0] for one in fleet.audit().credentials} == {"token", "app"}


def test_of_two_tokens_with_one_name_each_state_has_its_own(fleet: Fleet, world: World, member: Member):
    Portal(world.emulator).add_key("twin")
    entry = member.take_over("egs:ApiToken", "token", "twin")
    Portal(world.emulator).add_key("twin")
    assert said(fleet.audit()) == {"twin": ["unmanaged"]}
    fleet.member("other", identity="07000000").resources.append(entry)
    assert said(fleet.audit()) == {}
