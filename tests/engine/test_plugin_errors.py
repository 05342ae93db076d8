"""What goes wrong with the plugin is one readable line, and nothing is lost."""

from __future__ import annotations

import json

import pytest

from gpucreds_emulator import Fault
from tests.engine.site import Site
from tools.program import Program

TOKEN = "egs:ApiToken"
KEY = "nvcf:ScopedKey"


def _program(site: Site, token: str, **properties: object) -> Program:
    return site.yaml(_text(token, **properties))


def _text(token: str, **properties: object) -> str:
    return f"resources: {{it: {{type: 'gpucreds:{token}', properties: {json.dumps(properties)}}}}}"


def _error_lines(printed: str) -> list[str]:
    diagnostics = printed[printed.index("Diagnostics:") :]
    lines = [line.strip() for line in diagnostics.splitlines() if line.strip().startswith("error: ")]
    return [line for line in lines if line not in {"error: update failed", "error: preview failed"}]


@pytest.mark.parametrize(
    ("token", "properties", "name", "advice"),
    [
        (TOKEN, {"role": "Editor"}, "workspaceName", "write the name of the workspace"),
        (
            TOKEN,
            {"role": "Owner", "rotation": {"before": "2d", "overlap": "3d"}},
            "rotation.overlap",
            "write 2d or less",
        ),
        (KEY, {"scopes": ["invoke_functions"], "functions": ["*"]}, "scopes", "did you mean 'invoke_function'?"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_preview_refuses_bad_input_in_one_line_and_sends_nothing(
    site: Site, token: str, properties: dict[str, object], name: str, advice: str
):
    printed = _program(site, token, **properties).pulumi("preview", succeeds=False)
    (line,) = _error_lines(printed)
    assert f"property {name} " in line
    assert advice in line
    assert site.requests() == []


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault("html", count=100), "the answer is not EGS's (HTTP 502, text/html)"),
        (Fault("broken-json", method="POST", path="/api/v1/auth", count=100), "the answer is not EGS's (HTTP 200,"),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else "",
)
def test_a_failing_platform_is_one_line_and_the_next_up_goes_on(site: Site, fault: Fault, says: str):
    program = _program(site, TOKEN, role="Owner")
    site.emulator.inject(fault)
    printed = program.up(succeeds=False)
    (line,) = _error_lines(printed)
    assert says in line
    assert "Traceback" not in printed
    site.emulator.clear_faults()
    program.up()
    assert site.names() == ["it"]


def test_a_failing_rotation_keeps_the_token_the_next_up_goes_on_and_one_more_sends_nothing(site: Site):
    program = _program(site, TOKEN, role="Owner", rotation={"before": "2d", "trigger": "a"})
    program.up()
    site.rewrite_yaml(program, _text(TOKEN, role="Owner", rotation={"before": "2d", "trigger": "b"}))
    site.emulator.inject(Fault("html", count=100))
    printed = program.up(succeeds=False)
    assert len(_error_lines(printed)) == 1
    assert site.names() == ["it"]
    site.emulator.clear_faults()
    program.up()
    assert site.names() == ["it", "it"]
    before = site.requests()
    program.up("--expect-no-changes")
    assert site.requests() == before


WORKSPACE = """
resources:
  red:
    type: gpucreds:egs:SliceWorkspace
    properties: {clusters: [worker-1], namespaces: [red], username: Jo, email: jo@example.com, readyTimeout: 1h}
    options: {customTimeouts: {create: 2s}}
outputs:
  status: ${red.status}
  kubeconfigs: ${red.kubeconfigs}
"""


def test_a_workspace_that_is_not_ready_in_time_fails_the_command_is_kept_and_is_finished_by_the_next_up(site: Site):
    site.emulator.egs.knobs.polls_until_ready = 1000
    program = site.yaml(WORKSPACE)
    printed = program.up(succeeds=False)
    assert "the next `pulumi up` completes it" in printed
    assert "error: 1 error occurred:\n    \t* no kubeconfig yet for worker-1" in printed
    (red,) = [resource for resource in program.resources() if "SliceWorkspace" in resource["urn"]]
    assert red["outputs"]["status"] == "pending"
    assert red["initErrors"]
    site.emulator.egs.knobs.polls_until_ready = 0
    program.up()
    assert program.outputs()["status"] == "ready"
    assert program.outputs()["kubeconfigs"].keys() == {"worker-1"}
    assert site.names() == ["red"]
    program.up("--expect-no-changes")
