"""What a command costs: requests by kind, however many credentials there are, and bytes in the state."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping

import pytest

from tests.engine.site import Site

LOG_IN = {"POST /api/v1/auth": 1, "POST /api/v2/token": 1}
"""NVCF has none: its owner stands in a header."""
LISTS = {"GET /api/v1/api-key/list": 1, "GET /api/v1/service-accounts": 1, "GET /v1/services": 1}
"""Of whatever a command looks at, once."""
PEOPLE = {"GET /api/v1/users": 2, "GET /api/v1/authorization/access-rules": 2}
"""The same; each in two pages, of which the last is empty."""
KEYS = {"GET /v1/keys": 1}
ENABLED = {"GET /api/v1/service-accounts/<id>": 1}
"""Whether a new account may log in, asked of the first one."""
NAMED = {"GET /api/v1/org-unit/departments": 1, "GET /api/v2/authorization/roles": 1}
"""What access rules name."""
CREATED = {
    "POST /api/v1/api-key": 1,
    "POST /api/v1/service-accounts": 1,
    "POST /api/v1/users": 1,
    "POST /api/v1/authorization/access-rules": 1,
    "POST /v1/keys": 1,
}
SEEN = {"GET /v1/keys/<id>": 1}
"""A list of NVCF leaves out what a key opens; an owner has eight keys at most."""
ROTATED = {"POST /api/v1/api-key": 1, "POST /api/v1/service-accounts/<id>/secret": 1, "POST /v1/keys": 1}
DELETED = {
    "DELETE /api/v1/api-key": 2,
    "DELETE /api/v1/service-accounts/<id>": 1,
    "DELETE /api/v1/users/<id>": 1,
    "DELETE /api/v1/authorization/access-rules/<id>": 1,
    "DELETE /v1/keys/<id>": 2,
}
"""Tokens and keys have two generations by then."""
MOST_BYTES = 1_500
"""Of our own properties; the engine adds what it knows of a resource."""
PROGRAM = """
for number in range({teams}):
    account = runai.Application(f"app-{{number}}", rotation={{"every": "76d"}})
    runai.LocalUser(f"user-{{number}}", email=f"user-{{number}}@example.com")
    runai.AccessRule(
        f"rule-{{number}}",
        subject={{"type": "application", "name": account.name}},
        role="Viewer",
        scope={{"type": "department", "name": "engineering"}},
    )
    terms = {{"before": "14d", "overlap": "2d", "jitter": "7d"}}
    egs.ApiToken(f"token-{{number}}", role="Owner", ttl="90d", rotation=terms)
    nvcf.ScopedKey(
        f"key-{{number}}",
        scopes=["invoke_function"],
        functions=["*"],
        owner_id="team",
        ttl="90d",
        rotation=terms,
    )
"""


def kinds(requests: list[str]) -> Counter[str]:
    """The requests, whatever the ids in their paths."""
    return Counter(re.sub(r"/(\d+|[0-9a-f]{8}-[-0-9a-f]{27})(?=/|$)", "/<id>", request) for request in requests)


class Life:
    """A stack of some teams, and what each of its commands sends to the platforms."""

    def __init__(self, site: Site, teams: int) -> None:
        self.site, self.teams = site, teams
        self.program = site.program(PROGRAM.format(teams=teams))

    def sends(self, *arguments: str) -> Counter[str]:
        before = len(self.site.requests())
        self.program.pulumi(*arguments)
        return kinds(self.site.requests()[before:])

    def each(self, cost: Mapping[str, int]) -> dict[str, int]:
        return {request: number * self.teams for request, number in cost.items()}


@pytest.fixture(params=["gpucreds", "pulumi_gpucreds"], ids=["dynamic", "plugin"])
def door(site: Site, request: pytest.FixtureRequest) -> Site:
    """A site whose programs are written on that door."""
    site.package = request.param
    return site


def test_a_life_costs_one_log_in_a_platform_each_list_once_and_one_write_for_each_thing(door: Site):
    life = Life(door, teams=4)
    assert life.sends("up", "--yes", "--skip-preview") == {
        **LOG_IN,
        **LISTS,
        **PEOPLE,
        **KEYS,
        **ENABLED,
        **NAMED,
        **life.each(CREATED),
    }
    assert life.sends("up", "--yes") == {}
    assert life.sends("preview") == {}
    assert life.sends("refresh", "--yes", "--skip-preview") == {**LOG_IN, **LISTS, **PEOPLE, **life.each(SEEN)}
    door.advance(life.program, days=85)
    assert life.sends("preview") == {}
    assert life.sends("up", "--yes", "--skip-preview") == {**LOG_IN, **LISTS, **KEYS, **life.each(ROTATED)}
    assert life.sends("destroy", "--yes", "--skip-preview") == {**LOG_IN, **LISTS, **KEYS, **life.each(DELETED)}
    assert door.emulator.live() == []


def test_a_credential_takes_fifteen_hundred_bytes_of_state(door: Site):
    life = Life(door, 1)
    life.program.up()
    ours = [one for one in life.program.resources() if re.search("egs|runai|nvcf", one["type"])]
    assert len(ours) == len(CREATED)
    for one in ours:
        assert len(json.dumps([one["inputs"], one["outputs"]], separators=(",", ":"))) <= MOST_BYTES, one["urn"]
