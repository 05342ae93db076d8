"""What is told after an update: by the states before and after it, and of an incident by the platforms."""

from __future__ import annotations

import pytest

from gpucreds.core.planning import Ask
from gpucreds.resources import called
from gpucreds_cli.rotation.outcome import NOT_REACHED, check, outcomes
from gpucreds_cli.rotation.records import Change, Check, Plan, Planned, Rotation
from gpucreds_cli.rotation.text import of_result
from gpucreds_cli.stacks import Stack
from gpucreds_emulator import Fault
from tests.cli.fleet import Fleet, Member
from tests.world import World

TOKEN = {"name": "token", "role": "Owner", "rotation": {"before": "14d", "overlap": "2d"}}


@pytest.fixture
def fleet(world: World) -> Fleet:
    return Fleet(world)


@pytest.fixture
def member(fleet: Fleet) -> Member:
    member = fleet.member()
    member.up("egs:ApiToken", "token", **TOKEN)
    return member


def rotate(member: Member, ask: Ask) -> Stack:
    """Rotate the token; the stack as it was before."""
    entry, before = member.resources[0], member.stack()
    member.resources[0] = entry | {}
    member.world.asks = {called("egs:ApiToken", entry["outputs"]): ask}
    member.up("egs:ApiToken", "token", **TOKEN)
    member.world.asks = {}
    return before


def plan(member: Member, change: Change = "rotate") -> Plan:
    urn = member.resources[0]["urn"]
    new = 2 if change == "rotate" else None
    one = Planned(
        urn=urn, name="token", type="egs:ApiToken", change=change, generation=1, new_generation=new, reason="asked"
    )
    return Plan(credentials=[one])


def told(rotation: Plan, before: Stack, after: Stack, errors: dict[str, str] | None = None) -> list[str]:
    done = outcomes(rotation, before, after, errors or {})
    return list(of_result(Rotation(stack="program/dev", planned=rotation, done=done)))


def test_a_rotation_tells_the_new_generation_and_until_when_the_old_one_retires(member: Member):
    before = rotate(member, Ask.ROTATION)
    assert told(plan(member), before, member.stack()) == [
        "rotated: token, generation 2; generation 1 retires until 2026-03-13T00:00:00Z"
    ]


def test_what_the_update_did_not_come_to_has_failed_and_says_so(member: Member):
    same = member.stack()
    assert told(plan(member), same, same) == ["failed: token, generation 1", f"  {NOT_REACHED}"]
    urn = member.resources[0]["urn"]
    assert told(plan(member), same, same, {urn: "EGS said no"})[1] == "  EGS said no"


def test_a_replacement_is_known_by_another_object(member: Member):
    before = member.stack()
    assert told(plan(member, "replace"), before, before)[0].startswith("failed")
    member.resources.clear()
    member.up("egs:ApiToken", "token", **TOKEN)
    assert told(plan(member, "replace"), before, member.stack()) == ["replaced: token, generation 1"]


def test_what_was_skipped_is_told_with_its_reason(member: Member):
    same = member.stack()
    assert told(plan(member, "skip"), same, same) == ["skipped: token, generation 1", "  asked"]


def looked(fleet: Fleet, member: Member, before: Stack) -> Check:
    return check([member.resources[0]["urn"]], before, member.stack(), fleet.holdings())


def test_after_an_incident_the_old_ones_are_gone_from_their_platform(fleet: Fleet, member: Member):
    found = looked(fleet, member, rotate(member, Ask.INCIDENT))
    assert [name[-2:] for name in found.gone] == ["-1"]
    assert (found.alive, found.unknown, found.in_place) == ([], [], [])
    assert found.lasting[0].startswith("EGS: a session")


def test_what_could_not_be_revoked_is_still_there(fleet: Fleet, member: Member):
    fleet.world.emulator.inject(Fault("status-before", platform="egs", method="DELETE", status=403, count=100))
    found = looked(fleet, member, rotate(member, Ask.INCIDENT))
    assert (found.gone, [name[-2:] for name in found.alive]) == ([], ["-1"])
    rotation = Rotation(stack="program/dev", incident=True, planned=plan(member), check=found)
    assert rotation.failed
    assert next(of_result(rotation)).startswith("STILL THERE: token-gc-")


def test_a_generation_that_a_dead_run_left_is_still_there_too(fleet: Fleet, member: Member):
    kept = member.resources[0] | {}
    rotate(member, Ask.ROTATION)
    member.resources[0] = kept
    found = check([kept["urn"]], member.stack(), member.stack(), fleet.holdings())
    assert "-2" in {name[-2:] for name in found.alive}


def test_where_a_platform_does_not_tell_nobody_says_that_it_is_gone(member: Member):
    before = rotate(member, Ask.INCIDENT)
    found = check([member.resources[0]["urn"]], before, member.stack(), ())
    assert (found.gone, found.alive, len(found.unknown)) == ([], [], 1)
    assert Rotation(stack="program/dev", planned=plan(member), check=found).failed


def test_a_secret_that_is_made_anew_in_place_is_told_by_its_resource(member: Member):
    member.up("runai:Application", "app", name="app")
    urn = member.resources[1]["urn"]
    found = check([urn], member.stack(), member.stack(), ())
    assert (found.in_place, found.alive, found.unknown) == ([urn], [], [])
    assert found.lasting[0].startswith("Run:ai")
