"""What is revoked as a left-over: precisely what carries a stack's mark and is in no state."""

from __future__ import annotations

import pytest

from gpucreds_cli.audit import TWIN
from gpucreds_cli.reclaiming import OURS
from gpucreds_emulator import Fault
from tests.cli.fleet import KEY, TOKEN, Fleet, Member
from tests.resources.nvcf.desk import Desk
from tests.resources.portal import Portal
from tests.world import World


@pytest.fixture
def fleet(world: World) -> Fleet:
    return Fleet(world)


@pytest.fixture
def member(fleet: Fleet) -> Member:
    """A stack with one of each, and beside them keys of others with and without a mark."""
    member = fleet.member()
    member.up("egs:ApiToken", "token", name="token", **TOKEN)
    member.up("nvcf:ScopedKey", "key", description="key", **KEY)
    member.up("runai:Application", "app", name="app")
    for add in (Portal(fleet.world.emulator).add_key, Desk(fleet.world.emulator).add):
        add("by-hand")
        add("theirs-gc-00000000-00000000-0000-1")
    return member


OTHERS = ["app", "by-hand", "by-hand", "key", "theirs", "theirs", "token"]


@pytest.mark.parametrize(
    ("kind", "program"),
    [("egs:ApiToken", {"name": "lost", **TOKEN}), ("nvcf:ScopedKey", {"description": "lost", **KEY})],
)
def test_it_removes_what_a_dead_run_left_and_nothing_else(fleet: Fleet, member: Member, kind: str, program: dict):
    member.lose(kind, "lost", **program)
    before = fleet.world.writes()
    shown = fleet.reclaim(member, revoke=False)
    assert fleet.world.writes() == before
    done = fleet.reclaim(member)
    assert (done.revoked, done.kept, done.notes) == (shown.revoked, [], [])
    assert [name.partition("-gc-")[0] for name in done.revoked] == ["lost"]
    assert fleet.live() == OTHERS
    assert len(fleet.world.writes()) == len(before) + 1
    assert fleet.reclaim(member).revoked == []


def test_what_another_stack_left_stays(fleet: Fleet, member: Member):
    fleet.member("other", identity="07000000").lose("nvcf:ScopedKey", "lost", description="lost", **KEY)
    assert fleet.reclaim(member).revoked == []
    assert sorted([*OTHERS, "lost"]) == fleet.live()


def test_of_two_tokens_with_one_name_none_is_revoked_because_a_state_has_one_of_them(fleet: Fleet, member: Member):
    name = member.resources[0]["outputs"]["platformName"]
    Portal(fleet.world.emulator).add_key(name)
    done = fleet.reclaim(member)
    assert done.revoked == []
    assert [(one.name, one.reason) for one in done.kept] == [(name, TWIN)]
    assert fleet.live().count("token") == 2


def test_of_two_keys_with_one_mark_the_one_is_revoked_whose_id_no_state_has(fleet: Fleet, member: Member):
    entry = member.resources[1]["outputs"]
    other = Desk(fleet.world.emulator).add(entry["platformName"])
    assert fleet.reclaim(member).revoked == [entry["platformName"]]
    assert entry["keyId"] in Desk(fleet.world.emulator).ids()
    assert other not in Desk(fleet.world.emulator).ids()


def test_a_left_over_that_gpucreds_logs_in_with_stays(fleet: Fleet, member: Member):
    member.lose("egs:ApiToken", "lost", name="lost", **TOKEN)
    lost = next(key for key in Portal(fleet.world.emulator).api_keys() if key.name.startswith("lost"))
    fleet.world.settings["EGS_API_KEY"] = lost.secret
    done = fleet.reclaim(member)
    assert [(one.name, one.reason) for one in done.kept] == [(lost.name, OURS)]
    assert "lost" in fleet.live()


def test_one_that_cannot_be_revoked_is_told_of_and_the_others_go(fleet: Fleet, member: Member):
    member.lose("nvcf:ScopedKey", "first", description="first", **KEY)
    member.lose("nvcf:ScopedKey", "second", description="second", **KEY)
    first = next(key.id for key in Desk(fleet.world.emulator).all_keys() if key.description.startswith("first"))
    fleet.world.emulator.inject(Fault("status-before", path=f"/v1/keys/{first}", count=100, status=500))
    done = fleet.reclaim(member)
    assert [one.name.partition("-gc-")[0] for one in done.kept] == ["first"]
    assert [name.partition("-gc-")[0] for name in done.revoked] == ["second"]


def test_a_platform_that_cannot_be_asked_is_told_of(fleet: Fleet, member: Member):
    fleet.world.emulator.inject(Fault("status-before", platform="nvcf", count=100, status=503))
    (note,) = fleet.reclaim(member).notes
    assert note.startswith("http://nvcf.test: ")
