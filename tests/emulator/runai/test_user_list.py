"""Filtering, searching, sorting and paging the users (contract sections 1 and 6, choice 12)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from gpucreds_emulator.runai import Seed


@pytest.fixture
def api(starting):
    """Four users, a second apart, of whom the second is of the identity provider and the last has signed in."""
    api = starting(Seed(sso_users=("Sso@example.com",)))
    assert api.administrator
    for name in ("jo", "zoe"):
        api.emulator.clock.advance(timedelta(seconds=1))
        made = api.user(f"{name}@example.com")
    api.emulator.clock.advance(timedelta(seconds=1))
    api.sign_in_as_user("zoe@example.com", made["tempPassword"])
    return api


def names(api, query):
    return [user["username"].partition("@")[0] for user in api.get(f"/v1/users?{query}")]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("username==jo@example.com", ["jo"]),
        ("username==JO@example.com", []),
        ("username=@@EXAMPLE.com", ["Sso", "jo", "zoe"]),
        ("isLocal==false", ["Sso"]),
        ("isLocal==true,username=@o@", ["jo"]),
        ("createdBy==system", ["admin", "Sso"]),
        ("creationTime>=2026-06-15T12:00:01Z", ["jo", "zoe"]),
        ("creationTime<=2026-06-15T12:00:01.000000000Z", ["admin", "Sso", "jo"]),
        ("lastLogin>=2026-06-15T12:00:01Z", ["zoe"]),
        ("lastUpdated==2026-06-15T12:00:02Z", ["zoe"]),
    ],
)
def test_a_condition_chooses(api, condition, found):
    assert names(api, f"filterBy={quote(condition)}") == found


def test_conditions_may_come_in_a_repeated_parameter(api):
    assert names(api, "filterBy=isLocal%3D%3Dtrue&filterBy=username%3D%40zoe") == ["zoe"]


@pytest.mark.parametrize(
    "condition", ["username!=x", "username=^x", "email==x", "username", "isLocal==perhaps", "creationTime>=x", "=="]
)
def test_a_condition_that_the_list_does_not_know_is_a_400(api, refused, condition):
    refused(api.call("GET", f"/v1/users?filterBy={quote(condition)}"), 400)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sortBy=username", ["Sso", "admin", "jo", "zoe"]),
        ("sortBy=username&sortOrder=desc", ["zoe", "jo", "admin", "Sso"]),
        ("sortBy=creationTime&sortOrder=desc", ["zoe", "jo", "admin", "Sso"]),
        ("sortBy=lastLogin&sortOrder=asc", ["Sso", "jo", "admin", "zoe"]),
        ("sortBy=type", ["Sso", "admin", "jo", "zoe"]),
        ("sortOrder=desc", ["admin", "Sso", "jo", "zoe"]),
        ("search=O", ["admin", "Sso", "jo", "zoe"]),
        ("search=ZO", ["zoe"]),
        ("offset=1&limit=2", ["Sso", "jo"]),
        ("offset=4", []),
        ("limit=500", ["admin", "Sso", "jo", "zoe"]),
        ("unknown=1", ["admin", "Sso", "jo", "zoe"]),
        ("filter=runai.is_local:true", ["admin", "jo", "zoe"]),
        ("filter=runai.is_local:false", ["Sso"]),
        ("", ["admin", "Sso", "jo", "zoe"]),
    ],
)
def test_a_parameter_does_what_it_says(api, query, found):
    assert names(api, query) == found


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=x", "offset=-1", "sortBy=isLocal", "sortOrder=up", "filter=x"]
)
def test_a_bad_parameter_is_a_400(api, refused, query):
    refused(api.call("GET", f"/v1/users?{query}"), 400)


def test_bad_parameters_can_be_clipped_or_ignored(api):
    api.knobs.bad_query = "lenient"
    bad = "limit=9999&offset=-5&sortBy=x&sortOrder=up&filter=x&filterBy=email%3D%3Dx"
    assert names(api, bad) == ["admin", "Sso", "jo", "zoe"]
    assert names(api, "limit=0") == ["admin"]


def test_500_are_answered_where_no_limit_is_asked_for(starting):
    api = starting(Seed(sso_users=tuple(f"user{number}@example.com" for number in range(600))))
    assert len(api.get("/v1/users")) == 500
    assert len(api.get("/v1/users?offset=500")) == 101


def test_paging_can_be_ignored(api):
    api.knobs.users_ignore_paging = True
    assert names(api, "offset=2&limit=1") == ["admin", "Sso", "jo", "zoe"]
    assert names(api, "offset=2&limit=1&filterBy=username%3D%40jo") == ["jo"]
