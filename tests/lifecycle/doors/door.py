"""What a door is to the tests: one run of a provider, as an engine sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from gpucreds.core.declaration import property_name, secrets
from gpucreds.resources import RESOURCES

Properties = dict[str, Any]
SECRETS = {declared.resource_type: [property_name(name) for name in secrets(declared.state)] for declared in RESOURCES}


class CheckFailed(Exception):
    """Inputs were refused; `failures` are the properties with their reasons."""

    def __init__(self, failures: Mapping[str, str]) -> None:
        super().__init__(str(failures))
        self.failures = failures


@dataclass
class Compared:
    """What a diff answered."""

    replaces: list[str]
    delete_before_replace: bool
    forced: bool


class Door(Protocol):
    """One run of a provider, as an engine sees it."""

    def check(self, token: str, news: Properties, olds: Properties | None) -> Properties: ...
    def diff(self, token: str, object_id: str, state: Properties, news: Properties) -> Compared: ...
    def create(self, token: str, inputs: Properties) -> tuple[str, Properties]: ...
    def import_(self, token: str, object_id: str, address: str) -> tuple[str, Properties, Properties] | None: ...
    def read(self, token: str, object_id: str, state: Properties) -> tuple[Properties, Properties] | None: ...
    def update(self, token: str, object_id: str, state: Properties, news: Properties) -> Properties: ...
    def delete(self, token: str, object_id: str, state: Properties) -> None: ...


class Aborted(Exception):
    """The servicer answered an error."""


class PartlyMade(Aborted):
    """The servicer answered an error, and an object that is there all the same: the engine keeps it."""

    def __init__(self, reason: str, object_id: str, state: Properties) -> None:
        super().__init__(reason)
        self.id = object_id
        self.state = state
