"""Many threads before a platform that takes less than they ask for: all is done once, and little of it is refused."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate

import pytest

from gpucreds.core.resource import Run
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from gpucreds_emulator import Clock, Emulator, Fault, Limits
from tests.platforms.egs_answers import KEY
from tests.world import BEGIN, Line, World

THREADS = 64
CAPACITY = 8
MANY = 200
PATIENCE = 60
MINT = {"method": "POST", "path": "/api/v1/api-key"}


class Meeting(Line):
    """A wire on which the first 64 creates meet: none is answered before the platform has taken or refused them all."""

    def __init__(self, app, meet):
        super().__init__(app)
        self._meet = meet

    def handle_request(self, request):
        response = super().handle_request(request)
        if response.status_code == 429:
            self._meet()
        return response


class Crowd:
    """64 threads that make keys through one client, which has logged in before."""

    def __init__(self, *, together=0):
        self.barrier = threading.Barrier(THREADS, action=self._met) if together else None
        self.world = World(emulator=Emulator(clock=Clock(lambda: BEGIN), wait=lambda _: self.meet()))
        self.emulator = self.world.emulator
        configuration = Configuration.load(lambda _: None, self.world.settings)
        wire = Meeting(self.emulator.egs, self.meet)
        self.egs = Platforms(configuration, Run(self.world.clock, tell=pytest.fail), wire).egs
        self.egs.token()
        if together:
            self.emulator.inject(Fault("delay", **MINT, count=together))

    def make(self, number=MANY):
        with ThreadPoolExecutor(THREADS) as threads:
            keys = list(threads.map(lambda one: self.egs.create_api_key(**KEY | {"name": f"k-{one}"}), range(number)))
        assert len({key.get_secret_value() for key in keys}) == number
        assert sorted(live.name for live in self.emulator.live()) == sorted(f"k-{one}" for one in range(number))

    def meet(self):
        if self.barrier:
            self.barrier.wait(PATIENCE)

    def statuses(self):
        """Those of the creates, in order of arrival."""
        return [entry.status for entry in self.emulator.log() if entry.path == MINT["path"]]

    def _met(self):
        self.barrier = None


def test_an_unhindered_platform_has_all_64_at_once_from_the_beginning():
    crowd = Crowd(together=THREADS)
    crowd.make()
    assert crowd.barrier is None
    assert crowd.statuses() == [200] * MANY


@pytest.mark.parametrize("limits", [{}, {"retry_after": 1}, {"retry_after": 0, "page": True}])
def test_of_200_creates_at_a_capacity_of_8_the_first_burst_is_refused_and_then_a_hundred_pass(limits):
    crowd = Crowd(together=CAPACITY)
    crowd.emulator.egs.admission.turn(Limits(capacity=CAPACITY, **limits))
    crowd.make()
    statuses = crowd.statuses()
    hundredth = [*accumulate(status == 200 for status in statuses)].index(100)
    assert statuses[:hundredth].count(429) == THREADS - CAPACITY
    # A second hundred can raise the limit from 8 over 9, 11, 15 and 23 to 39 before somebody is refused.
    assert statuses[hundredth:].count(429) <= 39 - CAPACITY


@pytest.mark.parametrize("limits", [{}, {"retry_after": 1}])
def test_of_200_creates_at_20_a_second_the_first_bursts_are_refused_and_then_hardly_one(limits):
    crowd = Crowd()
    crowd.emulator.egs.admission.turn(Limits(rate=20, **limits))
    crowd.make()
    # Each refusal in a burst takes a place of the 64 away; alone, it takes three to measure, and two for each hundred.
    assert crowd.statuses().count(429) <= THREADS + 3 + 2 * MANY // 100
    assert crowd.world.clock.waited < 2 * MANY / 20
