"""`pulumi import`, as a user sees it: what somebody made is in the stack, and its platform sees nothing of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from gpucreds_emulator import Emulator
from tests.engine.importing import SETTING, generated, in_clear, take, take_all, writes
from tests.engine.site import Site
from tests.resources.nvcf.desk import OWNER, Desk
from tests.resources.portal import Portal
from tests.resources.runai.console import Console
from tools.environment import ROOT
from tools.program import Program


@dataclass(frozen=True)
class Made:
    """What somebody made: the id to import it by, and its secret."""

    id: str
    secret: str | None


def _api_token(emulator: Emulator) -> Made:
    key = Portal(emulator).add_key("ci")
    Portal(emulator).alter_key(key, validity=emulator.clock.now().date() + timedelta(days=90))
    return Made("ci", key)


def _workspace(emulator: Emulator) -> Made:
    Portal(emulator).add_workspace("red")
    return Made("red/Somebody/else@example.com", None)


def _application(emulator: Emulator) -> Made:
    return Made("ci", Console(emulator).add_account("ci").secret)


def _local_user(emulator: Emulator) -> Made:
    return Made("jo@example.com", Console(emulator).add_user("jo@example.com").secret)


def _access_rule(emulator: Emulator) -> Made:
    return Made(str(Console(emulator).add_rule("group", "researchers").id), None)


def _scoped_key(emulator: Emulator) -> Made:
    key_id, value = Desk(emulator).make("invoke", days=90)
    return Made(f"{OWNER}/functions/{key_id}", value)


MAKE: dict[str, Callable[[Emulator], Made]] = {
    "egs:ApiToken": _api_token,
    "egs:SliceWorkspace": _workspace,
    "runai:Application": _application,
    "runai:LocalUser": _local_user,
    "runai:AccessRule": _access_rule,
    "nvcf:ScopedKey": _scoped_key,
}
SHOWN = {"ci": "egs:ApiToken", "red": "egs:SliceWorkspace", "rule": "runai:AccessRule"}
NEVER_SHOWN = {"app": "runai:Application", "jo": "runai:LocalUser", "key": "nvcf:ScopedKey"}


@pytest.fixture
def program(site: Site) -> Program:
    """A program in YAML that declares nothing yet."""
    return site.yaml("")


def _readable(site: Site, program: Program, *made: Made) -> list[str]:
    """Where a secret can be read that an import was given or has fetched."""
    given = {one.secret: "given" for one in made if one.secret}
    return program.readable(site.emulator.handed_out() | given)


def _make(site: Site, kinds: dict[str, str]) -> dict[str, Made]:
    return {name: MAKE[token](site.emulator) for name, token in kinds.items()}


def test_the_program_that_an_import_writes_shows_no_change(site: Site, program: Program):
    made = _make(site, SHOWN)
    assert "3 imported" in take_all(program, {(SHOWN[name], name): one.id for name, one in made.items()})
    site.rewrite_yaml(program, generated(program))
    _nothing_changes_and_all_goes(site, program, made)


def test_what_is_imported_with_its_secret_keeps_it(site: Site, program: Program):
    made, text = _make(site, NEVER_SHOWN), "resources:\n"
    for name, one in made.items():
        assert "imported without its secret" not in take(program, NEVER_SHOWN[name], name, one.id, one.secret)
        text += generated(program).partition("resources:\n")[2]
    site.rewrite_yaml(program, text)
    _nothing_changes_and_all_goes(site, program, made)


def _nothing_changes_and_all_goes(site: Site, program: Program, made: dict[str, Made]) -> None:
    program.pulumi("preview", "--diff", "--expect-no-changes")
    assert writes(site) == []
    state = json.dumps(in_clear(program))
    assert [name for name, one in made.items() if one.secret and one.secret not in state] == []
    assert _readable(site, program, *made.values()) == []
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []


def test_what_comes_without_its_secret_gets_a_new_one_and_the_preview_says_so(site: Site, program: Program):
    ids = {(NEVER_SHOWN[name], name): one.id for name, one in _make(site, NEVER_SHOWN).items()}
    assert take_all(program, ids).count("is imported without its secret, which is never shown again") >= len(ids)
    site.rewrite_yaml(program, generated(program))
    planned = program.pulumi("preview", "--diff")
    assert len(re.findall("~ generation +: 1 => 2", planned)) == len(ids)
    assert planned.count('=> "imported without its secret') == len(ids)
    assert writes(site) == []
    program.up()
    assert len(writes(site)) == len(ids)
    program.up("--expect-no-changes")
    assert _readable(site, program) == []
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []


OPTIONS = """
resources:
  ci:
    type: gpucreds:egs:ApiToken
    properties: {{role: Owner}}
    options: {{import: "{ci}"}}
  app:
    type: gpucreds:runai:Application
    properties: {{name: ci}}
    options: {{import: "{app}"}}
  rule:
    type: gpucreds:runai:AccessRule
    properties:
      subject: {{type: group, name: researchers}}
      role: L1 researcher
      scope: {{type: project, name: vision}}
    options: {{import: "{rule}"}}
