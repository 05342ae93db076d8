"""Nothing that a debugger, a log or an error tracker would print of our objects shows a secret."""

from __future__ import annotations

import base64
import logging
import pickle
import traceback
from collections.abc import Iterator
from typing import get_args

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from gpucreds.core.errors import GpucredsError
from gpucreds.core.redaction import Redactor
from gpucreds.doors.dynamic import PROVIDERS
from gpucreds.platforms.configuration import Configuration
from gpucreds_emulator import Fault, FaultKind
from tests.faults.canary.lives import STEPS, Remembered, Wired, live, ours, stacks
from tests.lifecycle.doors import DOORS, Aborted
from tools.scanner import Scanner

HARMLESS = ("delay", "wrong-content-type")
KINDS = [kind for kind in get_args(FaultKind) if kind not in HARMLESS]
REQUESTS = (0, 2)
"""How many requests of each step pass before the fault begins."""
LASTING = 1000


@pytest.fixture
def world() -> Remembered:
    return Remembered()


def readable(world: Remembered, texts: list[str]) -> set[str]:
    """Which kinds of secrets stand in one of the texts."""
    scanner = Scanner(world.emulator.handed_out())
    return {finding.kind for text in texts for finding in scanner.in_text("", text)}


def told(thing: object) -> list[str]:
    # What the redactor is there to know is plain text to itself; nothing that prints goes into it.
    inside = {} if isinstance(thing, Redactor) else getattr(thing, "__dict__", {})
    return [repr(thing), str(thing), f"{thing}", repr(inside)]


@pytest.mark.parametrize("door", DOORS)
def test_no_object_of_ours_shows_a_secret_after_a_life(world: Remembered, monkeypatch: pytest.MonkeyPatch, door: str):
    live(world, monkeypatch, door, until="refresh")
    configuration = Configuration.load(lambda _: None, world.settings)
    things = [configuration, *(thing for hub in world.hubs for thing in ours(hub, {}))]
    names = {type(thing).__name__ for thing in things}
    assert names >= {"Hub", "Run", "Redactor", "Api", "Egs", "Runai", "Nvcf", "Bearer"}
    assert len(names) > 20
    found = readable(world, [text for thing in things for text in told(thing)])
    assert found == set()
    found = readable(world, world.warnings)
    assert found == set()


def test_what_a_state_holds_of_the_provider_is_a_reference(world: Remembered, monkeypatch: pytest.MonkeyPatch):
    live(world, monkeypatch, "dynamic", until="create")
    for provider in PROVIDERS.values():
        references = [base64.b64decode(serialize_provider(provider())), pickle.dumps(provider())]
        assert max(map(len, references)) < 100
        found = readable(world, [repr(reference) for reference in references])
    assert found == set()


def chain(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    """An error with all its causes and contexts, also those that a traceback leaves out."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    yield error
    yield from chain(error.__cause__, seen)
    yield from chain(error.__context__, seen)


def shown(error: BaseException) -> list[str]:
    links = list(chain(error, set()))
    texts = [text for link in links for text in (*told(link), repr(link.args))]
    return [*texts, *("".join(traceback.format_exception(link)) for link in links)]


def failures(world: Remembered, patch: pytest.MonkeyPatch, door: str, faults: list[Fault]) -> list[BaseException]:
    """The errors of lives whose every step is disturbed."""
    errors: list[BaseException] = []
    for stack, case in stacks(world, patch, door):
        for step in STEPS.values():
            world.emulator.inject(*faults)
            try:
                step(stack, case)
            except (GpucredsError, Aborted, AttributeError) as error:  # nothing is kept where the create has failed
                errors.append(error)
            world.emulator.clear_faults()
    return errors


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_error_shows_a_secret_nor_does_what_it_came_from(
    world: Remembered, monkeypatch: pytest.MonkeyPatch, door: str, kind: FaultKind
):
    errors = [
        error
        for after in REQUESTS
        for error in failures(world, monkeypatch, door, [Fault(kind, after=after, count=LASTING)])
    ]
    failed = sum(isinstance(error, (GpucredsError, Aborted)) for error in errors)
    assert failed > 0
    found = readable(world, [text for error in errors for text in shown(error)])
    assert found == set()
    found = readable(world, world.warnings)
    assert found == set()


@pytest.mark.parametrize("log_ins", [False, True], ids=["calls", "log-ins"])
@pytest.mark.parametrize("door", DOORS)
def test_no_error_shows_a_secret_that_a_platform_has_quoted(
    world: Remembered, monkeypatch: pytest.MonkeyPatch, door: str, log_ins: bool
):
    lives = list(stacks(world, monkeypatch, door))
    for stack, _ in lives:
        stack.up()
    world.quote(log_ins=log_ins)
    errors: list[BaseException] = []
    for stack, case in lives:
        for name in ("rotate", "change", "refresh", "replace", "destroy"):
            try:
                STEPS[name](stack, case)
            except (GpucredsError, Aborted) as error:
                errors.append(error)
    texts = [text for error in errors for text in shown(error)]
    quoted, redacted = (any(words in text for text in texts) for words in ("cannot work on", "***"))
    assert quoted
    assert redacted
    found = readable(world, texts + world.warnings)
    assert found == set()


def test_no_log_shows_a_secret_of_a_life_over_sockets(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    world = Wired()
    with caplog.at_level(logging.DEBUG), world.emulator.serving() as urls:
        world.urls = urls
        live(world, monkeypatch, "hub")
        world.hang_up()
    assert {record.name.partition(".")[0] for record in caplog.records} >= {"httpx", "httpcore"}
    records = [text for record in caplog.records for text in (record.getMessage(), repr(vars(record)))]
    many = len(records) > 1000
    assert many
    found = readable(world, records)
    assert found == set()
