"""Many tokens in one run share one log-in and one list, in however many threads the engine asks."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from gpucreds.core.hub import Existing, Hub
from tests.resources.portal import KEYS, LOG_IN, MINT, REVOKE
from tests.world import World

TOKEN = "egs:ApiToken"
MANY = 50
THREADS = 4


def _sent(world: World, before: int = 0) -> Counter[str]:
    return Counter(world.requests()[before:])


def _created(world: World) -> list[Existing]:
    hub = world.run()
    programs = [
        {"name": f"ci-{number}", "role": "Owner", "address": world.address(), "rotation": {"overlap": "0s"}}
        for number in range(MANY)
    ]
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(lambda program: hub.create(TOKEN, hub.check(TOKEN, program).inputs), programs))


def test_fifty_creates_log_in_once_and_list_once(world: World):
    assert len({made.state["token"] for made in _created(world)}) == MANY
    assert _sent(world) == {LOG_IN: 1, KEYS: 1, MINT: MANY}


def test_a_refresh_of_fifty_logs_in_once_and_lists_once(world: World):
    tokens = _created(world)
    before, hub = len(world.requests()), world.run()
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(lambda token: hub.read(TOKEN, token.id, token.state), tokens))
    assert found == tokens
    assert _sent(world, before) == {LOG_IN: 1, KEYS: 1}


def test_fifty_rotations_log_in_once_and_list_once(world: World):
    tokens = _created(world)
    before, hub = len(world.requests()), world.run()

    def rotated(token: Existing, hub: Hub = hub) -> Existing:
        given = {name: token.inputs[name] for name in ("name", "role", "address")}
        news = hub.check(TOKEN, given | {"rotation": {"overlap": "0s", "trigger": "now"}}, token.inputs).inputs
        return hub.update(TOKEN, token.id, token.state, news)

    with ThreadPoolExecutor(THREADS) as threads:
        assert {token.state["generation"] for token in threads.map(rotated, tokens)} == {2}
    assert _sent(world, before) == {LOG_IN: 1, KEYS: 1, MINT: MANY, REVOKE: MANY}
    assert world.warnings == []


def test_fifty_deletes_log_in_once_and_list_once(world: World):
    tokens = _created(world)
    before, hub = len(world.requests()), world.run()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda token: hub.delete(TOKEN, token.state), tokens))
    assert _sent(world, before) == {LOG_IN: 1, KEYS: 1, REVOKE: MANY}
    assert world.emulator.live() == []
