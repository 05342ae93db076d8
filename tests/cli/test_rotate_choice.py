"""Which resources `gpucreds rotate` takes: by name, by URN, by the clock, or all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gpucreds.core.errors import Refused
from gpucreds_cli.rotation.choice import credentials, due, logical_name, named, rotating
from tests.cli.fleet import SEALED, Fleet, Member
from tests.world import World

TOKEN = {"role": "Owner", "ttl": "90d", "rotation": {"before": "14d", "overlap": "2d"}}
KEY = {"scopes": ["invoke_function"], "functions": ["*"]}
RULE = {
    "subject": {"type": "group", "name": "researchers"},
    "role": "L1 researcher",
    "scope": {"type": "project", "name": "vision"},
}


@pytest.fixture
def fleet(world: World) -> Fleet:
    return Fleet(world)


@pytest.fixture
def member(fleet: Fleet) -> Member:
    """A stack with one of everything that rotates, and a rule."""
    member = fleet.member()
    member.up("egs:ApiToken", "token", name="token", **TOKEN)
    member.up("nvcf:ScopedKey", "key", description="key", **KEY)
    member.up("runai:Application", "app", name="app")
    member.up("runai:LocalUser", "jo", email="jo@example.com")
    member.up("runai:AccessRule", "rule", **RULE)
    return member


def short(urns: list[str]) -> list[str]:
    return [logical_name(urn) for urn in urns]


def test_all_is_whatever_can_rotate(member: Member):
    assert short(list(rotating(member.stack()))) == ["token", "key", "app", "jo"]


def test_what_a_replacement_has_still_to_delete_is_none_of_them(member: Member):
    member.resources[0]["delete"] = True
    assert short(list(rotating(member.stack()))) == ["key", "app", "jo"]


def test_a_name_and_a_urn_mean_the_same_and_each_counts_once(member: Member):
    urn = member.resources[0]["urn"]
    assert named(member.stack(), ["key", "token", urn]) == [member.resources[1]["urn"], urn]


def test_a_name_of_two_resources_asks_for_the_urn(member: Member):
    twin = member.resources[0] | {"urn": member.resources[0]["urn"].replace("egs:", "my:Team$egs:")}
    member.resources.append(twin)
    with pytest.raises(Refused, match=r"'token' is the name of 2 resources\. Write the URN of one: urn:.*, urn:.*Team"):
        named(member.stack(), ["token"])
    assert named(member.stack(), [twin["urn"]]) == [twin["urn"]]


def test_a_name_that_rotates_wins_over_one_that_does_not(member: Member):
    rule = member.resources[4]
    rule["urn"] = rule["urn"].replace("::rule", "::app")
    assert named(member.stack(), ["app"]) == [member.resources[2]["urn"]]


def test_a_name_that_nothing_has_is_spelled_right(member: Member):
    with pytest.raises(Refused, match=r"program/dev has no credential 'tokken'\. .*did you mean 'token'\?"):
        named(member.stack(), ["tokken"])


def test_what_never_rotates_says_what_does(member: Member):
    with pytest.raises(Refused, match=r"'rule' cannot be rotated: it is of the type runai:AccessRule, .*egs:ApiToken"):
        named(member.stack(), ["rule"])


def test_a_component_names_what_is_in_it(member: Member):
    team = {"type": "my:Team", "urn": "urn:pulumi:dev::program::my:Team::red"}
    member.resources[0]["parent"] = member.resources[1]["parent"] = team["urn"]
    stack = member.stack()
    inside = replace(stack, deployment={"resources": [*stack.deployment["resources"], team]})
    with pytest.raises(Refused, match=r"'red' cannot be rotated: .*Name what is in it: key, token"):
        named(inside, ["red"])


def test_a_name_that_is_encrypted_is_refused_with_the_other_way(member: Member):
    for values in ("inputs", "outputs"):
        member.resources[2][values] = member.resources[2][values] | {"name": SEALED}
    with pytest.raises(Refused, match=r"its name in the state is encrypted\. Write a new trigger in the program"):
        named(member.stack(), ["app"])


def test_due_is_what_the_next_update_rotates_or_revokes_by_the_clock(fleet: Fleet, member: Member):
    def now_due() -> list[str]:
        return short(due(member.stack(), fleet.world.clock.now()))

    assert now_due() == []
    fleet.pass_days(80)
    assert now_due() == ["token"]
    member.up("egs:ApiToken", "token", name="token", **TOKEN)
    assert now_due() == []
    fleet.pass_days(4)
    assert now_due() == ["token"]


def test_where_part_of_the_inputs_is_encrypted_the_preview_tells_whether_it_is_due(fleet: Fleet, member: Member):
    member.resources[1]["inputs"] = member.resources[1]["inputs"] | {"description": SEALED}
    assert short(due(member.stack(), fleet.world.clock.now())) == ["key"]


def test_all_tells_of_one_whose_name_is_encrypted_though_nobody_can_ask_for_it(member: Member):
    member.resources[2]["outputs"] = member.resources[2]["outputs"] | {"name": SEALED}
    assert "app" in short(list(credentials(member.stack())))
    assert "app" not in short(list(rotating(member.stack())))


def test_an_empty_stack_has_nothing(fleet: Fleet):
    assert rotating(fleet.member("empty").stack()) == {}
