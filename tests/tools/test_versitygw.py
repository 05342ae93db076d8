"""The S3-compatible server that is built from its Go module."""

from __future__ import annotations

import subprocess

from tools.go_build import read_pin
from tools.versitygw import PINS, PROGRAM, ensure


def test_what_is_in_place_runs_and_stays():
    asked = subprocess.run([ensure(), "--version"], capture_output=True, text=True, check=True)
    assert asked.stdout.startswith("Version")
    before = PROGRAM.stat().st_ino
    assert ensure().stat().st_ino == before


def test_it_is_the_gateway_that_is_pinned():
    pin = read_pin(PINS)
    assert pin.module == "github.com/versity/versitygw"
    assert str(pin) == f"versitygw {pin.version}"
