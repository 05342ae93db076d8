"""How pinned files are compared."""

from itertools import pairwise

from tools.lock import PINS, pins

PINNED = """\
# Written by a tool:
#    make lock
attrs==26.1.0 ; python_full_version < '3.11' \\
    --hash=sha256:00
    # via gpucreds
rich==15.0.0 \\
    --hash=sha256:11 \\
    --hash=sha256:22
"""


def test_only_the_requirements_count():
    assert pins(PINNED) == {"attrs==26.1.0 ; python_full_version < '3.11'", "rich==15.0.0"}


def test_the_pins_name_no_place_to_fetch_from():
    assert "://" not in PINS.read_text()


def test_every_pin_has_its_hashes():
    lines = PINS.read_text().splitlines()
    assert all(after.startswith("    --hash=") for line, after in pairwise(lines) if "==" in line)
