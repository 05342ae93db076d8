"""The life-cycle table: one row per resource. A new resource joins every promise by one row here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.lifecycle.doors import Properties
from tests.world import World


@dataclass(frozen=True)
class Case:
    """A resource, a program for it, and the edits that its life cycle distinguishes."""

    token: str
    program: Callable[[World], Properties]
    replacing: Properties = field(default_factory=dict)
    """An edit that replaces."""
    in_place: Properties = field(default_factory=dict)
    """An edit that is an update; empty for what knows none."""
    rotating: Properties = field(default_factory=dict)
    """An edit that rotates now; empty for what does not rotate."""
    adopting: Properties = field(default_factory=dict)
    """An edit that takes over what a killed run left, where nothing on the platform tells whose it is."""
    secrets: Callable[[Properties], list[Any]] = lambda _: []
    """The secrets in a state."""
    opens: Callable[[World, Properties, str], bool] = lambda *_: True
    """Whether the platform takes one of them, for what can be tried."""
    minted: bool = False
    """Whether every generation is an object of its own, so that two of them can be there."""
    on_platform: bool = True
    """Whether it is anywhere but in the state."""

    @property
    def platform(self) -> str:
        """The platform that it lives on."""
        return self.token.partition(":")[0]

    def objects(self, state: Properties) -> int:
        """How many objects on the platform a state stands for."""
        return len(self.secrets(state)) if self.minted else int(self.on_platform)


def _token(world: World) -> Properties:
    return {
        "name": "ci",
        "role": "Owner",
        "address": world.address(),
        "rotation": {"before": "14d", "overlap": "2d"},
    }


def _workspace(_: World) -> Properties:
    return {
        "name": "red",
        "clusters": ["worker-1", "worker-2"],
        "namespaces": ["team-a"],
        "username": "Jo Doe",
        "email": "jo@example.com",
    }


def _access_rule(_: World) -> Properties:
    return {
        "subject": {"type": "group", "name": "researchers"},
        "role": "L1 researcher",
        "scope": {"type": "project", "name": "vision"},
    }


def _scoped_key(world: World) -> Properties:
    return {
        "description": "ci",
        "scopes": ["invoke_function"],
        "functions": ["*"],
        "address": world.address(),
        "rotation": {"before": "14d", "overlap": "2d"},
    }


def _named(*names: str) -> Callable[[Properties], list[Any]]:
    return lambda state: [state[name] for name in names if state.get(name)]


def _application_logs_in(world: World, state: Properties, secret: str) -> bool:
    form = {"grant_type": "client_credentials", "client_id": state["clientId"], "client_secret": secret}
    return world.call("runai", "POST", "/api/v2/token", data=form).is_success or not state["enabled"]


def _user_signs_in(world: World, state: Properties, secret: str) -> bool:
    form = {"grant_type": "password", "client_id": "cli", "username": state["username"], "password": secret}
    return world.call("runai", "POST", "/api/v2/token", data=form).is_success


def _key_is_taken(world: World, state: Properties, secret: str) -> bool:
    body = {"audience_service_id": state["serviceId"], "key": secret}
    return world.call("nvcf", "POST", "/v1/introspect", json=body).is_success


CASES = [
    Case(
        "egs:ApiToken",
        _token,
        replacing={"description": "other"},
        in_place={"ttl": "30d"},
        rotating={"rotation": {"before": "14d", "overlap": "2d", "trigger": "now"}},
        secrets=_named("token", "previousToken"),
        opens=lambda world, _, secret: world.logs_in(secret),
        minted=True,
    ),
    Case(
        "egs:SliceWorkspace",
        _workspace,
        replacing={"namespaces": ["team-b"]},
        in_place={"readyTimeout": "7m"},
        adopting={"adopt": True},
        secrets=lambda state: list(state["kubeconfigs"].values()),
    ),
    Case(
        "runai:Application",
        lambda _: {"name": "red-ci", "rotation": {"every": "90d"}},
        replacing={"name": "red-cd"},
        in_place={"enabled": False},
        rotating={"rotation": {"every": "90d", "trigger": "now"}},
        secrets=_named("clientSecret"),
        opens=_application_logs_in,
    ),
    Case(
        "runai:LocalUser",
        lambda _: {"email": "Jo@example.com"},
        replacing={"resetPassword": True},
        rotating={"passwordReset": "now"},
        secrets=_named("tempPassword"),
        opens=_user_signs_in,
    ),
    Case("runai:AccessRule", _access_rule, replacing={"cluster": "cluster-a"}),
    Case(
        "nvcf:ScopedKey",
        _scoped_key,
        replacing={"description": "other"},
        in_place={"scopes": ["list_functions", "invoke_function"]},
        rotating={"rotation": {"before": "14d", "overlap": "2d", "trigger": "now"}},
        secrets=_named("key", "previousKey"),
        opens=_key_is_taken,
        minted=True,
    ),
    Case("gpucreds:StackIdentity", lambda _: {}, on_platform=False),
]
ON_PLATFORMS = [case for case in CASES if case.on_platform]
