"""Which PostgreSQL is taken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.postgres import PINS, PROGRAMS, candidates, key_of, machines_own


def server(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in PROGRAMS:
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_a_server_on_path_comes_first_and_then_the_newest_of_debian(tmp_path: Path):
    folders = [server(tmp_path / "debian" / version / "bin", version) for version in ("9", "15", "16")]
    on_path = server(tmp_path / "own", "14")
    assert list(candidates(str(on_path), tmp_path / "debian")) == [on_path, *reversed(folders)]
    assert list(candidates(str(tmp_path / "nothing"), tmp_path / "debian")) == folders[::-1]


@pytest.mark.parametrize(("version", "taken"), [("13.9", False), ("14.0", True), ("18beta1", True)])
def test_an_old_server_is_not_taken(tmp_path: Path, version: str, taken: bool):
    folder = server(tmp_path / "own", version)
    assert machines_own([folder]) == (folder if taken else None)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_server_without_one_of_its_programs_is_not_taken(tmp_path: Path, name: str):
    folder = server(tmp_path / "own", "15.1")
    (folder / name).write_text("#!/bin/sh\nexit 1\n")
    assert machines_own([folder]) is None
    (folder / name).unlink()
    assert machines_own([folder]) is None


def test_another_state_of_the_machines_server_is_another_key(tmp_path: Path):
    folder = server(tmp_path / "own", "15.1")
    keys = {key_of(None), key_of(folder)}
    (folder / "postgres").write_text("#!/bin/sh\nexit 2 # newer\n")
    assert len(keys | {key_of(folder)}) == 3


def test_the_wheel_is_pinned_by_its_contents():
    pinned = [line for line in PINS.read_text().splitlines() if "==" in line]
    assert len(pinned) == 1
    assert re.search(r"--hash=sha256:[0-9a-f]{64}", PINS.read_text())
