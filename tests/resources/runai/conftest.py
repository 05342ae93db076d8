"""Stacks with one resource of Run:ai, at the hub, and the means to play the people on the other side."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from copy import deepcopy

import httpx
import pytest

from gpucreds_emulator.runai.knobs import Knobs
from gpucreds_emulator.runai.organization import Cluster, Department, Project
from tests.lifecycle.stack import Stack
from tests.resources.runai.console import Console
from tests.resources.runai.unique import Unique, unique_of
from tests.world import World

Make = Callable[..., Stack]
ENDLESS = 2000
"""So many requests are none that a test asks for."""


@pytest.fixture(autouse=True)
def _never_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that is read for ever fails instead."""
    requests = itertools.count()
    handle = httpx.WSGITransport.handle_request

    def counting(line: httpx.WSGITransport, request: httpx.Request) -> httpx.Response:
        assert next(requests) < ENDLESS
        return handle(line, request)

    monkeypatch.setattr(httpx.WSGITransport, "handle_request", counting)


@pytest.fixture
def console(world: World) -> Console:
    """Somebody who works in Run:ai without gpucreds."""
    return Console(world.emulator)


@pytest.fixture
def knobs(world: World) -> Knobs:
    """What the emulated Run:ai does where the contract leaves it open."""
    return world.emulator.runai.knobs


@pytest.fixture
def second_cluster(console: Console) -> str:
    """A cluster with a project of the same name."""
    held = console.store.organization
    cluster = Cluster("00000000-0000-4000-8000-00000000000b", "cluster-b")
    parts = {"clusters": cluster, "departments": Department("dep-b", "other", cluster.uuid)}
    for name, part in {**parts, "projects": Project("9901", "vision", "dep-b")}.items():
        object.__setattr__(held, name, (*getattr(held, name), part))
    return cluster.uuid


@pytest.fixture(params=["2.18", "2.24", "3.0"])
def version(request: pytest.FixtureRequest, knobs: Knobs, world: World) -> str:
    """Each generation of the control plane, from its first day."""
    knobs.version = request.param
    world.emulator.runai.seed()
    return request.param


@pytest.fixture
def application(world: World, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """A stack with an account whose secret is made anew every 30 days."""
    program = {"name": "ci", "rotation": {"every": "30d"}}
    return Stack(world, monkeypatch, "hub", "runai:Application", program)


@pytest.fixture
def user(world: World, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """A stack with a local user."""
    return Stack(world, monkeypatch, "hub", "runai:LocalUser", {"email": "jo@example.com"})


@pytest.fixture
def grant(world: World, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """A stack with an access rule of a group in a project."""
    program = {
        "subject": {"type": "group", "name": "vision-team"},
        "role": "L1 researcher",
        "scope": {"type": "project", "name": "vision"},
    }
    return Stack(world, monkeypatch, "hub", "runai:AccessRule", program)


@pytest.fixture
def twin(world: World, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Another resource with the same program in the same stack."""
    return lambda stack: Stack(world, monkeypatch, "hub", stack.token, deepcopy(stack.program))


@pytest.fixture
def administrator(world: World) -> None:
    """The login is a user instead of an account."""
    runai = world.emulator.runai
    del world.settings["RUNAI_CLIENT_ID"], world.settings["RUNAI_CLIENT_SECRET"]
    world.settings |= {"RUNAI_USERNAME": runai.username, "RUNAI_PASSWORD": runai.password}


@pytest.fixture
def on_the_way(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`on_the_way("POST /path", act, …)`: each act happens before one such request reaches Run:ai."""
    waiting: dict[str, list[Callable[[], object]]] = {}
    to_the_emulator = httpx.WSGITransport.handle_request

    def handle(line: httpx.WSGITransport, request: httpx.Request) -> httpx.Response:
        acts = waiting.get(f"{request.method} {request.url.path}", [])
        if acts:
            acts.pop(0)()
        return to_the_emulator(line, request)

    monkeypatch.setattr(httpx.WSGITransport, "handle_request", handle)
    return lambda route, *acts: waiting.setdefault(route, []).extend(acts)


@pytest.fixture
def forgotten() -> Callable[[Stack, Callable[[], object]], None]:
    """Run a command whose effect never reaches the state, as of a run that died."""

    def forgotten(stack: Stack, command: Callable[[], object]) -> None:
        kept = deepcopy(stack.kept)
        command()
        stack.kept = kept

    return forgotten


@pytest.fixture(params=["application", "user", "grant"])
def unique(request: pytest.FixtureRequest, console: Console) -> Unique:
    return unique_of(request.param, request, console)


@pytest.fixture(params=["application", "user"])
def secretive(request: pytest.FixtureRequest, console: Console) -> Unique:
    """Only what has a secret."""
    return unique_of(request.param, request, console)
