"""NVCF as the client sees it: the emulator of a world, or answers that a test makes up."""

import pytest

from gpucreds.core.resource import Run
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from tests.platforms.nvcf.answers import USUAL, ServiceWire
from tests.world import Line


@pytest.fixture
def run(world):
    """What all clients of one test share; its warnings are the world's."""
    return Run(world.clock, world.warnings.append)


@pytest.fixture
def connect(world, run):
    """A new client of the world's NVCF; settings given here win, None unsets one."""

    def connect(**settings):
        known = {name: value for name, value in {**world.settings, **settings}.items() if value is not None}
        return Platforms(Configuration.load(lambda _: None, known), run, Line(world.emulator.nvcf)).nvcf

    return connect


@pytest.fixture
def nvcf(connect):
    """The client as it is by default."""
    return connect()


@pytest.fixture
def answering(run):
    """A client on a wire that gives these answers after the services; the wire is its attribute `wire`."""

    def answering(*answers, services=USUAL, **settings):
        wire = ServiceWire(*answers, services=services)
        known = {"NVCF_API_KEYS_URL": "http://nvcf.test", **settings}
        client = Platforms(Configuration.load(lambda _: None, known), run, wire).nvcf
        client.wire = wire
        return client

    return answering
