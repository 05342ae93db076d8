"""The S3-compatible server that is built from its Go module."""

from __future__ import annotations

from tools.go_build import read_pin
from tools.versitygw import PINS


def test_it_is_the_gateway_that_is_pinned():
    pin = read_pin(PINS)
    assert pin.module == "github.com/versity/versitygw"
    assert str(pin) == f"versitygw {pin.version}"
