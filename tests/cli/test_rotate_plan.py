"""What a preview means for a rotation, in records and in words; the steps are what `check` plans for real states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from gpucreds.core.planning import Ask
from gpucreds.resources import called
from gpucreds_cli.rotation.engine import Step
from gpucreds_cli.rotation.plan import HIDDEN, planned
from gpucreds_cli.rotation.records import Plan
from gpucreds_cli.rotation.text import of_plan
from tests.cli.fleet import SEALED, Fleet, Member
from tests.world import World

TOKEN = {"name": "token", "role": "Owner", "rotation": {"before": "14d", "overlap": "2d"}}


@pytest.fixture
def member(world: World) -> Member:
    return Fleet(world).member()


def step(member: Member, resource_type: str, ask: Ask | None, change: str = "update", **program: Any) -> Step:
    """What the engine tells of the first resource when a command asks for its rotation."""
    entry = member.resources[0]
    member.world.asks = {called(resource_type, entry["outputs"]): ask} if ask else {}
    given = member._program(resource_type, entry["urn"].split("::")[-1], program, entry)
    inputs = member.world.run().check(resource_type, given, entry["clear"], "name").inputs
    names = {*inputs, *entry["inputs"]}
    differ = sorted(name for name in names if inputs.get(name) != entry["inputs"].get(name))
    return Step(entry["urn"], resource_type, change, inputs, differ)


def plan(member: Member, *steps: Step) -> Plan:
    """The plan for all resources of the stack, of a preview that tells these steps of what it is asked about."""

    def preview(targets: Sequence[str]) -> Mapping[str, Step]:
        urns = {entry["urn"] for entry in member.resources}
        return {one.urn: one for one in steps if one.urn in targets or one.urn not in urns}

    return planned(member.stack(), [entry["urn"] for entry in member.resources], preview)


def test_the_old_one_retires_until_the_plan_says(member: Member):
    member.up("egs:ApiToken", "token", **TOKEN)
    assert list(of_plan(plan(member, step(member, "egs:ApiToken", Ask.ROTATION, **TOKEN)))) == [
        "token (egs:ApiToken): generation 1 -> 2, asked for by GPUCREDS_ROTATE",
        "  generation 1 stays valid until 2026-03-13T00:00:00Z; the first update after that revokes it",
    ]


def test_an_incident_revokes_the_one_that_retires_too(member: Member):
    member.up("egs:ApiToken", "token", **TOKEN)
    member.up("egs:ApiToken", "token", **TOKEN | {"rotation": {"overlap": "2d", "trigger": "now"}})
    found = plan(member, step(member, "egs:ApiToken", Ask.INCIDENT, **TOKEN))
    assert found.credentials[0].revokes == [2, 1]
    assert list(of_plan(found))[1] == "  generations 1, 2 are revoked at once"


def test_a_rotation_while_one_retires_revokes_the_oldest(member: Member):
    member.up("egs:ApiToken", "token", **TOKEN)
    member.up("egs:ApiToken", "token", **TOKEN | {"rotation": {"overlap": "2d", "trigger": "now"}})
    assert plan(member, step(member, "egs:ApiToken", Ask.ROTATION, **TOKEN)).credentials[0].revokes == [1]


def test_a_secret_that_is_made_anew_in_place_says_once_that_the_old_one_stops(member: Member):
    member.up("runai:Application", "app", name="app")
    found = list(of_plan(plan(member, step(member, "runai:Application", Ask.ROTATION, name="app"))))
    assert found == [
        "app (runai:Application): generation 1 -> 2, asked for by GPUCREDS_ROTATE; the old secret stops working at once"
    ]


def test_the_end_of_what_retires_is_a_revocation_alone(member: Member):
    member.up("egs:ApiToken", "token", **TOKEN)
    triggered = TOKEN | {"rotation": {"overlap": "2d", "trigger": "now"}}
    member.up("egs:ApiToken", "token", **triggered)
    member.world.advance(days=4)
    assert list(of_plan(plan(member, step(member, "egs:ApiToken", None, **triggered)))) == [
        "token (egs:ApiToken): generation 1 is revoked, its overlap ended at 2026-03-13T00:00:00Z"
    ]


def test_what_else_the_program_changes_of_it_is_told(member: Member):
    key = {"description": "key", "scopes": ["invoke_function"], "functions": ["*"]}
    member.up("nvcf:ScopedKey", "key", **key)
    edited = key | {"scopes": ["invoke_function", "list_functions"]}
    found = plan(member, step(member, "nvcf:ScopedKey", Ask.ROTATION, **edited))
    assert found.credentials[0].also == ["scopes"]
    assert list(of_plan(found))[-1] == "  the program changes with it: scopes"


def test_a_replacement_ends_all_that_is_there(member: Member):
    member.up("egs:ApiToken", "token", **TOKEN)
    edited = TOKEN | {"description": "other"}
    found = plan(member, step(member, "egs:ApiToken", Ask.ROTATION, "replace", **edited))
    assert list(of_plan(found)) == [
        "token (egs:ApiToken): is replaced, the program changed description",
        "  generation 1 is revoked at once",
    ]


def test_what_the_program_no_longer_has_is_left_out_and_the_rest_is_asked_about_anew(member: Member):
    for name in ("token", "gone"):
        member.up("egs:ApiToken", name, **TOKEN)
    gone = Step(member.resources[1]["urn"], "egs:ApiToken", "delete")
    found = plan(member, step(member, "egs:ApiToken", Ask.ROTATION, **TOKEN), gone)
    assert [(one.name, one.change) for one in found.credentials] == [("token", "rotate"), ("gone", "skip")]
    assert [one.name for one in found.acted_on] == ["token"]
    assert found.dependents == []


def test_a_preview_that_shows_nothing_of_it_is_told(member: Member):
    member.up("egs:ApiToken", "token", **TOKEN)
    (one,) = plan(member).credentials
    assert (one.change, one.reason[:41]) == ("skip", "the preview shows no rotation of it: see ")


def test_one_whose_name_is_encrypted_says_the_other_way(member: Member):
    member.up("runai:Application", "app", name="app")
    member.resources[0]["outputs"] = member.resources[0]["outputs"] | {"name": SEALED}
    (one,) = plan(member).credentials
    assert (one.change, one.reason) == ("skip", HIDDEN)


def test_an_update_that_rotates_nothing_is_left_out(member: Member):
    key = {"description": "key", "scopes": ["invoke_function"], "functions": ["*"]}
    member.up("nvcf:ScopedKey", "key", **key)
    found = plan(member, step(member, "nvcf:ScopedKey", None, **key | {"scopes": ["list_functions"]}))
    assert [one.change for one in found.credentials] == ["skip"]


def test_what_comes_along_is_told_with_the_engines_word(member: Member):
    member.up("egs:ApiToken", "token", **TOKEN)
    other = Step("urn:pulumi:dev::program::kubernetes:core/v1:Secret::env", "kubernetes:core/v1:Secret", "update")
    found = plan(member, step(member, "egs:ApiToken", Ask.ROTATION, **TOKEN), other)
    assert list(of_plan(found))[-1] == "with them env (kubernetes:core/v1:Secret): update"
