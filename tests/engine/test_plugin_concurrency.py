"""The plugin works on as many things at a time as the engine asks of it."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier

from gpucreds_emulator import Emulator, Fault
from tests.engine.site import Site

MANY = 64
PATIENCE = 120
TOKENS = "".join(
    f"  token-{number}: {{type: 'gpucreds:egs:ApiToken', properties: {{role: Owner}}}}\n" for number in range(MANY)
)


def test_creates_that_the_engine_sends_together_are_with_the_platform_together(tmp_path: Path):
    everybody = Barrier(MANY)
    emulator = Emulator(wait=lambda _: everybody.wait(PATIENCE) and None)  # nobody is answered before all are there
    emulator.inject(Fault("delay", method="POST", path="/api/v1/api-key", count=MANY))
    with emulator.serving() as urls:
        program = Site(emulator, urls, tmp_path).yaml(f"resources:\n{TOKENS}")
        program.settings["GPUCREDS_TIMEOUT"] = f"{PATIENCE}s"
        program.up("--parallel", str(MANY))
    assert not everybody.broken
    assert len(emulator.live()) == MANY
