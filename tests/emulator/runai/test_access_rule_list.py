"""Listing access rules: parameters, conditions, pages and counters (contract sections 1 and 7, A2 and A17)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from gpucreds_emulator.runai.seed import CLUSTER_A, RESEARCH


@pytest.fixture
def api(api):
    """Behind the two seeded rules, 3 and 4 for `ci`, a second later 5 for a group, and 6 that is deleted."""
    api.rule(subjectType="app", clusterId=CLUSTER_A.uuid)
    api.rule(subjectType="app", roleId=7, scopeType="department", scopeId=RESEARCH.id)
    api.emulator.clock.advance(timedelta(seconds=1))
    api.rule(subjectId="Science")
    api.call("DELETE", f"/v1/authorization/access-rules/{api.rule(subjectId='gone')['id']}")
    return api


def ids(api, query):
    return [rule["id"] for rule in api.rules(f"?{query}")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("subjectType=app", [3, 4]),
        ("subjectType=x", []),
        ("subjectIds=ci", [3, 4]),
        ("subjectIds=ci,Science", [3, 4, 5]),
        ("subjectIds=ci&subjectType=app&scopeId=4501", [3]),
        ("subjectIds=science", []),
        ("subjectId=ci", [1, 2, 3, 4, 5]),
        ("subjectIdFilter=SCI", [5]),
        ("scopeId=4501", [3, 5]),
        ("scopeType=tenant", [1, 2]),
        ("roleId=7", [4]),
        (f"clusterId={CLUSTER_A.uuid}", [3]),
        ("lastUpdated=2026-06-15T12:00:01Z", [5]),
        ("lastUpdated=2026-06-15T12:00:01.5Z", []),
        ("includeDeleted=true", [1, 2, 3, 4, 5, 6]),
        ("includeDeleted=false", [1, 2, 3, 4, 5]),
        ("search=VISION", [3, 5]),
        ("search=viewer", [4]),
        ("sortBy=scopeName", [4, 1, 2, 3, 5]),
        ("sortBy=roleId&sortOrder=desc", [4, 3, 5, 1, 2]),
        ("sortBy=deletedAt&includeDeleted=true&sortOrder=desc", [6, 1, 2, 3, 4, 5]),
        ("sortBy=phase&includeDeleted=true", [6, 1, 2, 3, 4, 5]),
        ("offset=1&limit=2", [2, 3]),
        ("offset=9", []),
    ],
)
def test_a_parameter_does_what_it_says(api, query, found):
    assert ids(api, query) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("subjectId==ci", [3, 4]),
        ("subjectId!=ci", [1, 2, 5]),
        ("subjectId=@CI", [3, 4, 5]),
        ("subjectId!@CI", [1, 2]),
        ("subjectId=^Sc", [5]),
        ("subjectId=^sc", []),
        ("subjectId=$.com", [1]),
        ("roleId==5", [3, 5]),
        ("roleId>=6", [4]),
        ("roleId<=1", [1, 2]),
        ("roleId=@5", [3, 5]),
        ("roleName==Viewer,scopeType==department", [4]),
        ("phase==Ready", [1, 2, 3, 4, 5]),
        ("phase!=Ready", []),
        ("createdAt>=2026-06-15T12:00:01Z", [5]),
        ("deletedAt>=2026-06-15T12:00:01Z", []),
        ("deletedAt!=2026-06-15T12:00:01Z", [1, 2, 3, 4, 5]),
        ("createdBy==system", [1, 2]),
    ],
)
def test_a_condition_chooses(api, condition, found):
    assert ids(api, f"filterBy={quote(condition)}") == found


def test_conditions_may_come_in_a_repeated_parameter(api):
    assert ids(api, "filterBy=subjectId%3D%3Dci&filterBy=roleId%3D%3D7") == [4]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "limit=-1",
        "limit=5.0",
        "offset=-1",
        "sortBy=name",
        "sortOrder=ASC",
        "roleId=x",
        "lastUpdated=yesterday",
        "includeDeleted=yes",
        "filterBy=clusterId%3D%3Dx",
        "filterBy=roleId%3D%3Dx",
        "filterBy=subjectId%3Dci",
    ],
)
def test_a_bad_parameter_is_a_400_or_is_let_pass(api, refused, query):
    refused(api.call("GET", f"/v1/authorization/access-rules?{query}"), 400)
    api.knobs.bad_query = "lenient"
    assert ids(api, query) in ([1, 2, 3, 4, 5], [1])


def test_the_counters_are_of_all_matches_and_of_this_answer(api):
    answer = api.get("/v1/authorization/access-rules?subjectIds=ci,Science&limit=2")
    assert (answer["totalRecords"], answer["displayRecords"]) == (3, 2)
    assert list(answer) == ["totalRecords", "displayRecords", "accessRules"]


def test_the_counters_can_mean_nothing(api):
    api.knobs.odd_counters = True
    answer = api.get("/v1/authorization/access-rules?limit=2")
    assert (answer["totalRecords"], len(answer["accessRules"])) == (0, 2)


def test_50_are_answered_where_no_limit_is_asked_for(api):
    for number in range(60):
        api.rule(subjectId=f"team-{number}")
    assert len(api.rules()) == 50
    assert len(api.rules("?limit=500")) == 65
    assert len(api.rules("?offset=50")) == 15


def test_items_have_no_path_and_no_phase_of_their_own(api):
    assert {"scopePath", "phase"} & set(api.rules()[0]) == set()
