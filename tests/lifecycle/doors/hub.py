"""The hub itself."""

from __future__ import annotations

import pytest

from tests.lifecycle.doors.door import CheckFailed, Compared, Properties
from tests.world import World


class HubDoor:
    """Its verbs are a door's, but for the answers."""

    def __init__(self, world: World, _patch: pytest.MonkeyPatch) -> None:
        self._hub = world.run()

    def check(self, token: str, news: Properties, olds: Properties | None) -> Properties:
        checked = self._hub.check(token, news, olds)
        if checked.failures:
            raise CheckFailed({failure.property: failure.reason for failure in checked.failures})
        return checked.inputs

    def diff(self, token: str, _id: str, state: Properties, news: Properties) -> Compared:
        found = self._hub.diff(token, state, news)
        return Compared(found.replaces, found.delete_before_replace, found.pending)

    def create(self, token: str, inputs: Properties) -> tuple[str, Properties]:
        made = self._hub.create(token, inputs)
        return made.id, made.state

    def import_(self, token: str, object_id: str, address: str) -> tuple[str, Properties, Properties] | None:
        found = self._hub.import_(token, object_id, address)
        return (found.id, found.state, found.inputs) if found else None

    def read(self, token: str, object_id: str, state: Properties) -> tuple[Properties, Properties] | None:
        found = self._hub.read(token, object_id, state)
        return (found.state, found.inputs) if found else None

    def update(self, token: str, object_id: str, state: Properties, news: Properties) -> Properties:
        return self._hub.update(token, object_id, state, news).state

    def delete(self, token: str, _id: str, state: Properties) -> None:
        self._hub.delete(token, state)
