"""What the environment asks to rotate in one command, as both doors hear it when they open a run."""

from __future__ import annotations

import pytest

from gpucreds.core.planning import Ask
from gpucreds.core.resource import Run
from gpucreds.doors.run import INCIDENT, ROTATE, open_run
from gpucreds.platforms.configuration import Configuration

SET = "GPUCREDS_ROTATE is set: what it names rotates in each command that is run with it"
KEY = "5747ac00-00000001"
JO = "runai:LocalUser/jo@example.com@https://runai.test"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def run(told: list[str], monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> Run:
    """A run that was opened with these variables."""
    for name in (ROTATE, INCIDENT):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return open_run(Configuration.load(lambda _: None), told.append).run


@pytest.mark.parametrize("settings", [{ROTATE: f"{KEY},{JO}"}, {ROTATE: f" {KEY} , ,{JO},"}, {ROTATE: f"{JO},{KEY}"}])
def test_it_names_resources_with_commas_between_them_and_warns_once(run: Run, told: list[str]):
    assert run.asks == {KEY: Ask.ROTATION, JO: Ask.ROTATION}
    assert told == [f"{SET}."]


@pytest.mark.parametrize("settings", [{ROTATE: KEY, INCIDENT: "1"}, {ROTATE: KEY, INCIDENT: "false"}])
def test_an_incident_is_any_value_and_the_one_warning_says_what_it_does(run: Run, told: list[str]):
    assert run.asks == {KEY: Ask.INCIDENT}
    assert told == [f"{SET}, and with GPUCREDS_INCIDENT the old one is revoked in the same update."]


@pytest.mark.parametrize("settings", [{INCIDENT: "1"}, {INCIDENT: "1", ROTATE: ""}, {INCIDENT: "1", ROTATE: " , "}])
def test_an_incident_alone_means_nothing_and_says_so(run: Run, told: list[str]):
    assert run.asks == {}
    assert told == ["GPUCREDS_INCIDENT is set without GPUCREDS_ROTATE: alone it means nothing."]


@pytest.mark.parametrize("settings", [{}, {ROTATE: ""}, {INCIDENT: ""}, {ROTATE: "", INCIDENT: ""}, {ROTATE: ","}])
def test_what_is_empty_is_not_set(run: Run, told: list[str]):
    assert (run.asks, told) == ({}, [])


@pytest.mark.parametrize("settings", [{ROTATE: KEY, INCIDENT: ""}])
def test_an_empty_incident_is_none(run: Run, told: list[str]):
    assert run.asks == {KEY: Ask.ROTATION}
    assert told == [f"{SET}."]
