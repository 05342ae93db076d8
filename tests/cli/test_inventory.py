"""What is asked of platforms, and of whom: reads only, one list call for each collection, with every log-in."""

from __future__ import annotations

from collections import Counter

import pytest

from gpucreds_emulator import Emulator, Fault
from gpucreds_emulator.egs import Seed
from gpucreds_emulator.runai import Seed as RunaiSeed
from tests.cli.fleet import KEY, TOKEN, Fleet, said
from tests.resources.nvcf.desk import Desk
from tests.resources.portal import Portal
from tests.world import Line, World

LISTS = {
    "GET /api/v1/api-key/list": 1,
    "GET /api/v1/service-accounts": 1,
    "GET /api/v1/apps": 1,
    "GET /api/v1/users": 2,
    "GET /v1/services": 1,
    "GET /v1/keys": 3,
}
"""Users end with a page that brings nothing new; an owner's keys are listed for each of the three services."""
LOG_INS = {"POST /api/v1/auth": 1, "POST /api/v2/token": 1}


@pytest.fixture
def fleet(world: World) -> Fleet:
    return Fleet(world)


@pytest.mark.parametrize("number", [0, 5])
def test_it_reads_and_logs_in_and_asks_for_each_collection_once_whatever_it_holds(
    fleet: Fleet, world: World, number: int
):
    member = fleet.member()
    for place in range(number):
        member.up("egs:ApiToken", f"token-{place}", name=f"token-{place}", **TOKEN)
        member.up("nvcf:ScopedKey", f"key-{place}", description=f"key-{place}", **KEY)
        member.up("runai:Application", f"app-{place}", name=f"app-{place}")
    before = Counter(world.requests())
    assert fleet.audit().summary.managed == 3 * number
    assert Counter(world.requests()) - before == LISTS | LOG_INS


def test_stacks_of_the_same_settings_are_one_way_and_their_platforms_are_asked_once(fleet: Fleet, world: World):
    fleet.audit(world.settings, dict(world.settings))
    assert Counter(world.requests()) == LISTS | LOG_INS


def test_the_keys_of_every_configured_owner_are_seen(fleet: Fleet, world: World):
    Desk(world.emulator).add("of-blue", owner="blue")
    assert said(fleet.audit()) == {}
    blue = {"NVCF_API_KEYS_URL": "http://nvcf.test", "NVCF_OWNER_ID": "blue"}
    assert said(fleet.audit(blue)) == {"of-blue": ["unmanaged"]}


def test_the_keys_of_every_owner_that_a_state_names_are_seen(fleet: Fleet, world: World):
    fleet.member().up("nvcf:ScopedKey", "key", description="key", ownerId="blue", **KEY)
    Desk(world.emulator).add("of-blue", owner="blue")
    assert said(fleet.audit()) == {"of-blue": ["unmanaged"]}


def test_where_a_platform_refuses_one_log_in_the_next_one_is_asked(fleet: Fleet, world: World):
    fleet.member().up("egs:ApiToken", "token", name="token", **TOKEN)
    good = dict(world.settings)
    world.settings["EGS_API_KEY"] = "00000000-0000-4000-8000-00000000dead"
    assert not fleet.audit().complete
    found = fleet.audit(good)
    assert (said(found), found.complete) == ({}, True)


def test_an_owner_that_nobody_may_ask_for_hides_no_other(fleet: Fleet, world: World):
    member = fleet.member()
    member.up("nvcf:ScopedKey", "key", description="key", ownerId="blue", **KEY)
    member.up("nvcf:ScopedKey", "other", description="other", ownerId="red", **KEY)
    Desk(world.emulator).add("of-red", owner="red")
    world.emulator.inject(Fault("status-before", path="/v1/keys", status=403))
    found = fleet.audit()
    assert said(found) == {"of-red": ["unmanaged"]}
    assert not found.complete


