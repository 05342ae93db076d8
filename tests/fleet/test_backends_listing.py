"""All stacks of a PostgreSQL backend are listed, where the engine reads one at a time (docs/backends.md says why)."""

from __future__ import annotations

import json

import pytest

from tests.engine.site import Site
from tests.fleet.backends.backend import Backend
from tests.fleet.backends.postgres import PostgresServer
from tests.fleet.backends.programs import TOKEN, stack_of

# Each stack has its state and a copy of the one before, as after a second update.
STACKS = """
    insert into pulumi_state (key, data)
    select replace(key, 'dev.json', 'team-' || lpad(number::text, 4, '0') || ending), data
    from pulumi_state, generate_series(1, 600) as number, unnest(array['.json', '.json.bak']) as ending
    where key like '%/.pulumi/stacks/program/dev.json'
"""


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_each_of_six_hundred_stacks_is_listed(site: Site, postgres_server: PostgresServer, backend: Backend):
    program = stack_of(site, "plugin", TOKEN)
    program.up()
    database = backend.environment["PULUMI_BACKEND_URL"].rpartition("/")[2].partition("?")[0]
    postgres_server.ask(database, STACKS)
    assert len(json.loads(program.pulumi("stack", "ls", "--all", "--json"))) == 601
    # Our own command sees to it by itself.
    program.settings.pop("PULUMI_DIY_BACKEND_PARALLEL")
    program.gpucreds("reclaim", "--stack", "nobody", status=1)
    assert "there is no stack 'nobody'" in program.log[-1]
