"""`doctor` finds what is wrong, once, and says it in the words of the configuration."""

from datetime import timedelta

import httpx
import pytest

from gpucreds.core.clock import SystemClock
from gpucreds.core.resource import Run
from gpucreds.platforms.configuration import Configuration
from gpucreds_cli.doctor import CHECKS, examine
from gpucreds_emulator.faults import Fault
from tests.cli.examination import Doctor, failures, of, outcomes
from tests.world import Lines

PLATFORMS = ("egs", "runai", "nvcf")
LATE = 360


@pytest.fixture
def doctor(world):
    return Doctor(world)


def test_platforms_that_are_in_order_have_no_failure_and_each_check_is_told_of(doctor):
    found = doctor()
    assert failures(found) == []
    for platform in PLATFORMS:
        assert list(outcomes(found, platform)) == list(CHECKS)
        assert outcomes(found, platform) == dict.fromkeys(CHECKS, "ok") | {"tls": "warning"}


def test_it_logs_in_and_reads_and_writes_nothing(doctor, world):
    doctor()
    assert world.writes() == []
    assert {line for line in world.requests() if not line.startswith("GET ")} == {
        "POST /api/v1/auth",
        "POST /api/v2/token",
    }
    assert sum(line == "GET /api/v1/api-key/list" for line in world.requests()) == 1
    assert not any(platform.live() for platform in world.emulator.platforms.values())


def test_no_finding_holds_a_secret(doctor, world):
    assert world.emulator.handed_out()
    found = [doctor(), doctor(EGS_API_KEY="0ddb411-nobody-knows-it", RUNAI_CLIENT_SECRET="wr0ng-s3cret")]
    shown = "".join(one.model_dump_json() for one in found)
    for secret in (*world.secrets(), *world.emulator.handed_out(), "0ddb411-nobody-knows-it", "wr0ng-s3cret"):
        assert secret not in shown


def test_a_password_in_an_endpoint_is_not_shown(doctor):
    found = doctor(EGS_ENDPOINT="http://vera:hunter2@egs.test")  # pragma: allowlist secret
    assert failures(found) == [("egs", "settings")]
    assert "hunter2" not in found.model_dump_json()


def test_what_looks_like_a_key_is_not_shown_wherever_it_stands(doctor):
    rights = of(doctor(NVCF_OWNER_ID="nvapi-nvcf-stg-0123456789abcdef"), "nvcf", "rights")
    assert rights.sentence.startswith("the keys of '***' can be listed")


def test_plain_http_to_another_machine_is_a_warning(doctor):
    tls = of(doctor(), "egs", "tls")
    assert tls.outcome == "warning"
    assert tls.sentence.startswith("EGS is reached by plain HTTP, at http://egs.test")
    assert tls.advice == "Give its endpoint as https://, or a tunnel to it that begins on this machine"


def test_a_platform_without_any_setting_is_not_configured_which_is_no_failure(doctor):
    found = doctor(EGS_ENDPOINT=None, EGS_API_KEY=None)
    assert outcomes(found, "egs") == {"settings": "skipped"}
    assert of(found, "egs", "settings").sentence == (
        "not configured: none of gpucreds:egsEndpoint, gpucreds:egsApiKey, gpucreds:egsAccessToken is set"
    )
    assert not found.failed


@pytest.mark.parametrize(
    ("platform", "variable", "sentence", "advice"),
    [
        ("egs", "EGS_ENDPOINT", "gpucreds:egsEndpoint is not set", "EGS_ENDPOINT"),
        ("egs", "EGS_API_KEY", "gpucreds:egsApiKey or gpucreds:egsAccessToken is not set", "--secret gpucreds:egsApi"),
        ("runai", "RUNAI_ENDPOINT", "gpucreds:runaiEndpoint is not set", "RUNAI_ENDPOINT"),
        ("runai", "RUNAI_CLIENT_ID", "gpucreds:runaiClientId is not set", "config set gpucreds:runaiClientId"),
        ("runai", "RUNAI_CLIENT_SECRET", "gpucreds:runaiClientSecret is not set", "--secret gpucreds:runaiClientSec"),
        ("nvcf", "NVCF_API_KEYS_URL", "gpucreds:nvcfApiKeysUrl is not set", "NVCF_API_KEYS_URL"),
        ("nvcf", "NVCF_OWNER_ID", "gpucreds:nvcfOwnerId is not set", "NVCF_OWNER_ID"),
    ],
)
def test_half_a_configuration_is_one_failure_that_names_the_other_half(doctor, platform, variable, sentence, advice):
    found = doctor(**{variable: None})
    assert failures(found) == [(platform, "settings")]
    assert of(found, platform, "settings").sentence == sentence
    assert advice in of(found, platform, "settings").advice
    assert of(found, platform, "rights").sentence == "not looked at, because settings failed"


def test_all_that_is_missing_is_named_at_once(doctor):
    found = of(doctor(RUNAI_ENDPOINT=None, RUNAI_CLIENT_SECRET=None), "runai", "settings")
    assert found.sentence == "gpucreds:runaiEndpoint is not set; gpucreds:runaiClientSecret is not set"


def test_without_an_owner_all_but_the_rights_is_looked_at(doctor):
    found = doctor(NVCF_OWNER_ID=None)
    assert outcomes(found, "nvcf") == {
        **dict.fromkeys(CHECKS, "ok"),
        "settings": "failed",
        "tls": "warning",
        "rights": "skipped",
    }


