"""Run:ai as the client sees it: the emulator of a world, or answers that a test makes up."""

import httpx
import pytest

from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from tests.platforms.wire import Wire
from tests.world import Line

ENDLESS = 500
"""So many requests are none that a test asks for."""


class Tapped(httpx.BaseTransport):
    """The line to the Run:ai of a world, with all requests kept."""

    def __init__(self, world):
        self._line = Line(world.emulator.runai)
        self.requests = []

    def handle_request(self, request):
        self.requests.append(request)
        assert len(self.requests) < ENDLESS
        return self._line.handle_request(request)


class Answers(Wire):
    """A wire that is not asked for ever."""

    def handle_request(self, request):
        assert len(self.requests) < ENDLESS
        return super().handle_request(request)


@pytest.fixture
def knobs(world):
    """What the emulated Run:ai does where the contract leaves it open."""
    return world.emulator.runai.knobs


@pytest.fixture(params=["2.18", "2.24", "3.0"])
def version(request, knobs):
    """Each generation of the control plane."""
    knobs.version = request.param
    return request.param


@pytest.fixture
def tap(world):
    """The wire of all clients of one test; `tap.requests` is what they sent."""
    return Tapped(world)


@pytest.fixture
def connect(world, run, tap):
    """A new client of the world's Run:ai, logged in with the account; settings given here win, None unsets one."""

    def connect(**settings):
        known = {name: value for name, value in {**world.settings, **settings}.items() if value is not None}
        return Platforms(Configuration.load(lambda _: None, known), run, tap).runai

    return connect


@pytest.fixture
def runai(connect):
    """The client of the administrator's account."""
    return connect()


@pytest.fixture
def as_user(world):
    """The settings of the administrator as a user."""
    runai = world.emulator.runai
    return {
        "RUNAI_CLIENT_ID": None,
        "RUNAI_CLIENT_SECRET": None,
        "RUNAI_USERNAME": runai.username,
        "RUNAI_PASSWORD": runai.password,
    }


@pytest.fixture
def answering(run):
    """A client with an account on a wire that gives these answers; the wire is its attribute `wire`."""

    def answering(*answers, **settings):
        wire = Answers(*answers)
        client = {"RUNAI_CLIENT_ID": "iac", "RUNAI_CLIENT_SECRET": "iac-secret"}
        known = {"RUNAI_ENDPOINT": "http://runai.test", **(settings or client)}
        connected = Platforms(Configuration.load(lambda _: None, known), run, wire).runai
        connected.wire = wire
        return connected

    return answering
