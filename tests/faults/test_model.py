"""Whatever happens to a project, in whatever order, the next undisturbed run puts everything right."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.model import life_at
from tests.lifecycle.doors import DOORS

TRY = settings(max_examples=70, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("door", DOORS)
def test_a_project_survives_whatever_happens(door: str):
    run_state_machine_as_test(life_at(door), settings=TRY)