def test_what_is_wrong_for_all_platforms_is_one_failure(doctor, tmp_path):
    known = Configuration.load(lambda _: None, doctor.world.settings | {"GPUCREDS_CA_BUNDLE": str(tmp_path / "none")})
    found = examine([known], Run(doctor.world.clock, print))
    assert failures(found) == [("egs", "settings")]
    assert "none cannot be read as PEM" in of(found, "egs", "settings").sentence
    assert of(found, "nvcf", "settings").sentence == "fails as it does for EGS"


def test_a_platform_to_which_two_configurations_lead_is_looked_at_once(doctor, world):
    known = Configuration.load(lambda _: None, world.settings)
    elsewhere = known.model_copy(update={"nvcf_owner_id": "another"})
    found = examine([known, elsewhere, known], Run(world.clock, print), doctor.lines())
    settings = [one.platform for one in found.findings if one.check == "settings"]
    assert settings == ["egs", "runai", "nvcf", "nvcf"]


@pytest.mark.parametrize("kind", ["html", "wrong-json", "refuse", "reset-before", "broken-json"])
def test_whatever_stands_in_the_place_of_egs_is_one_failure_of_reach(doctor, world, kind):
    world.emulator.inject(Fault(kind, platform="egs", count=99))
    found = doctor()
    assert failures(found) == [("egs", "reach")]
    assert {of(found, "egs", check).sentence for check in ("tls", "login", "version", "rights", "clock")} == {
        "not looked at, because reach failed"
    }


def test_a_proxy_page_is_told_apart_from_the_platform(doctor, world):
    world.emulator.inject(Fault("html", platform="runai", count=99))
    reach = of(doctor(), "runai", "reach")
    assert reach.sentence.endswith("the answer is not Run:ai's (HTTP 502, text/html)")
    assert reach.advice == "Check the endpoint of Run:ai, and any proxy before it"


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("other", PLATFORMS)
def test_another_platform_at_the_endpoint_is_one_failure_of_reach(doctor, platform, other):
    variable = {"egs": "EGS_ENDPOINT", "runai": "RUNAI_ENDPOINT", "nvcf": "NVCF_API_KEYS_URL"}[platform]
    expected = [(platform, "reach")] if other != platform else []
    assert failures(doctor(**{variable: f"http://{other}.test"})) == expected


@pytest.mark.parametrize("path", ["/api", "/console/"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_wrong_path_in_the_endpoint_is_one_failure_of_reach(doctor, platform, path):
    variable = {"egs": "EGS_ENDPOINT", "runai": "RUNAI_ENDPOINT", "nvcf": "NVCF_API_KEYS_URL"}[platform]
    assert failures(doctor(**{variable: f"http://{platform}.test{path}"})) == [(platform, "reach")]


def test_what_breaks_after_the_login_is_a_failure_of_the_rights(doctor, world):
    world.emulator.inject(Fault("html", platform="runai", path="/api/v1/users", count=99))
    found = doctor()
    assert failures(found) == [("runai", "rights")]
    assert of(found, "runai", "reach").outcome == "ok"


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("seconds", "outcome", "says"),
    [
        (-LATE, "failed", "6m ahead of ours"),
        (LATE, "failed", "6m behind ours"),
        (-120, "warning", "2m ahead of ours"),
        (120, "warning", "2m behind ours"),
        (30, "ok", "within a minute of ours"),
        (0, "ok", "within a minute of ours"),
    ],
)
def test_clocks_may_differ_by_a_minute_and_never_by_more_than_five(doctor, world, platform, seconds, outcome, says):
    clock = of(doctor(clock=SystemClock(world.clock.now() + timedelta(seconds=seconds))), platform, "clock")
    assert clock.outcome == outcome
    assert clock.sentence.endswith(says)


def test_a_skewed_clock_is_one_failure_for_each_platform_and_no_other(doctor, world):
    found = doctor(clock=SystemClock(world.clock.now() - timedelta(minutes=6)))
    assert failures(found) == [(platform, "clock") for platform in PLATFORMS]
    assert of(found, "egs", "clock").advice == (
        "Set the clock that is wrong: that of this machine, if other platforms say the same"
    )


def test_nothing_is_left_out_because_of_a_clock(doctor, world):
    found = doctor(clock=SystemClock(world.clock.now() - timedelta(minutes=6)), NVCF_OWNER_ID=None)
    assert of(found, "nvcf", "rights").sentence == "not looked at, because settings failed"
    assert of(found, "egs", "rights").outcome == "ok"


def test_a_rehearsal_is_told_as_what_moves_our_clock(doctor, world, monkeypatch):
    monkeypatch.setenv("GPUCREDS_NOW", "2027-01-01T00:00:00Z")
    found = doctor(clock=SystemClock(world.clock.now() + timedelta(days=90)))
    assert of(found, "nvcf", "clock").advice == "Take GPUCREDS_NOW away, which moves our clock"


def test_a_slow_answer_is_no_skew(doctor, world):
    class Slow(Lines):
        def handle_request(self, request):
            world.advance(seconds=200)
            return super().handle_request(request)

    slow = Slow({"egs.test": world.emulator.egs})
    found = doctor(transport=slow, RUNAI_ENDPOINT=None, NVCF_API_KEYS_URL=None)
    assert of(found, "egs", "clock").outcome == "ok"


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}, {"Date": "Sun, 01 Mar 2020 00:00:00 GMT", "Age": "9"}])
def test_a_clock_that_nobody_shows_is_not_judged(doctor, world, headers):
    class Silent(Lines):
        def handle_request(self, request):
            response = super().handle_request(request)
            response.read()
            response.headers.pop("Date")
            return httpx.Response(response.status_code, headers=headers, content=response.content)

    found = doctor(transport=Silent({f"{name}.test": it for name, it in world.emulator.platforms.items()}))
    assert {of(found, platform, "clock").outcome for platform in PLATFORMS} == {"skipped"}
    assert failures(found) == []
