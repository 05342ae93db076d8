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
    replacing: Properties
    """An edit that replaces."""
    in_place: Properties
    """An edit that is an update."""
    rotating: Properties = field(default_factory=dict)
    """An edit that rotates now; empty for what does not rotate."""
    secrets: Callable[[Properties], list[Any]] = lambda _: []
    """The secrets in a state."""


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


CASES = [
    Case(
        "egs:ApiToken",
        _token,
        replacing={"description": "other"},
        in_place={"ttl": "30d"},
        rotating={"rotation": {"before": "14d", "overlap": "2d", "trigger": "now"}},
        secrets=lambda state: [state[name] for name in ("token", "previousToken") if state.get(name)],
    ),
    Case(
        "egs:SliceWorkspace",
        _workspace,
        replacing={"namespaces": ["team-b"]},
        in_place={"readyTimeout": "7m"},
        secrets=lambda state: list(state["kubeconfigs"].values()),
    ),
    Case("gpucreds:StackIdentity", lambda _: {}, replacing={}, in_place={}),
]
