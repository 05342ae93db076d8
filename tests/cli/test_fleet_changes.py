"""What makes a team worth an update: its entry, its settings, the program, the version, its history and the clock."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from gpucreds.core.durations import parse_instant
from gpucreds.core.errors import Refused
from gpucreds_cli.fleet import standing
from gpucreds_cli.fleet.choosing import Roll
from gpucreds_cli.fleet.fingerprint import Fingerprint, of_value
from gpucreds_cli.fleet.project import Project
from gpucreds_cli.fleet.standing import Last
from gpucreds_cli.stacks import _SECRET, Stack

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
ONE = Fingerprint("1a", "2b", "3c", "0.1.0")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "Pulumi.yaml": "name: creds\nruntime: python\n",
        "Pulumi.vision.yaml": "encryptionsalt: abc\nconfig:\n  creds:team: vision\n",
        "__main__.py": "print()",
        "parts/more.py": "",
        "teams.yaml": "vision: {ci: Owner}\nnlp: {ci: Owner}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def fingerprints(folder: Path) -> dict[str, Fingerprint]:
    roll = Roll(folder, folder / "teams.yaml")
    roll.__dict__["known"] = ["organization/creds/vision", "organization/other/nlp"]
    return {team.name: roll.taken(team).fingerprint for team in roll.teams}


def changed_by(folder: Path, name: str, text: str) -> dict[str, list[str]]:
    """What each team says of an edit of a file."""
    before = fingerprints(folder)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    told = {team: list(now.since(before[team])) for team, now in fingerprints(folder).items() if team in before}
    return {team: reasons for team, reasons in told.items() if reasons}


def test_an_edited_entry_changes_its_own_team_alone(folder: Path):
    text = "# a word\nnew: {}\nnlp: {ci: Owner}\nvision: {ci: Editor}\n"
    assert changed_by(folder, "teams.yaml", text) == {"vision": ["its entry changed"]}


@pytest.mark.parametrize("name", ["__main__.py", "parts/more.py", "parts/new.json", "requirements.txt", "Pulumi.yaml"])
def test_a_file_of_the_program_changes_every_team(folder: Path, name: str):
    text = (folder / name).read_text() + "\n# more\n" if (folder / name).exists() else "new"
    reasons = ["the program changed"]
    assert changed_by(folder, name, text) == {"vision": reasons, "nlp": reasons}


@pytest.mark.parametrize(
    "name",
    [
        ".env",
        ".git/HEAD",
        "__pycache__/more.pyc",
        "parts/__pycache__/more.pyc",
        "node_modules/a/index.js",
        "Pulumi.other.yaml",
        "Pulumi.other.json",
    ],
)
def test_what_is_not_of_the_program_changes_nobody(folder: Path, name: str):
    assert changed_by(folder, name, "config: {a: b}") == {}


def test_a_virtual_environment_is_not_of_the_program(folder: Path):
    (folder / "env").mkdir()
    (folder / "env" / "pyvenv.cfg").write_text("")
    assert changed_by(folder, "env/lib/site.py", "x") == {}


def test_a_file_that_moves_is_another_program(folder: Path):
    before = Project.around(folder).digest([])
    (folder / "parts" / "more.py").rename(folder / "parts" / "less.py")
    assert Project.around(folder).digest([]) != before


def test_settings_change_their_own_team_and_what_the_update_writes_there_is_no_change(folder: Path):
    before = fingerprints(folder)
    (folder / "Pulumi.vision.yaml").unlink()
    assert fingerprints(folder) == before
    text = "encryptionsalt: other\nconfig:\n  creds:team: vision\n  gpucreds:egsEndpoint: https://egs.example.com\n"
    assert changed_by(folder, "Pulumi.vision.yaml", text) == {"vision": ["its settings changed"]}


def test_settings_of_another_team_are_refused_before_anything_starts(folder: Path):
    (folder / "Pulumi.nlp.yaml").write_text("config: {'creds:team': vision}")
    with pytest.raises(Refused, match="the settings of the stack nlp say that creds:team is another one than nlp"):
        fingerprints(folder)


def test_the_name_of_the_team_is_given_where_the_settings_lack_it(folder: Path):
    roll = Roll(folder, folder / "teams.yaml")
    roll.__dict__["known"] = ["organization/creds/vision"]
    vision, nlp = map(roll.taken, roll.teams)
    assert (vision.new, vision.stack, vision.settings) == (False, "organization/creds/vision", {})
    assert (nlp.new, nlp.stack, nlp.settings) == (True, "nlp", {"creds:team": "nlp"})


def test_a_stack_that_two_organizations_have_wants_one_of_them(folder: Path):
    known = ["acme/creds/vision", "other/creds/vision"]
    plain, exact = (Roll(folder, folder / "teams.yaml", template) for template in ("{team}", "acme/{team}"))
    for roll in (plain, exact):
        roll.__dict__["known"] = known
    assert exact.stack(exact.teams[0]) == "acme/creds/vision"
    with pytest.raises(Refused, match="Write the organization into --stack-name"):
        plain.stack(plain.teams[0])


def test_a_project_is_found_from_a_folder_inside_it_and_else_refused(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
):
    assert Project.around(folder / "parts").name == "creds"
    with pytest.raises(Refused, match=r"Say with -C where its Pulumi\.yaml is"):
        Project.around(tmp_path_factory.mktemp("elsewhere"))


def test_a_fingerprint_is_read_back_from_its_message_and_from_no_other():
    assert ONE.message == "gpucreds fleet up: team=1a program=2b settings=3c gpucreds=0.1.0"
    assert Fingerprint.told(ONE.message) == ONE
    assert Fingerprint.told("a word: team=1a program=2b settings=3c gpucreds=0.1.0") is None
    assert Fingerprint.told("gpucreds fleet up: team=1a") is None


def test_a_fingerprint_says_what_has_changed():
    assert list(Fingerprint("9", "9", "9", "0.2.0").since(ONE)) == [
        "its entry changed",
        "the program changed",
        "its settings changed",
        "gpucreds 0.1.0 -> 0.2.0",
    ]


def test_the_order_of_keys_is_no_change_and_that_of_lists_is():
    value = {"b": [1, 2], "a": {"y": None, "x": NOW}}
    turned = {"a": {"x": NOW, "y": None}, "b": [1, 2]}
    assert of_value(value) == of_value(turned)
    assert of_value({"b": [2, 1]}) != of_value({"b": [1, 2]})
    assert of_value({1: "a", "1": "b"})


def last(**told: Any) -> Last:
    return Last.told(
        {"kind": "update", "result": "succeeded", "message": ONE.message, "endTime": "2026-11-22T12:00:00.000Z", **told}
    )


@pytest.mark.parametrize(
    ("found", "reasons"),
    [
        (None, [standing.NEVER]),
        (last(), []),
        (last(kind="destroy"), ["its last command was destroy"]),
        (last(result="failed"), ["its last update failed"]),
        (last(result="in-progress"), ["its last update is in-progress"]),
        (last(message="by hand"), [standing.FOREIGN]),
        (last(message=None), [standing.FOREIGN]),
        (last(message=Fingerprint("other", "2b", "3c", "0.1.0").message), ["its entry changed"]),
    ],
)
def test_the_history_of_a_stack_tells_whether_its_team_is_taken(found: Last | None, reasons: list[str]):
    assert list(standing.changed(found, ONE)) == reasons


def state(seconds: float, **more: Any) -> Stack:
    written = NOW + timedelta(seconds=seconds)
    return Stack("organization/creds/vision", Path(), {"manifest": {"time": written.isoformat()}, **more})


def test_a_state_that_was_written_after_the_last_update_is_one_of_a_dead_run():
    assert list(standing.written_since(state(2.5), last())) == []
    assert list(standing.written_since(state(60), last())) == [standing.WRITTEN]
    assert list(standing.written_since(Stack("a/b/c", Path(), {}), last())) == []


SECRET = {_SECRET: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}  # pragma: allowlist secret
"""What the engine has in a state for a value that it keeps encrypted."""


def token(**more: Any) -> dict[str, Any]:
    """A token in a state, which rotates on 6 February."""
    given = {
        "name": "ci",
        "role": "Owner",
        "address": "0123abcd-4567cdef",
        "nonce": "a1b2",
        "generation": 1,
        "issuedAt": "2026-11-22T00:00:00Z",
        "expiresAt": "2027-02-20T23:59:59Z",
        "rotationReason": "created",
        "rotation": {"before": "14d", "overlap": "2d"},
        **more,
    }
    kind = "pulumi-python:dynamic/egs:ApiToken"
    return {"type": kind, "urn": f"urn:pulumi:vision::creds::{kind}::ci", "inputs": given, "outputs": given}


@pytest.mark.parametrize(
    ("more", "days", "reason"),
    [
        ({}, 75, None),
        ({}, 77, "within 14d"),
        ({"name": SECRET}, 75, None),
        ({"name": SECRET}, 77, "within 14d"),
        ({"rotation": SECRET}, 1, standing.ENCRYPTED),
        ({"pending": "2 are still to be revoked"}, 1, "ci: 2 are still to be revoked"),
        ({"retiring": {"generation": 1, "revokeAfter": "2026-11-24T00:00:00Z"}, "generation": 2}, 1, None),
    ],
)
def test_the_clock_takes_a_team_when_its_plan_demands_something(more: dict[str, Any], days: int, reason: str | None):
    told = list(standing.due(state(0, resources=[token(**more)]), NOW + timedelta(days=days)))
    assert (not told) if reason is None else (reason in told[0])


def test_digests_do_not_depend_on_the_order_in_which_a_disk_lists_files(folder: Path, monkeypatch: pytest.MonkeyPatch):
    before = Project.around(folder).digest([])
    walk = os.walk

    def shuffled(*arguments: Any) -> Any:
        for place, inner, names in walk(*arguments):
            names.reverse()
            inner.reverse()
            yield place, inner, names

    monkeypatch.setattr("gpucreds_cli.fleet.project.os.walk", shuffled)
    assert Project.around(folder).digest([]) == before


@pytest.mark.parametrize(
    ("more", "instant"),
    [
        ({"rotateAfter": "2027-02-06T23:59:59Z"}, "2027-02-06T23:59:59Z"),
        (
            {"rotateAfter": "2027-02-06T23:59:59Z", "retiring": {"revokeAfter": "2026-11-24T00:00:00Z"}},
            "2026-11-24T00:00:00Z",
        ),
        ({"rotation": SECRET}, None),
        ({}, None),
    ],
)
def test_what_the_clock_demands_next_is_read_from_the_plan(more: dict[str, Any], instant: str | None):
    found = list(standing.upcoming(state(0, resources=[token(**more)])))
    assert min(found, default=None) == (instant and (parse_instant(instant), "ci"))
