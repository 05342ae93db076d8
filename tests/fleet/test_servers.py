"""The servers that `make test-fleet` puts under `.tools`."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tools import postgres, versitygw


def test_a_postgresql_that_is_in_place_runs_and_stays():
    assert postgres.version_in(postgres.ensure()).startswith("postgres (PostgreSQL) ")
    before = postgres.ensure().parent.stat().st_ino
    assert postgres.ensure().parent.stat().st_ino == before


def test_the_postgresql_of_the_wheel_has_programs_that_run(tmp_path: Path):
    assert postgres.fill(tmp_path, None).endswith(", from a wheel")
    assert postgres.machines_own([tmp_path / "bin"]) == tmp_path / "bin"


def test_an_s3_gateway_that_is_in_place_runs_and_stays():
    asked = subprocess.run([versitygw.ensure(), "--version"], capture_output=True, text=True, check=True)
    assert asked.stdout.startswith("Version")
    before = versitygw.PROGRAM.stat().st_ino
    assert versitygw.ensure().stat().st_ino == before
