"""What is not known before the update makes no other key."""

from __future__ import annotations

import pytest

from gpucreds.core.unknown import UNKNOWN
from tests.world import World

KEY = "nvcf:ScopedKey"
PROGRAM = {
    "description": "ci",
    "scopes": ["invoke_function"],
    "functions": ["*"],
    "address": "5747ac00-00000001",
    "rotation": {"before": "14d"},
}


@pytest.mark.parametrize(
    "edit",
    [
        {"scopes": UNKNOWN},
        {"scopes": ["invoke_function", UNKNOWN]},
        {"functions": UNKNOWN},
        {"functions": [UNKNOWN]},
        {"functions": None, "resources": [{"type": "function", "id": UNKNOWN}]},
        {"ttl": UNKNOWN},
        {"expiresAt": UNKNOWN, "rotation": None},
        {"rotation": UNKNOWN},
        {"rotation": {"before": UNKNOWN}},
        {"rotation": {"before": "14d", "trigger": UNKNOWN}},
    ],
    ids=repr,
)
def test_an_input_that_is_not_known_yet_replaces_nothing(world: World, edit: dict):
    hub = world.run()
    made = hub.create(KEY, hub.check(KEY, PROGRAM).inputs)
    news = {name: value for name, value in (PROGRAM | edit).items() if value is not None}
    checked = world.run().check(KEY, news, made.inputs)
    assert checked.failures == []
    assert world.run().diff(KEY, made.state, checked.inputs).replaces == []


@pytest.mark.parametrize("edit", [{"ownerId": UNKNOWN}, {"description": UNKNOWN}, {"service": UNKNOWN}])
def test_what_replaces_and_is_not_known_yet_may_replace(world: World, edit: dict):
    hub = world.run()
    made = hub.create(KEY, hub.check(KEY, PROGRAM).inputs)
    checked = world.run().check(KEY, PROGRAM | edit, made.inputs)
    assert world.run().diff(KEY, made.state, checked.inputs).replaces == list(edit)
