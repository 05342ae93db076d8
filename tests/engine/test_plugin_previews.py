"""What a preview of the plugin shows: each property that changes, what stays as it is, and what nobody knows yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from gpucreds_emulator import Emulator
from tests.engine.site import Site
from tools.program import Program

TEXT = """
resources:
  app:
    type: gpucreds:runai:Application
    properties: {{rotation: {{every: 60d, trigger: {trigger}}}}}
  ci:
    type: gpucreds:egs:ApiToken
    properties: {{role: Owner, description: "{description}"}}
  key:
    type: gpucreds:nvcf:ScopedKey
    properties: {{scopes: [{scope}], functions: ["*"]}}
  by-client-id:
    type: gpucreds:egs:ApiToken
    properties: {{role: Owner, description: "for ${{app.clientId}}"}}
  by-key-id:
    type: gpucreds:egs:ApiToken
    properties: {{role: Owner, description: "for ${{key.keyId}}"}}
  by-secret:
    type: gpucreds:runai:Application
    properties: {{rotation: {{trigger: "${{app.clientSecret}}"}}}}
  by-token:
    type: gpucreds:runai:Application
    properties: {{rotation: {{trigger: "${{ci.token}}"}}}}
"""
Shown = dict[str, str]
"""What a preview shows, by resource."""


def _preview(site: Site, program: Program) -> Shown:
    before = site.requests()
    shown = program.pulumi("preview", "--diff")
    assert site.requests() == before
    parts = re.split(r"\n +(?=(?:[-+~]|\+-) ?gpucreds:)", shown.partition("    --outputs:--")[0])[1:]
    return {re.findall(r"::([\w-]+)\]", part)[0]: part for part in parts}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """One of each change: a rotation, other scopes, a replacement."""
    emulator = Emulator()
    with emulator.serving() as urls:
        site = Site(emulator, urls, tmp_path_factory.mktemp("previews"))
        program = site.yaml(TEXT.format(trigger="a", description="first", scope="invoke_function"))
        site.advance(program, days=0)  # no minute passes between the two commands
        program.up()
        site.rewrite_yaml(program, TEXT.format(trigger="b", description="second", scope="list_functions"))
        yield _preview(site, program)


def test_what_depends_on_a_client_id_or_a_key_id_stays_as_it_is(shown: Shown):
    assert shown.keys() == {"app", "ci", "key", "by-secret", "by-token"}


def test_a_rotation_is_shown_property_by_property(shown: Shown):
    assert "gpucreds:runai:Application: (update)" in shown["app"]
    assert re.findall(r"^ +[-+~] (.+?) *$", shown["app"], re.MULTILINE) == [
        "generation    : 1 => 2",
        "rotation      : {",
        'trigger: "a" => "b"',
        'rotationReason: "created" => "the trigger changed; the old secret stops working at once"',
    ]


def test_a_change_of_scopes_is_an_update_of_one_item(shown: Shown):
    assert "gpucreds:nvcf:ScopedKey: (update)" in shown["key"]
    assert re.findall(r"^ +[-+~] (.+?) *$", shown["key"], re.MULTILINE) == [
        "scopes: [",
        '[0]: "invoke_function" => "list_functions"',
    ]


def test_a_replacement_names_the_property_that_asks_for_it(shown: Shown):
    assert "gpucreds:egs:ApiToken: (replace)" in shown["ci"]
    assert '~ description: "first" => "second"' in shown["ci"]


@pytest.mark.parametrize("dependent", ["by-secret", "by-token"])
def test_a_secret_that_changes_is_unknown_to_what_depends_on_it(shown: Shown, dependent: str):
    assert "trigger: [secret] => [unknown]" in shown[dependent]


def test_a_rotation_by_the_clock_shows_the_new_end_and_how_long_the_old_token_works(site: Site):
    program = site.yaml(
        """
        resources:
          ci:
            type: gpucreds:egs:ApiToken
            properties: {role: Owner, ttl: 90d, rotation: {before: 14d, overlap: 2d}}
        """
    )
    program.up()
    site.advance(program, days=80)
    shown = _preview(site, program)["ci"]
    assert re.search(r"~ expiresAt +: \"[-0-9T:]+Z\" => \"[-0-9T:]+Z\"", shown)
    assert re.search(r"\+ retiring +: \{\n +\+ generation : 1\n +\+ revokeAfter: \"", shown)
    assert "within 14d" in shown


OPTIONS = """
resources:
  {called}:
    type: gpucreds:nvcf:ScopedKey
    properties: {{scopes: [{scope}], functions: ["*"]}}
    options: {options}
"""
SETTLED = "--expect-no-changes"


def _one_key(scope: str = "invoke_function", called: str = "key", options: str = "{}") -> str:
    return OPTIONS.format(scope=scope, called=called, options=options)


def test_what_the_program_ignores_does_not_change(site: Site):
    program = site.yaml(_one_key())
    program.up()
    before = site.requests()
    site.rewrite_yaml(program, _one_key("list_functions", options="{ignoreChanges: [scopes]}"))
    program.up(SETTLED)
    assert site.requests() == before


def test_a_program_may_ask_for_a_replacement_where_an_update_would_do(site: Site):
    options = "{replaceOnChanges: [scopes]}"
    program = site.yaml(_one_key(options=options))
    program.up()
    (first,) = site.emulator.live()
    site.rewrite_yaml(program, _one_key("list_functions", options=options))
    assert "(replace)" in program.pulumi("preview", "--diff")
    program.up()
    (second,) = site.emulator.live()
    assert second.id != first.id


def test_a_rename_with_an_alias_touches_nothing(site: Site):
    program = site.yaml(_one_key())
    program.up()
    before = site.requests()
    site.rewrite_yaml(program, _one_key(called="renamed", options="{aliases: [{name: key}]}"))
    program.up(SETTLED)
    assert site.requests() == before
    assert [name.rpartition("::")[2] for name in _urns(program)] == ["renamed"]
    assert site.names() == ["key"]


def _urns(program: Program) -> list[str]:
    return [resource["urn"] for resource in program.resources() if resource["type"].startswith("gpucreds:")]


SECRET = """
config: {trigger: {type: string, secret: true}}
resources:
  ci:
    type: gpucreds:egs:ApiToken
    properties: {role: Owner, rotation: {trigger: "${trigger}"}}
"""


def test_a_secret_input_stays_secret(site: Site):
    program = site.yaml(SECRET)
    secrets = [f"{which}-value-that-somebody-keeps-secret" for which in ("first", "second")]
    for secret in secrets:
        program.set_secret("trigger", secret)
        program.pulumi("up", "--yes", "--diff")  # with its preview
    assert site.names() == ["ci", "ci"]
    program.pulumi("stack", "export")
    assert program.readable(secrets) == []
