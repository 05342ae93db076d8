"""`gpucreds doctor` on platforms on ports: what people read, what programs read, and how it ends."""

import json
import os

import pytest
from click.testing import CliRunner

from gpucreds_cli.app import main
from gpucreds_emulator import Emulator
from gpucreds_emulator.signing import sign

SETTINGS = ("EGS_", "RUNAI_", "NVCF_", "GPUCREDS_")


@pytest.fixture(scope="module")
def emulator():
    return Emulator()


@pytest.fixture(scope="module")
def urls(emulator):
    with emulator.serving() as urls:
        yield urls


@pytest.fixture
def doctor(emulator, urls, monkeypatch):
    """`doctor(*arguments, …)`: the command with the settings of the emulator, and others in the environment."""
    emulator.reset()
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        monkeypatch.delenv(name)

    def doctor(*arguments, **others):
        environment = {**emulator.environment(urls), **others}
        return CliRunner().invoke(main, ["doctor", *arguments], env=environment)

    return doctor


def test_platforms_in_order_end_with_0(doctor):
    ended = doctor("--json")
    assert (ended.exit_code, ended.stderr) == (0, "")
    found = json.loads(ended.stdout)
    assert {one["outcome"] for one in found["findings"]} == {"ok", "skipped"}
    assert found["findings"][0].keys() == {
        "platform",
        "title",
        "endpoint",
        "check",
        "outcome",
        "sentence",
        "advice",
    }


def test_a_failure_ends_with_1_and_a_warning_does_not(doctor):
    warned = doctor("--json", NVCF_TOKEN=sign({"exp": 1}))
    assert "warning" in {one["outcome"] for one in json.loads(warned.stdout)["findings"]}
    assert warned.exit_code == 0
    assert doctor(EGS_API_KEY="0ddb411-nobody-knows-it").exit_code == 1


def test_people_see_a_row_for_each_check_and_the_advice_below(doctor, emulator):
    ended = doctor(EGS_API_KEY="0ddb411-nobody-knows-it")
    lines = [line.split() for line in ended.stdout.splitlines()]
    assert lines[0] == ["Platform", "Check", "Outcome", "What", "was", "found"]
    assert ["EGS", "settings", "ok"] in [line[:3] for line in lines]
    assert ["login", "failed"] in [line[:2] for line in lines]
    assert ["version,", "rights", "skipped"] in [line[:3] for line in lines]
    assert ended.stdout.splitlines()[-1].startswith("EGS, login: Check gpucreds:egsApiKey or EGS_API_KEY")
    assert not any(platform.live() for platform in emulator.platforms.values())


def test_no_secret_is_printed(doctor, emulator):
    asked = [doctor(), doctor("--json"), doctor(EGS_API_KEY="0ddb411-nobody-knows-it")]
    printed = "".join(ended.output for ended in asked)
    for secret in ("0ddb411-nobody-knows-it", *emulator.handed_out()):
        assert secret not in printed


def test_what_is_shown_is_no_markup(doctor):
    assert "the keys of '[red]nobody[green]' can be listed" in doctor(NVCF_OWNER_ID="[red]nobody[green]").stdout


def test_nothing_configured_is_no_failure_and_says_where_settings_come_from(doctor, emulator, urls):
    none = dict.fromkeys(emulator.environment(urls), "")
    ended = doctor(**none)
    assert ended.exit_code == 0
    assert "Nothing is configured: name a stack with --stack" in ended.stdout


def test_a_rehearsal_warns_and_tells_the_clocks_apart(doctor):
    ended = doctor("--json", GPUCREDS_NOW="2031-01-01T00:00:00Z")
    assert ended.exit_code == 1
    assert "GPUCREDS_NOW is set" in ended.stderr
    failed = [
        (one["check"], one["advice"]) for one in json.loads(ended.stdout)["findings"] if one["outcome"] == "failed"
    ]
    assert failed == [("clock", "Take GPUCREDS_NOW away, which moves our clock")] * 3


def test_a_setting_that_cannot_be_read_is_an_error_in_one_line(doctor):
    ended = doctor(GPUCREDS_TIMEOUT="soon")
    assert ended.exit_code == 1
    assert ended.stderr.startswith("error: the configuration is wrong: gpucreds:timeout")
    assert len(ended.stderr.splitlines()) == 1
