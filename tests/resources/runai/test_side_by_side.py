"""Resources of one run are made side by side, and in any order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from gpucreds.core.errors import GpucredsError, Refused
from gpucreds_emulator import Fault
from tests.world import World

APPLICATION, RULE = "runai:Application", "runai:AccessRule"
GRANT = {"subject": {"type": "group", "name": "staff"}, "role": "L1 researcher", "scope": {"type": "tenant"}}


def _made(hub, token, program):
    try:
        return hub.create(token, hub.check(token, program).inputs)
    except GpucredsError as error:
        return error


def _logs_in(world: World, state) -> bool:
    form = {"grant_type": "client_credentials", "client_id": state["clientId"], "client_secret": state["clientSecret"]}
    return world.call("runai", "POST", "/api/v2/token", data=form).is_success


def test_of_two_resources_of_one_name_in_two_threads_one_is_refused_and_the_other_works(world: World):
    hub = world.run()
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: _made(hub, APPLICATION, {"name": "ci"}), range(4)))
    (existing,) = [one for one in made if not isinstance(one, GpucredsError)]
    assert [type(one) for one in made].count(Refused) == 3
    assert _logs_in(world, existing.state)


def test_many_at_once_log_in_and_list_once(world: World):
    hub = world.run()
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda number: _made(hub, APPLICATION, {"name": f"ci-{number}"}), range(24)))
    assert all(_logs_in(world, one.state) for one in made)
    assert world.requests().count("GET /api/v1/service-accounts") == 1
    assert world.requests()[: world.requests().index("GET /api/v1/service-accounts")] == ["POST /api/v2/token"]


def test_one_rule_in_two_spellings_is_one_resources_only(world: World):
    hub = world.run()
    first = _made(hub, RULE, GRANT)
    second = _made(hub, RULE, GRANT | {"role": "5"})
    assert isinstance(second, Refused)
    hub.delete(RULE, first.state)
    assert world.emulator.live() == []


def test_a_rule_that_a_state_holds_is_nobody_elses_in_another_spelling(world: World):
    kept = _made(world.run(), RULE, GRANT)
    hub = world.run()
    hub.diff(RULE, kept.state, hub.check(RULE, GRANT, kept.inputs).inputs)
    assert isinstance(_made(hub, RULE, GRANT | {"role": "5"}), Refused)


def test_an_account_that_another_resource_of_the_run_took_is_an_error_for_the_one_that_had_it(world: World):
    kept = _made(world.run(), APPLICATION, {"name": "ci"})
    hub = world.run()
    taken = _made(hub, APPLICATION, {"name": "ci"})
    assert taken.id == kept.id
    with pytest.raises(Refused, match="exists already"):
        hub.check(APPLICATION, {"name": "ci"}, kept.inputs)


def test_a_failed_takeover_leaves_the_account_to_whoever_has_it(world: World):

    kept = _made(world.run(), APPLICATION, {"name": "ci"})
    hub = world.run()
    path = f"/api/v1/service-accounts/{kept.id}/secret"
    world.emulator.inject(Fault("status-before", path=path, status=503, count=9))
    assert isinstance(_made(hub, APPLICATION, {"name": "ci"}), GpucredsError)
    world.emulator.clear_faults()
    hub.delete(APPLICATION, kept.state)
    assert world.emulator.live() == []


def test_what_a_lost_answer_made_can_be_deleted_by_the_same_run(world: World):

    hub = world.run()
    world.emulator.inject(Fault("reset-after", method="POST", path="/api/v1/service-accounts"))
    made = _made(hub, APPLICATION, {"name": "ci"})
    assert _logs_in(world, made.state)
    hub.delete(APPLICATION, made.state)
    assert world.emulator.live() == []


def test_an_upgrade_between_the_look_and_the_delete_loses_no_account(world: World):
    world.emulator.runai.knobs.version = "2.18"
    kept = _made(world.run(), APPLICATION, {"name": "ci"})
    hub = world.run()
    hub.read(APPLICATION, kept.id, kept.state)
    world.emulator.runai.knobs.version = "3.0"
    with pytest.raises(GpucredsError):
        hub.delete(APPLICATION, kept.state)
    world.run().delete(APPLICATION, kept.state)
    assert world.emulator.live() == []


def test_what_an_access_key_makes_is_its_users_and_ours(world: World):
    form = {"grant_type": "password", "client_id": "cli", "username": world.emulator.runai.username}
    answer = world.call("runai", "POST", "/api/v2/token", data=form | {"password": world.emulator.runai.password})
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    key = world.call("runai", "POST", "/api/v1/access-keys", json={"name": "iac"}, headers=bearer).json()
    world.settings |= {"RUNAI_CLIENT_ID": key["clientId"], "RUNAI_CLIENT_SECRET": key["clientSecret"]}

    world.emulator.inject(Fault("reset-after", method="POST", path="/api/v1/service-accounts"))
    made = _made(world.run(), APPLICATION, {"name": "ci"})
    assert _logs_in(world, made.state)


def test_what_one_run_took_over_is_not_deleted_for_its_former_owner_by_the_next(world: World):
    former = _made(world.run(), APPLICATION, {"name": "ci"})
    taken = _made(world.run(), APPLICATION, {"name": "ci"})
    hub = world.run()
    inputs = hub.check(APPLICATION, {"name": "ci"}, taken.inputs).inputs
    assert hub.diff(APPLICATION, taken.state, inputs).replaces == []
    hub.delete(APPLICATION, former.state)
    assert _logs_in(world, taken.state)


def test_what_is_replaced_is_deleted_although_the_run_has_compared_it(world: World):
    former = _made(world.run(), APPLICATION, {"name": "ci"})
    hub = world.run()
    inputs = hub.check(APPLICATION, {"name": "cd"}, former.inputs).inputs
    assert hub.diff(APPLICATION, former.state, inputs).replaces == ["name"]
    made = _made(hub, APPLICATION, {"name": "cd"})
    hub.delete(APPLICATION, former.state)
    assert [live.name for live in world.emulator.live()] == ["cd"]
    assert _logs_in(world, made.state)
