"""Put an S3-compatible server that the tests can keep states in under `.tools/versitygw`.

It is Versity's gateway, which keeps each object as a file in a folder. It is built from its Go module, at the version
that `tools/versitygw/go.mod` pins.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools import go_build
from tools.environment import ROOT
from tools.go_build import EngineError, Pin
from tools.node import digest
from tools.placing import place
from tools.progress import say

VERSITYGW = ROOT / ".tools" / "versitygw"
PROGRAM = VERSITYGW / "bin" / "versitygw"
PINS = ROOT / "tools" / "versitygw"


def main() -> int:
    """Run `python -m tools.versitygw`."""
    try:
        say(put(), "versitygw")
    except EngineError as error:
        say("not in place. " + str(error).replace("\n", "\n  "), "versitygw")
        return 1
    return 0


def ensure() -> Path:
    """See to it that the server is in place, and return its program. Raises EngineError when it cannot be built."""
    put()
    return PROGRAM


def put() -> str:
    """Build the server where there is none, and return what it is. Raises EngineError when it cannot be built."""
    pin = go_build.read_pin(PINS)
    key = digest(Path(__file__), Path(go_build.__file__), PINS / "go.mod", PINS / "go.sum")
    return place(VERSITYGW, key, lambda target: fill(target, pin))


def fill(target: Path, pin: Pin) -> str:
    """Build the server into `target/bin`, and return what it is."""
    go_build.require_go({pin.folder.name: pin})
    say("building from its Go modules: about a minute on two cores the first time, then cached by Go", "versitygw")
    go_build.build_program(pin, target)
    return f"{pin}, built from its Go modules"


if __name__ == "__main__":
    sys.exit(main())
