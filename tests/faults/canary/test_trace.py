"""The engine's own trace shows values from level 9 on. None of these lines is ours, and no lower level has one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count

import pytest

from tests.faults.canary.canary import Canary
from tools.scanner import Scanner

pytestmark = pytest.mark.engine

TEXT = """
trigger = pulumi.Config().require("trigger")
ROTATION = {"before": "14d", "trigger": trigger}
red = egs.SliceWorkspace("red", clusters=["worker-1"], namespaces=["red"], username="Jo", email="jo@example.com")
ci = egs.ApiToken("ci", role="Owner", rotation=ROTATION)
app = runai.Application("red-ci", rotation={"every": "60d", "trigger": trigger})
jo = runai.LocalUser("jo", email="jo@example.com", password_reset=trigger)
key = nvcf.ScopedKey("invoke", scopes=["invoke_function"], functions=["*"], rotation=ROTATION | {"overlap": "0s"})
pulumi.export("outputs", [ci.token, app.client_secret, jo.temp_password, key.key, red.kubeconfigs])
pulumi.export("looked up", [runai.get_access_token(), nvcf.get_admin_token()])
"""
OF_THE_ENGINE = re.compile(r"(M|Unm)arshaling property for RPC\[.*")
"""sdk/go/common/resource/plugin/rpc.go of the engine: it takes a secret apart and shows what is in it."""
FIRST_LEVEL = 9
IN_GLOG = re.compile(r"I\d{4} .* rpc\.go:\d+\] (.*)")
"""How engines before 3.25x wrote the same lines."""


@pytest.fixture
def triggers() -> Iterator[str]:
    return (f"number {number}" for number in count(1))


@pytest.fixture
def canary(canary: Canary, triggers: Iterator[str]) -> Canary:
    canary.site.rewrite(canary.program, TEXT)
    canary.run("config", "set", "trigger", next(triggers))
    canary.up()
    return canary


def _rotated(canary: Canary, triggers: Iterator[str], *flags: str) -> str:
    """What a run prints that makes every secret anew."""
    canary.run("config", "set", "trigger", next(triggers))
    return canary.up(*flags)


def _of_the_engine(line: str) -> bool:
    old = IN_GLOG.match(line)
    if old or not line.startswith("{"):
        return bool(old and OF_THE_ENGINE.match(old[1]))
    record = json.loads(line)
    return record["v"] >= FIRST_LEVEL and bool(OF_THE_ENGINE.match(record["msg"]))


def _showing(canary: Canary, text: str) -> list[str]:
    """The lines of a text with a secret in them."""
    scanner = Scanner(canary.emulator.handed_out())
    return [line for line in text.splitlines() if any(scanner.in_text("", line))]


def test_up_to_level_8_the_trace_shows_no_secret(canary: Canary, triggers: Iterator[str]):
    for level in (1, 8):
        _rotated(canary, triggers, f"-v={level}", "--logtostderr", "--logflow", "--debug")
    _rotated(canary, triggers, "-v=8")  # into a file of the engine's in TMPDIR
    assert canary.found() == []


def test_above_it_only_lines_of_the_engine_do(canary: Canary, triggers: Iterator[str]):
    for level in (FIRST_LEVEL, 11):
        printed = _rotated(canary, triggers, f"-v={level}", "--logtostderr", "--logflow")
        whose = [_of_the_engine(line) for line in _showing(canary, printed)]
        assert set(whose) == {True}
    assert {place.startswith("what `up --yes --skip-preview -v=") for place in canary.places()} == {True}


def test_without_logtostderr_they_are_in_a_file_of_the_engines_among_the_temporary_ones(
    canary: Canary, triggers: Iterator[str]
):
    _rotated(canary, triggers, f"-v={FIRST_LEVEL}")
    (place,) = canary.places()
    assert re.fullmatch(r"tmp/pulumi\..*\.log\.INFO\..*", place)


def test_no_door_of_ours_could_hide_them_for_the_engine_shows_what_a_program_declares_secret_too(canary: Canary):
    canary.site.rewrite(
        canary.program, 'pulumi.export("declared", pulumi.Output.secret("canary-" + "0123456789abcdef"))'
    )
    printed = canary.program.pulumi("preview", f"-v={FIRST_LEVEL}", "--logtostderr")
    whose = [_of_the_engine(line) for line in printed.splitlines() if "canary-0123456789abcdef" in line]
    assert whose == [True]


def test_other_traces_of_the_engine_show_secrets_in_their_own_file_alone(canary: Canary, triggers: Iterator[str]):
    folder = canary.program.home
    _rotated(canary, triggers, f"--otel-traces=file://{folder}/otel.json")
    assert canary.found() == []
    canary.program.settings["PULUMI_DEBUG_GRPC"] = str(folder / "grpc.json")
    _rotated(canary, triggers, f"--tracing=file:{folder}/up.trace")
    assert canary.places() == {"grpc.json", "up.trace"}
