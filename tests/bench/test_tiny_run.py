"""One life of the plugin, measured: the real engine, and an emulator that is a process of its own."""

import pytest

from bench.contestants import OPERATIONS, PLUGIN
from bench.emulated import emulated
from bench.lives import measure
from bench.samples import Cell, LifeSample


@pytest.mark.engine
def test_a_life_is_measured_from_up_to_destroy():
    with emulated() as platforms:
        found = measure(PLUGIN, LifeSample(PLUGIN.name, Cell(2, 0), 0), platforms)
    assert found.failure is None
    assert tuple(sample.operation for sample in found.samples) == OPERATIONS
    assert found.samples[0].requests["POST /api/v1/api-key"] == 2
    assert found.samples[1].requests == {}
    assert found.samples[0].cost.seconds > 0
    assert found.samples[0].cost.engine_cpu > 0
    assert found.state_own > 0


def test_an_emulator_of_a_measurement_takes_the_time_that_it_is_given():
    with emulated() as platforms:
        platforms.begin(0.25)
        assert platforms._ask("GET", "/limits/egs")["latency"] == 0.25
        platforms.begin(0)
        assert platforms.requests() == []
        assert platforms.bearer()
        assert platforms.requests() == ["POST /api/v1/auth"]
