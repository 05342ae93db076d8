"""What a team's environment declares: its parts, under one policy, and one map of their secrets."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
import pytest

import gpucreds
from gpucreds import runai
from gpucreds.doors import typed
from tests.doors.mock_engine import Heard, inputs, registrations

EGS = {
    "clusters": ["worker-1"],
    "namespaces": ["vision"],
    "username": "Vera Ison",
    "email": "vera@example.com",
    "tokens": {"ci": "Editor", "dashboard": "Viewer"},
}
RUNAI = {
    "scope": runai.Scope(type="project", name="vision"),
    "application_role": "ML engineer",
    "users": ["vera@example.com"],
    "user_role": "L1 researcher",
}
KEY = {"scopes": ["invoke_function"], "functions": ["*"]}
NVCF = {"keys": {"invoke": KEY}}
ROTATION = {"ttl": "90d", "before": "14d", "overlap": "2d", "trigger": "x"}
EVERYTHING: dict[str, Any] = {"egs": EGS, "runai": RUNAI, "nvcf": NVCF, "rotation": ROTATION}


def declared(**team: Any) -> dict[str, Heard]:
    """What the environment of the team vision registers, by the end of the type and the name."""
    told = registrations(lambda: gpucreds.TeamEnvironment("vision", **team))
    return {f"{request.type.rpartition(':')[2]} {request.name}": request for request in told}


def test_a_team_has_its_parts_on_every_platform():
    assert set(declared(**EVERYTHING)) == {
        "TeamEnvironment vision",
        "StackIdentity gpucreds",
        "SliceWorkspace vision",
        "ApiToken vision-ci",
        "ApiToken vision-dashboard",
        "Application vision",
        "LocalUser vision-vera@example.com",
        "AccessRule vision-application",
        "AccessRule vision-vera@example.com",
        "ScopedKey vision-invoke",
    }


@pytest.mark.parametrize(
    ("platform", "parts"),
    [
        ("egs", {"SliceWorkspace", "ApiToken"}),
        ("runai", {"Application", "LocalUser", "AccessRule"}),
        ("nvcf", {"ScopedKey"}),
    ],
)
def test_a_platform_that_is_left_out_has_nothing_of_the_team(platform: str, parts: set[str]):
    told = declared(**{platform: EVERYTHING[platform]})
    assert {name.split()[0] for name in told} - {"TeamEnvironment", "StackIdentity"} == parts


def test_everything_is_a_child_of_the_team():
    told = declared(**EVERYTHING)
    parents = {
        request.parent for name, request in told.items() if name.split()[0] not in "TeamEnvironment StackIdentity"
    }
    assert [parent.rpartition("::")[2] for parent in parents] == ["vision"]
    assert told["TeamEnvironment vision"].type == "gpucreds:index:TeamEnvironment"


def test_one_policy_is_for_all_in_the_words_of_each_platform():
    told = declared(**EVERYTHING)
    rotation = {"before": "14d", "overlap": "2d", "trigger": "x"}
    for name in ("ApiToken vision-ci", "ScopedKey vision-invoke"):
        assert (inputs(told[name])["ttl"], inputs(told[name])["rotation"]) == ("90d", rotation)
    assert inputs(told["Application vision"])["rotation"] == {"every": "76d", "trigger": "x"}


def test_a_jitter_spreads_what_ends_and_what_does_not_over_the_same_days():
    told = declared(**EVERYTHING | {"rotation": {"jitter": "7d"}})
    assert inputs(told["ApiToken vision-ci"])["rotation"] == {"before": "14d", "jitter": "7d"}
    assert inputs(told["Application vision"])["rotation"] == {"every": "83d", "jitter": "7d"}


def test_a_workspace_that_a_killed_run_left_can_be_adopted():
    assert inputs(declared(egs=EGS)["SliceWorkspace vision"])["adopt"] is False
    assert inputs(declared(egs=EGS | {"adopt": True})["SliceWorkspace vision"])["adopt"] is True


def test_a_policy_has_defaults_and_no_policy_rotates_nothing():
    told = declared(**EVERYTHING | {"rotation": {}})
    assert inputs(told["ApiToken vision-ci"])["rotation"] == {"before": "14d"}
    assert inputs(told["Application vision"])["rotation"] == {"every": "76d"}
    told = declared(**EVERYTHING | {"rotation": None})
    assert not [name for name, request in told.items() if "rotation" in inputs(request)]


def test_rules_and_tokens_are_about_the_teams_own_subjects_and_workspace():
    told = declared(**EVERYTHING)
    application, user = told["AccessRule vision-application"], told["AccessRule vision-vera@example.com"]
    assert inputs(application)["subject"] == {"type": "application", "name": "vision"}
    assert inputs(user)["subject"] == {"type": "user", "name": "vera@example.com"}
    assert [inputs(rule)["role"] for rule in (application, user)] == ["ML engineer", "L1 researcher"]
    assert [urn for urn in application.dependencies if "Application" in urn]
    assert [urn for urn in user.dependencies if "LocalUser" in urn]
    assert [urn for urn in told["ApiToken vision-ci"].dependencies if "SliceWorkspace" in urn]


def test_who_is_there_already_gets_the_role_and_is_not_made():
    told = declared(runai=RUNAI | {"users": [], "members": ["jo@example.com"], "groups": ["researchers"]})
    assert {name for name in told if not name.startswith("TeamEnv")} == {
        "Application vision",
        "AccessRule vision-application",
        "AccessRule vision-jo@example.com",
        "AccessRule vision-researchers",
    }
    assert inputs(told["AccessRule vision-jo@example.com"])["subject"] == {"type": "user", "name": "jo@example.com"}
    assert inputs(told["AccessRule vision-researchers"])["subject"] == {"type": "group", "name": "researchers"}
    assert inputs(told["AccessRule vision-researchers"])["role"] == "L1 researcher"


def test_names_on_the_platforms_are_the_teams_unless_others_are_given():
    told = declared(**EVERYTHING)
    assert inputs(told["SliceWorkspace vision"])["name"] == "vision"
    assert inputs(told["Application vision"])["name"] == "vision"
    assert inputs(told["ScopedKey vision-invoke"])["ownerId"] == "vision"
    told = declared(
        egs=EGS | {"workspace_name": "eyes"}, runai=RUNAI | {"application": "robot"}, nvcf=NVCF | {"owner_id": "lab"}
    )
    assert inputs(told["SliceWorkspace vision"])["name"] == "eyes"
    assert inputs(told["Application vision"])["name"] == "robot"
    assert inputs(told["ScopedKey vision-invoke"])["ownerId"] == "lab"


def test_the_parts_can_be_had_and_the_map_of_variables_is_secret():
    seen: dict[str, Any] = {}

    def program() -> None:
        team = gpucreds.TeamEnvironment("vision", **EVERYTHING)
        seen["parts"] = (team.workspace, team.application, *team.tokens.values(), *team.keys.values())
        seen["by name"] = [set(team.tokens), set(team.users), set(team.access_rules), set(team.keys)]
        team.environment.apply(lambda variables: seen.update(variables=set(variables)))
        asyncio.ensure_future(team.environment.is_secret()).add_done_callback(
            lambda done: seen.update(secret=done.result())
        )

    registrations(program)
    assert all(isinstance(part, pulumi.CustomResource) for part in seen["parts"])
    assert seen["by name"] == [
        {"ci", "dashboard"},
        {"vera@example.com"},
        {"application", "vera@example.com"},
        {"invoke"},
    ]
    assert seen["secret"] is True
    assert seen["variables"] == {
        "EGS_ENDPOINT",
        "EGS_TOKEN_CI",
        "EGS_TOKEN_DASHBOARD",
        "RUNAI_ENDPOINT",
        "RUNAI_CLIENT_ID",
        "RUNAI_CLIENT_SECRET",
        "NVCF_KEY_INVOKE",
    }


def _without(team: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in team.items() if key != name}


@pytest.mark.parametrize(
    ("team", "says"),
    [
        ({"runai": _without(RUNAI, "user_role")}, "runai.user_role is required where there are users"),
        ({"nvcf": {"keys": {"a-b": KEY, "a_b": KEY}}}, "'a-b' and 'a_b' would be one variable"),
        ({"egs": EGS | {"tokens": {"a.b": "Editor", "a-b": "Viewer"}}}, "'a-b' and 'a.b' would be one variable"),
        ({"rotation": {"ttl": "soon"}}, "rotation.ttl 'soon' is not a duration"),
        ({"rotation": {"ttl": "7d"}}, "rotation.before .* is not shorter than the lifetime"),
        ({"rotation": {"jitter": "a bit"}}, "rotation.jitter 'a bit' is not a duration"),
        ({"rotation": {"befor": "14d"}}, "rotation.befor is no such property: did you mean 'before'"),
        ({"rotation": {"ttl": 90}}, "rotation.ttl has to be a plain text"),
        ({"rotation": "90d"}, "rotation has to be an object"),
        ({"egs": EGS | {"token": {}}}, "egs.token is no such property: did you mean 'tokens'"),
        ({"egs": EGS | {"tokens": ["ci"]}}, "egs.tokens has to be an object"),
        ({"egs": _without(EGS, "email")}, "egs.email is required"),
        ({"egs": {}}, "egs.clusters is required"),
        ({"runai": RUNAI | {"user": []}}, "runai.user is no such property: did you mean 'users'"),
        ({"runai": RUNAI | {"users": "vera@example.com"}}, "runai.users has to be a list"),
        ({"runai": _without(RUNAI, "application_role")}, "runai.application_role is required"),
        ({"nvcf": {}}, "nvcf.keys is required"),
        ({"nvcf": {"keys": {"ci": {"scope": ["a"]}}}}, "nvcf.keys.ci.scope is no such property: did you mean 'scopes'"),
        ({"nvcf": {"keys": {"ci": _without(KEY, "scopes")}}}, "nvcf.keys.ci.scopes is required"),
        ({"nvcf": {"keys": {"ci": KEY | {"ttl": "9d"}}}}, "nvcf.keys.ci.ttl is no such property"),
        ({"egs": None, "runai": None, "nvcf": None}, "give it at least one of egs, runai and nvcf"),
    ],
)
def test_a_mistake_in_the_composition_is_named_with_its_place_before_anything_is_declared(
    team: dict[str, Any], says: str, monkeypatch: pytest.MonkeyPatch
):
    begun: list[str] = []
    monkeypatch.setattr(typed.Resource, "__init__", lambda _, name, *__, **___: begun.append(name))
    with pytest.raises(pulumi.RunError, match=f"TeamEnvironment 'vision': {says}"):
        declared(**EVERYTHING | team)
    assert begun == []
