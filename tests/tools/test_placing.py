"""When a tool that is in place is taken for done, and what an interrupted run leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.placing import place, stamp


class PlaceError(Exception):
    """What a tool that cannot be had raises."""


def filled(target: Path) -> str:
    (target / "program").write_text("new")
    return "a program"


def broken(target: Path) -> str:
    (target / "program").write_text("half")
    raise PlaceError


def test_what_is_in_place_for_its_key_stays(tmp_path: Path):
    folder = tmp_path / "tool"
    assert place(folder, "first", filled) == "a program"
    before = folder.stat().st_ino
    assert place(folder, "first", broken) == "a program"
    assert folder.stat().st_ino == before


def test_another_key_puts_another_one_in_its_place(tmp_path: Path):
    folder = tmp_path / "tool"
    place(folder, "first", filled)
    place(folder, "second", lambda _target: "another")
    assert stamp(folder) == ("second", "another")
    assert [each.name for each in folder.iterdir()] == ["stamp"]


def test_a_folder_without_a_stamp_is_not_in_place(tmp_path: Path):
    folder = tmp_path / "tool"
    folder.mkdir()
    (folder / "half").write_text("")
    place(folder, "first", filled)
    assert not (folder / "half").exists()


def test_what_is_in_place_may_say_nothing_about_itself(tmp_path: Path):
    folder = tmp_path / "tool"
    folder.mkdir()
    (folder / "stamp").write_text("first")
    assert place(folder, "first", broken) == ""


def test_a_run_that_fails_leaves_the_old_one_and_nothing_else(tmp_path: Path):
    folder = tmp_path / "tool"
    place(folder, "first", filled)
    with pytest.raises(PlaceError):
        place(folder, "second", broken)
    assert (folder / "program").read_text() == "new"
    assert [each.name for each in tmp_path.iterdir()] == ["tool"]


def test_what_a_killed_run_has_left_is_cleared(tmp_path: Path):
    (tmp_path / "scratch-tool.killed").mkdir()
    place(tmp_path / "tool", "first", filled)
    assert [each.name for each in tmp_path.iterdir()] == ["tool"]
