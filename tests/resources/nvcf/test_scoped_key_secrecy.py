"""No value of a key gets into what people read."""

from __future__ import annotations

import httpx
import pytest

from gpucreds.core.errors import GpucredsError
from gpucreds_emulator import Emulator, Fault
from gpucreds_emulator.nvcf import Seed
from tests.lifecycle.doors import SECRETS
from tests.lifecycle.stack import Stack
from tests.resources.nvcf.desk import MINT, Desk
from tests.world import World

NOW = {"before": "14d", "overlap": "2d", "trigger": "now"}


@pytest.fixture
def rotated(key: Stack) -> Stack:
    key.up()
    key.up(rotation=NOW)
    return key


def values(key: Stack) -> list[str]:
    return [key.kept.state["key"], key.kept.state["previousKey"]]


def test_both_values_and_nothing_else_are_secret_outputs(rotated: Stack):
    assert SECRETS["nvcf:ScopedKey"] == ["key", "previousKey"]
    open_values = {name: value for name, value in rotated.kept.state.items() if name not in ("key", "previousKey")}
    for value in values(rotated):
        assert value not in repr([open_values, rotated.kept.inputs, rotated.kept.id])


def test_no_value_is_in_a_repr_of_a_run(key: Stack, world: World):
    inputs = key.preview()
    hub = world.run()
    made = hub.create(key.token, inputs)
    resource = hub._resources[key.token]
    client = resource.platforms.nvcf
    listed = client.keys(made.state["ownerId"], made.state["serviceId"], fresh=True)
    seen = repr([hub, vars(hub), hub.run, resource, vars(client), listed, world, world.emulator.log()])
    assert made.state["key"] not in seen


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_an_answer_that_repeats_a_value_is_shown_without_it(rotated: Stack, world: World, on_the_way, status: int):
    current, previous = values(rotated)
    detail = f"what about {current} and {previous}?"
    path = f"GET /v1/keys/{rotated.kept.state['keyId']}"
    on_the_way(path, *[lambda: httpx.Response(status, json={"status": status, "detail": detail})] * 5)
    with pytest.raises(GpucredsError, match=r"what about \*\*\* and \*\*\*\?") as caught:
        rotated.refresh()
    assert current not in repr([caught.value, caught.value.words, caught.value.problem])
    assert world.warnings == []


def test_a_value_in_a_create_that_fails_otherwise_is_not_shown(key: Stack, world: World, desk: Desk, on_the_way):
    value = "nvapi-nvcf-stg-" + "s3cr3t00" * 8
    nameless = [lambda: httpx.Response(200, json={"value": value, "status": "ACTIVE"})] * 5
    on_the_way(MINT, *nameless)
    with pytest.raises(GpucredsError) as caught:
        key.up()
    assert "without an id" in str(caught.value)
    assert value not in repr([caught.value, world.warnings])
    assert desk.ids() == []


def test_a_warning_about_a_key_does_not_show_it(key: Stack, world: World):
    world.emulator.inject(Fault("status-before", platform="nvcf", method="DELETE", count=10_000))
    key.up()
    leaked = key.kept.state["key"]
    state = key.up(rotation=NOW | {"overlap": "0s"})
    assert len(world.warnings) == 1
    assert leaked not in world.warnings[0]
    assert state["key"] not in world.warnings[0]


def test_a_key_of_an_odd_prefix_is_taken_with_a_warning(monkeypatch: pytest.MonkeyPatch, key: Stack):
    world = World(Emulator(nvcf=Seed(key_prefix="nvcfapi-")))
    odd = Stack(world, monkeypatch, "hub", key.token, key.program)
    value = odd.up()["key"]
    (warning,) = world.warnings
    assert warning.startswith("NVCF made a key that does not begin with nvapi-")
    assert value.startswith("nvcfapi-")
    assert value not in warning
    odd.refresh()
    assert odd.kept.state["key"] == value
