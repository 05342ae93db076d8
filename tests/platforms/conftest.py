"""EGS as the client sees it: the emulator of a world, or answers that a test makes up."""

import pytest

from gpucreds.core.resource import Run
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from tests.platforms.wire import Wire
from tests.world import Line


@pytest.fixture
def run(world):
    """What all clients of one test share."""
    return Run(world.clock, tell=pytest.fail)


@pytest.fixture
def connect(world, run):
    """A new client of the world's EGS, logged in by the Owner key; settings given here win, None unsets one."""

    def connect(**settings):
        known = {name: value for name, value in {**world.settings, **settings}.items() if value is not None}
        return Platforms(Configuration.load(lambda _: None, known), run, Line(world.emulator.egs)).egs

    return connect


@pytest.fixture
def egs(connect):
    """The client of an Owner."""
    return connect()


@pytest.fixture
def answering(run):
    """A client with an access token on a wire that gives these answers; the wire is its attribute `wire`."""

    def answering(*answers, **settings):
        wire = Wire(*answers)
        known = {"EGS_ENDPOINT": "http://egs.test", **(settings or {"EGS_ACCESS_TOKEN": "access-token"})}
        client = Platforms(Configuration.load(lambda _: None, known), run, wire).egs
        client.wire = wire
        return client

    return answering
