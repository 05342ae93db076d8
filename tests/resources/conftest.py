"""Stacks with one resource of EGS, at the hub, and the means to play the people and servers on the other side."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.lifecycle.stack import Stack
from tests.resources.portal import Portal
from tests.world import Line, World

Act = Callable[[], httpx.Response | None]


@pytest.fixture
def portal(world: World) -> Portal:
    """Somebody who works in EGS without gpucreds."""
    return Portal(world.emulator)


@pytest.fixture
def token(world: World, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """A stack with an Owner token: 90 days, rotated in the last 14, the old one valid for 2 more."""
    program = {
        "name": "ci",
        "role": "Owner",
        "address": world.address(),
        "rotation": {"before": "14d", "overlap": "2d"},
    }
    return Stack(world, monkeypatch, "hub", "egs:ApiToken", program)


@pytest.fixture
def workspace(world: World, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """A stack with a workspace on both clusters, with two namespaces."""
    program = {
        "name": "red",
        "clusters": ["worker-1", "worker-2"],
        "namespaces": ["team-a", "team-b"],
        "username": "Jo Doe",
        "email": "jo@example.com",
    }
    return Stack(world, monkeypatch, "hub", "egs:SliceWorkspace", program)


@pytest.fixture
def on_the_way(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`on_the_way("POST /path", act, …)`: each act happens before one such request, and may answer in EGS's place."""
    waiting: dict[str, list[Act]] = {}
    to_the_emulator = Line.handle_request

    def handle(line: Line, request: httpx.Request) -> httpx.Response:
        acts = waiting.get(f"{request.method} {request.url.path}", [])
        return (acts.pop(0)() if acts else None) or to_the_emulator(line, request)

    monkeypatch.setattr(Line, "handle_request", handle)
    return lambda route, *acts: waiting.setdefault(route, []).extend(acts)
