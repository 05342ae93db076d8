"""An engine that asks for 64 things at a time, and a platform that takes eight."""

from __future__ import annotations

from gpucreds_emulator import Fault, Limits
from tests.engine.site import Site

MANY = 100
PARALLEL = 64
CAPACITY = 8
TOKENS = "".join(
    f"  token-{number}: {{type: 'gpucreds:egs:ApiToken', properties: {{role: Owner}}}}\n" for number in range(MANY)
)


def test_an_up_succeeds_on_a_platform_that_takes_fewer_at_once_than_the_engine_asks_for(site: Site):
    admission = site.emulator.egs.admission
    admission.turn(Limits(capacity=CAPACITY))
    site.emulator.inject(Fault("delay", method="POST", path="/api/v1/api-key", seconds=1.0, count=CAPACITY))
    site.yaml(f"resources:\n{TOKENS}").up("--parallel", str(PARALLEL))
    live = site.emulator.live()
    assert len(live) == len({one.name for one in live}) == MANY
    assert 0 < admission.refused <= PARALLEL
