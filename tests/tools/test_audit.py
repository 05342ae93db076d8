"""What the audit makes of an index and an advisory service, both played on loopback."""

import json
import threading
import zipfile
from dataclasses import dataclass, field
from datetime import date

import pytest
from flask import Flask, request
from werkzeug.serving import make_server

from tools import audit
from tools.audit import Accepted, ask, fails, findings, installed
from tools.lock import PINS, pins

PROJECT = '[project]\nname = "ours"\nversion = "0"\nrequires-python = ">=3.10"\ndependencies = ["theirs>=1.0"]\n'
NOW = "2026-01-01T00:00:00Z"
WHEEL = "theirs-{}-py3-none-any.whl"


@dataclass
class Outside:
    """The releases of one project, and what is known against it."""

    url: str = ""
    releases: dict[str, str] = field(default_factory=lambda: {"1.0": "", "2.0": ""})
    known_against: set[str] = field(default_factory=set)
    status: int = 200

    def ask(self, *options, project=PROJECT):
        """Audit with this service."""
        return ask(project, f"--service-url={self.url}/", *options)


@pytest.fixture
def outside(tmp_path, monkeypatch):
    """An index and an advisory service, and an environment in which uv knows no others."""
    world = Outside()
    server = make_server("127.0.0.1", 0, application(world, tmp_path), threaded=True)
    world.url = f"http://127.0.0.1:{server.port}"
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"{world.url}/simple")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(audit, "installed", lambda: PROJECT)
    monkeypatch.setattr(audit, "project", lambda: PROJECT)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield world
    server.shutdown()
    thread.join()


def application(world, folder):
    """What both answer."""
    app = Flask("outside")

    @app.get("/simple/theirs/")
    def index():
        return "".join(
            f'<a href="/{WHEEL.format(v)}" {told}>{WHEEL.format(v)}</a>' for v, told in world.releases.items()
        )

    @app.get("/broken/theirs/")
    def no_index():
        return "", 503

    @app.get("/<name>.whl")
    def wheel(name):
        return packed(folder / f"{name}.whl", version=name.split("-")[1])

    @app.post("/v1/querybatch")
    def query():
        asked = request.get_json()["queries"]
        known = [[{"id": "PYSEC-1", "modified": NOW}] if q["version"] in world.known_against else [] for q in asked]
        return {"results": [{"vulns": found} for found in known]}, world.status

    @app.get("/v1/vulns/PYSEC-1")
    def advisory():
        return {"id": "PYSEC-1", "modified": NOW, "summary": "it tells everything", "affected": []}

    return app


def packed(path, version):
    """A wheel that holds its metadata only."""
    with zipfile.ZipFile(path, "w") as archive:
        told = f"Metadata-Version: 2.1\nName: theirs\nVersion: {version}\n"
        archive.writestr(f"theirs-{version}.dist-info/METADATA", told)
        archive.writestr(f"theirs-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"theirs-{version}.dist-info/RECORD", "")
    return path.read_bytes()


def test_nothing_known_is_no_finding(outside):
    answer = outside.ask()
    assert answer.returncode == 0, answer.stderr
    assert not fails(answer)
    assert not list(findings(answer))


def test_a_known_vulnerability_fails_and_is_named(outside):
    outside.known_against = {"2.0"}
    answer = outside.ask()
    assert fails(answer)
    assert "theirs 2.0" in " ".join(findings(answer))
    assert "PYSEC-1: it tells everything" in " ".join(findings(answer))


def test_the_oldest_version_that_users_may_have_is_asked_about(outside):
    outside.known_against = {"1.0"}
    assert not fails(outside.ask())
    assert fails(outside.ask("--resolution=lowest-direct"))


@pytest.mark.parametrize(("today", "failing"), [(date(2026, 3, 1), False), (date(2026, 3, 2), True)])
def test_a_vulnerability_is_accepted_until_its_day(outside, monkeypatch, today, failing):
    monkeypatch.setattr(audit, "ACCEPTED", (Accepted("PYSEC-1", "we do not call it", until=date(2026, 3, 1)),))
    outside.known_against = {"2.0"}
    assert fails(outside.ask(*audit.ignored(today))) is failing


def test_a_withdrawn_release_fails_even_without_the_service(outside):
    outside.releases["1.0"] = 'data-yanked="it forgets"'
    outside.status = 503
    answer = outside.ask(project=PROJECT.replace("theirs>=", "theirs=="))
    assert answer.returncode == audit.UNANSWERED
    assert fails(answer)
    assert 'theirs==1.0` is yanked (reason: "it forgets")' in " ".join(findings(answer))


def test_what_cannot_be_had_fails(outside):
    answer = outside.ask(project=PROJECT.replace("1.0", "3.0"))
    assert fails(answer)
    assert "No solution found" in " ".join(findings(answer))


@pytest.mark.parametrize("status", [404, 503])
def test_a_service_that_does_not_answer_is_said_in_one_line_and_fails_nothing(outside, capsys, status):
    outside.status = status
    assert audit.main([f"--service-url={outside.url}/"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert "ADVISORIES NOT LOOKED UP" in line
    assert str(status) in line
    assert "checked: only withdrawn releases" in line


def test_an_index_that_does_not_answer_is_said_too(outside, monkeypatch, capsys):
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"{outside.url}/broken")
    assert audit.main([]) == 0
    assert capsys.readouterr().out.rstrip().endswith("checked: nothing")


def test_a_vulnerability_fails_the_check_with_its_subject(outside, capsys):
    outside.known_against = {"1.0"}
    assert audit.main([f"--service-url={outside.url}/"]) == 1
    told = capsys.readouterr().out
    assert "audit: the oldest versions that users may have: theirs 1.0" in told
    assert "what `make` installs" not in told


def test_every_pin_is_asked_about():
    assert all(json.dumps(pin) in installed() for pin in pins(PINS.read_text()))
