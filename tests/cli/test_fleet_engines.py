"""The engines of a fleet: what ends them, and what is read of what they leave behind."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from pulumi.automation import ConcurrentUpdateError, StackAlreadyExistsError

from gpucreds.core.errors import Refused
from gpucreds_cli.fleet import events
from gpucreds_cli.fleet.engines import Engines, failure
from gpucreds_cli.fleet.fingerprint import Fingerprint
from gpucreds_cli.fleet.update import Taken, _locked

LOCKED = """error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete it
  file:///state/.pulumi/locks/organization/creds/a b/31a7.json: created by ci@runner-7 (pid 333) at 2026-11-22T22:44:21Z
"""


@pytest.mark.usefixtures("foreground")
@pytest.mark.parametrize(("what", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_what_only_reads_with_its_own_exit_code(what: signal.Signals, code: int):
    def interrupted() -> None:
        os.kill(os.getpid(), what)
        raise Refused("pulumi stack ls: it failed without a word")

    before = signal.getsignal(what)
    with pytest.raises(SystemExit) as ended, Engines().heeding():
        interrupted()
    assert ended.value.code == code
    assert signal.getsignal(what) == before


def test_an_error_without_a_signal_stays_one():
    with pytest.raises(Refused), Engines().heeding():
        raise Refused("pulumi stack ls: it failed without a word")


def test_a_signal_that_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        engines = Engines()
        with engines.heeding():
            os.kill(os.getpid(), signal.SIGINT)
        assert not engines.ending
    finally:
        signal.signal(signal.SIGINT, before)


def test_after_a_signal_no_engine_begins(tmp_path: Path):
    engines = Engines()
    engines.end(signal.SIGTERM)
    assert engines.run(tmp_path / "nowhere", ["up"], tmp_path / "log") is False


def test_a_lock_is_told_with_who_holds_it_and_what_takes_it_away(tmp_path: Path):
    log = tmp_path / "log"
    log.write_text(LOCKED)
    assert isinstance(failure(log, 1), ConcurrentUpdateError)
    assert _locked(Taken("a", "organization/creds/a", Fingerprint("1", "2", "3")), log) == (
        "the stack is locked by ci@runner-7 (pid 333) at 2026-11-22T22:44:21Z. Wait for it; if that run is dead: "
        "pulumi cancel --yes --stack organization/creds/a"
    )


def test_a_stack_that_somebody_else_has_just_made_is_known_as_such(tmp_path: Path):
    (tmp_path / "log").write_text("error: stack 'organization/creds/a' already exists\n")
    assert isinstance(failure(tmp_path / "log", 1), StackAlreadyExistsError)


def test_events_are_counted_as_far_as_they_were_written_and_then_gone(tmp_path: Path):
    file = tmp_path / "a.events"
    urn = "urn:pulumi:a::creds::egs:ApiToken::ci"
    told = [
        {"sequence": 1, "timestamp": 1, "diagnosticEvent": {"message": "quiet", "color": "never", "severity": "debug"}},
        {"sequence": 2, "timestamp": 1, "diagnosticEvent": {"urn": urn, "message": "no room\n", "severity": "error"}},
        {"sequence": 3, "timestamp": 1, "summaryEvent": {"resourceChanges": {"same": 3, "create": 2}}},
    ]
    file.write_text("\n".join([*map(json.dumps, told), '{"sequence": 4, "resOutp']))
    found = events.read(file)
    assert found.changes == {"create": 2}
    assert found.heard.errors == {urn: "no room"}
    assert not file.exists()
    assert events.read(file).changes == {}
