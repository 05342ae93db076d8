"""What goes wrong on the real engine shows no secret either, whoever's fault it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gpucreds_emulator import Emulator, Fault, FaultKind, serving
from tests.faults.canary import careless
from tests.faults.canary.canary import TEXT, Canary
from tests.faults.canary.careless import Mistake
from tests.faults.canary.echo import Echo

pytestmark = pytest.mark.engine

WRONG = "11111111-0000-4000-8000-000000000000"
"""What a user wrongly takes for a log-in is as secret as the right one."""


@pytest.fixture
def up(canary: Canary) -> Canary:
    """A stack that is up, and in which everything is due."""
    canary.up()
    canary.site.advance(canary.program, days=80)
    return canary


def test_log_ins_that_are_refused(up: Canary):
    for name in ("EGS_API_KEY", "RUNAI_CLIENT_SECRET"):
        up.program.settings |= {name: WRONG}
        up.up(succeeds=False)
        assert not up.says("Traceback")
        up.run("refresh", "--yes", "--skip-preview", succeeds=False)
        up.program.settings = dict(up.site.settings)
    assert up.found({WRONG: "a wrong log-in"}) == []


def test_answers_that_are_none(up: Canary):
    kinds: tuple[FaultKind, ...] = ("html-after", "broken-json", "status-after")
    faults = zip(kinds, up.emulator.platforms, strict=True)
    up.emulator.inject(*(Fault(kind, platform=name, after=1, count=100) for kind, name in faults))
    up.up("--diff", "--continue-on-error", succeeds=False)
    assert up.says("the answer is not")
    assert not up.says("Traceback")
    assert up.found() == []


@pytest.fixture
def echoes(tmp_path: Path) -> Iterator[tuple[Canary, list[Echo]]]:
    """A stack whose platforms can quote what they were sent."""
    emulator = Emulator()
    echoes = {name: Echo(platform) for name, platform in emulator.platforms.items()}
    with ExitStack() as running:
        urls = {name: running.enter_context(serving(echo)) for name, echo in echoes.items()}
        yield Canary(emulator, urls, tmp_path), list(echoes.values())


def test_errors_that_quote_what_was_sent(echoes: tuple[Canary, list[Echo]]):
    canary, platforms = echoes
    canary.site.rewrite(
        canary.program, TEXT.replace("runai.get_access_token()", "0").replace("nvcf.get_admin_token()", "0")
    )
    canary.up()
    canary.site.advance(canary.program, days=80)
    for log_ins, arguments in ((False, "up --yes --diff --continue-on-error"), (True, "destroy --yes --debug")):
        for echo in platforms:
            echo.on, echo.log_ins = True, log_ins
        canary.run(*arguments.split(), succeeds=False)
        assert canary.found() == []
        assert canary.says("cannot work on")
        assert canary.says("***")


def test_a_mistake_of_ours_in_a_verb(up: Canary, tmp_path: Path):
    mistakes = [
        ("gpucreds.platforms.egs", "Egs", "create_api_key"),
        ("gpucreds.platforms.nvcf", "Nvcf", "create_key"),
    ]
    up.program.settings |= careless.settings(tmp_path / "careless", *mistakes)
    up.up("--debug", succeeds=False)
    assert up.found() == []
    assert up.says("gpucreds made a mistake, please report it: RuntimeError in careless:")
    assert not up.says("Traceback")


def test_a_mistake_in_the_users_program(up: Canary):
    up.site.rewrite(up.program, TEXT + "\nci.token.apply(lambda token: {}[len(token)])\n")
    up.up("--debug", succeeds=False)
    assert up.says("KeyError")
    up.site.rewrite(
        up.program, TEXT + "\ntoken = runai.get_access_token()\nraise SystemError(f'no {token} {ci.token}')\n"
    )
    up.up("--debug", succeeds=False)
    assert up.says("SystemError")
    assert up.found() == []


@pytest.mark.parametrize(
    ("mistake", "provider_only"),
    [
        (("gpucreds.platforms.runai.session", "Session", "token"), False),
        (("gpucreds.platforms.configuration", "Configuration", "load"), True),
    ],
    ids=["look-up", "configure"],
)
def test_a_mistake_of_ours_before_any_verb(canary: Canary, tmp_path: Path, mistake: Mistake, *, provider_only: bool):
    canary.program.settings |= careless.settings(tmp_path / "careless", mistake, provider_only=provider_only)
    canary.up("--debug", succeeds=False)
    assert canary.found() == []
    assert canary.says("gpucreds made a mistake, please report it: RuntimeError in careless:")
    assert not canary.says("Traceback")