def test_two_addresses_that_show_the_same_keys_are_one_platform(fleet: Fleet, world: World):
    member = fleet.member()
    member.up("nvcf:ScopedKey", "key", description="key", **KEY)
    member.up("egs:ApiToken", "token", name="token", **TOKEN)
    member.lose("nvcf:ScopedKey", "lost", description="lost", **KEY)
    for name in ("nvcf", "egs"):
        world.move(name, f"http://again-{name}.test")
    again = {
        **world.settings,
        "NVCF_API_KEYS_URL": "http://again-nvcf.test",
        "EGS_ENDPOINT": "http://again-egs.test",
    }
    assert said(fleet.audit(again)) == {"lost": ["leftover"]}
    assert len(fleet.reclaim(member, again).revoked) == 1
    assert fleet.live() == ["key", "token"]


def test_two_controllers_are_each_asked_with_their_own_log_in(fleet: Fleet, world: World):
    south = Emulator(egs=Seed(api_key="00000000-0000-4000-8000-000000000007"), clock=world.emulator.clock)
    world._hosts["south.test"] = south.egs
    Portal(south).add_key("by-hand")
    own = {"EGS_ENDPOINT": "http://south.test", "EGS_API_KEY": south.egs.api_key}
    found = fleet.audit(own)
    assert said(found) == {"by-hand": ["unmanaged"]}
    assert sorted(one.endpoint for one in found.credentials if one.login and one.platform == "egs") == [
        "http://egs.test",
        "http://south.test",
    ]
    assert {entry.status for entry in south.log()} == {200}


def test_the_former_address_of_a_platform_is_not_asked_beside_the_new_one(
    fleet: Fleet, world: World, monkeypatch: pytest.MonkeyPatch
):
    fleet.member().up("egs:ApiToken", "token", name="token", **TOKEN)
    world.move("egs", "http://new.test")
    hosts: list[str] = []
    to_the_emulator = Line.handle_request
    monkeypatch.setattr(
        Line,
        "handle_request",
        lambda line, request: (hosts.append(request.url.host), to_the_emulator(line, request))[1],
    )
    former = dict(world.settings)
    world.settings |= {"EGS_ENDPOINT": "http://new.test", "EGS_FORMER_ENDPOINT": "http://egs.test"}
    found = fleet.audit(former)
    assert (said(found), found.complete) == ({}, True)
    assert hosts.count("new.test") == 2
    assert "egs.test" not in hosts


def test_users_of_single_sign_on_are_none_of_its_credentials():
    world = World(Emulator(runai=RunaiSeed(sso_users=("sso@example.com",))))
    users = [one.name for one in Fleet(world).audit().credentials if one.kind == "LocalUser"]
    assert users == ["admin@runai.example.com"]


def test_settings_that_lead_nowhere_are_told_of_with_the_way_out(fleet: Fleet):
    with_a_password = "http://somebody:word@south.test"  # pragma: allowlist secret
    found = fleet.audit({"EGS_ENDPOINT": "http://south.test"}, {"EGS_ENDPOINT": with_a_password})
    assert not found.complete
    assert found.notes[0].startswith("egs: gpucreds:egsApiKey or gpucreds:egsAccessToken is not set. ")
    assert "word" not in " ".join(found.notes)


def test_settings_without_a_log_in_hide_nothing_where_another_stack_has_one(fleet: Fleet):
    assert fleet.audit({"EGS_ENDPOINT": "http://egs.test/"}).complete


def test_a_log_in_that_is_refused_is_tried_once_however_many_stacks_have_it(fleet: Fleet, world: World):
    world.settings["EGS_API_KEY"] = "00000000-0000-4000-8000-00000000dead"
    fleet.audit(dict(world.settings), dict(world.settings))
    assert world.requests().count("POST /api/v1/auth") == 1


def test_an_account_of_the_older_kind_is_not_missing_where_each_kind_has_a_list_of_its_own(fleet: Fleet, world: World):
    world.emulator.runai.knobs.version = "2.18"
    fleet.member().up("runai:Application", "app", name="app")
    world.emulator.runai.knobs.version = "2.24"
    world.emulator.runai.knobs.separate_stores = True
    found = fleet.audit().summary
    assert (found.conditions["missing"], found.conditions["unmanaged"]) == (0, 0)
