"""Which browser is taken, and when one that is in place is taken for done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.browser import BROWSER, LAUNCHER, PINS, ask_version, ensure, fill, key_of, users_program


def program(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_the_users_browser_is_found_on_path(tmp_path: Path, name: str):
    assert users_program(str(tmp_path)) is None
    assert users_program(str(program(tmp_path, name).parent)) == tmp_path / name


def test_another_state_of_the_users_browser_is_another_key(tmp_path: Path):
    users = program(tmp_path, "chromium")
    keys = {key_of(None), key_of(users)}
    users.write_text("#!/bin/sh\nexit 2 # newer\n")
    assert len(keys | {key_of(users)}) == 3


def test_a_program_that_shows_no_page_has_no_version(tmp_path: Path):
    assert ask_version(program(tmp_path, "chromium-browser")) is None


def test_what_is_in_place_shows_a_page_and_stays():
    assert ask_version(ensure()).count(".") == 3
    before = BROWSER.stat().st_ino
    assert ensure() == BROWSER / LAUNCHER
    assert BROWSER.stat().st_ino == before


def test_a_browser_of_the_users_that_shows_a_page_is_linked_and_nothing_is_fetched(tmp_path: Path):
    summary = fill(tmp_path, ensure())
    assert summary.endswith(f"the one on PATH ({ensure()})")
    assert [each.name for each in tmp_path.iterdir()] == [LAUNCHER]
    assert (tmp_path / LAUNCHER).readlink() == ensure()


def test_the_pins_say_what_is_fetched_and_not_from_where():
    assert '"integrity": "sha512-' in (PINS / "package-lock.json").read_text()
    assert "resolved" not in (PINS / "package-lock.json").read_text()