"""


def test_the_import_option_does_it_within_one_up(site: Site, program: Program):
    ci, app, rule = _api_token(site.emulator), _application(site.emulator), _access_rule(site.emulator)
    text = OPTIONS.format(ci=ci.id, app=app.id, rule=rule.id)
    site.rewrite_yaml(program, text)
    program.settings[SETTING] = app.secret
    assert "3 imported" in program.up()
    del program.settings[SETTING]
    site.rewrite_yaml(program, "\n".join(line for line in text.splitlines() if "import:" not in line))
    program.up("--expect-no-changes")
    assert writes(site) == []
    assert _readable(site, program, app) == []


@pytest.mark.parametrize(
    ("token", "object_id", "secret", "says"),
    [
        ("egs:ApiToken", "nobody", None, "resource 'nobody' does not exist"),
        ("runai:LocalUser", "jo", None, "the id of a Run:ai user is the e-mail address"),
        (
            "nvcf:ScopedKey",
            "invoke",
            None,
            "'invoke' is no id of an NVCF key. Write <owner id>/<functions, tasks or events>/<key id>",
        ),
        ("runai:Application", "ci", "of-another-one", "gpucreds:importSecret is not the secret of"),
    ],
)
def test_what_cannot_be_imported_is_one_line_and_no_state(
    site: Site, program: Program, token: str, object_id: str, secret: str | None, says: str
):
    MAKE[token](site.emulator)
    program.settings |= {SETTING: secret} if secret else {}
    given = ("--yes", "--skip-preview", f"gpucreds:{token}", "taken", object_id)
    printed = program.pulumi("import", *given, succeeds=False)
    [line] = _errors(printed)
    assert says in line
    _nothing_happened(site, program, printed)


def test_one_secret_is_not_taken_for_two_objects(site: Site, program: Program):
    made = _application(site.emulator)
    Console(site.emulator).add_account("cd")
    program.settings[SETTING] = made.secret
    printed = take_all(program, {("runai:Application", name): name for name in ("ci", "cd")}, succeeds=False)
    assert "gpucreds:importSecret is" in printed
    assert "Traceback" not in printed
    assert [one for one in program.resources() if one["urn"].endswith("::cd")] == []
    assert _readable(site, program, made) == []
    assert writes(site) == []


def _errors(printed: str) -> list[str]:
    """What the diagnostics say, without the engine's own repetition for the stack."""
    diagnostics = printed[printed.index("Diagnostics:") :]
    lines = {line.strip() for line in diagnostics.splitlines() if line.strip().startswith("error: ")}
    return [line for line in lines if not line.startswith("error: update failed")]


def _nothing_happened(site: Site, program: Program, printed: str) -> None:
    assert "Traceback" not in printed
    assert [one for one in program.resources() if one["urn"].endswith("::taken")] == []
    assert writes(site) == []


EXAMPLE = ROOT / "examples" / "import"


def test_the_example_takes_over_two_credentials_and_rotates_them(site: Site, tmp_path: Path):
    ci, invoke = _api_token(site.emulator), _scoped_key(site.emulator)
    program = Program.copied(EXAMPLE, tmp_path, site.settings)
    program.pulumi("stack", "init", "dev")
    take(program, "egs:ApiToken", "ci", ci.id)
    take(program, "nvcf:ScopedKey", "invoke", invoke.id, invoke.secret)
    planned = program.pulumi("preview", "--diff")
    assert "+ rotation" in planned
    assert "generation" not in planned
    program.up()
    assert writes(site) == []
    assert program.outputs() == {"ciToken": ci.secret, "invokeKey": invoke.secret}
    site.advance(program, days=80)
    program.up()
    assert site.names() == ["ci", "ci", "invoke", "invoke"]
    site.advance(program, days=3)
    program.up()
    assert site.names() == ["ci", "invoke"]
    assert program.readable(site.emulator.handed_out()) == []
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert site.emulator.live() == []
