"""What goes wrong is one readable line, and nothing is lost."""

from __future__ import annotations

import pytest

from gpucreds_emulator import Fault

KEY = 'nvcf.ScopedKey("ci", scopes=["{}"], functions=["*"])'
OWNER = 'egs.ApiToken("ci", role="Owner", rotation=egs.Rotation(before="2d", trigger={!r}))'


FUNCTION = "3e6f1c50-8f1a-4b6e-9a55-5d1b6f6f8f10"


@pytest.mark.parametrize(
    ("resource", "name", "advice"),
    [
        ('egs.ApiToken("ci", role="Editor")', "workspaceName", "write the name of the workspace"),
        ('egs.ApiToken("ci", role="Owner", ttl="90 bananas")', "ttl", 'write for example "90d"'),
        (OWNER.format("a").replace('"2d"', '"2d", overlap="3d"'), "rotation.overlap", "write 2d or less"),
        ('egs.ApiToken("ci", role="Owner", expires_on="2001-01-01")', "expiresOn", "write a date from today on"),
        (KEY.format("invoke_functions"), "scopes", "did you mean 'invoke_function'?"),
        (KEY.format("list_cluster_groups"), "scopes", "works for an admin token only"),
        (
            KEY.format("invoke_function").replace("*", FUNCTION),
            "functions",
            f"write '{FUNCTION}/*' for all its versions",
        ),
        (KEY.format("invoke_function").replace(")", ', ttl="2y")'), "ttl", 'write for example "90d"'),
        ('runai.LocalUser("jo", email="jo@example")', "email", 'write for example "jo@example.com"'),
        ('runai.Application("ci", name="Team_A-")', "name", "for example 'team_a'"),
        ('runai.Application("ci", rotation={"overlap": "2d"})', "rotation.overlap", "declare two applications"),
    ],
)
def test_a_preview_refuses_bad_input_in_one_line_and_sends_nothing(site, resource: str, name: str, advice: str):
    program = site.program(resource)
    printed = program.pulumi("preview", succeeds=False)
    (line,) = [line for line in _error_lines(printed) if "has a problem" in line]
    assert f"property {name} " in line
    assert advice in line
    assert site.requests() == []


def _error_lines(printed: str) -> list[str]:
    diagnostics = printed[printed.index("Diagnostics:") :]
    lines = [line.strip() for line in diagnostics.splitlines() if line.strip().startswith("error: ")]
    return [line for line in lines if line != "error: update failed"]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"EGS_ENDPOINT": "http://127.0.0.1:1"}, "and the configuration names http://127.0.0.1:1"),
        ({"EGS_API_KEY": "11111111-0000-4000-8000-000000000000"}, "Check gpucreds:egsApiKey or EGS_API_KEY"),
        ({"EGS_ENDPOINT": ""}, "gpucreds:egsEndpoint is not set"),
        ({"GPUCREDS_TIMEOUT": "soon"}, "gpucreds:timeout"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_wrong_settings_are_one_line_and_lose_nothing(site, settings: dict[str, str], says: str):
    program = site.program(OWNER.format("a"))
    program.up()
    token = next(resource for resource in program.resources() if "ApiToken" in resource["urn"])
    right = dict(program.settings)
    program.settings |= settings
    site.rewrite(program, OWNER.format("b"))
    printed = program.up(succeeds=False)
    assert len(_error_lines(printed)) == 1
    assert says in _error_lines(printed)[0]
    assert "Traceback" not in printed
    kept = next(resource for resource in program.resources() if "ApiToken" in resource["urn"])
    assert kept["outputs"]["generation"] == token["outputs"]["generation"] == 1
    assert kept["id"] == token["id"]
    program.settings = right
    program.up()
    assert len(site.names()) == 2


def test_a_first_up_with_a_wrong_endpoint_is_one_line(site):
    program = site.program(OWNER.format("a"))
    right = dict(program.settings)
    program.settings["EGS_ENDPOINT"] = "http://127.0.0.1:1"
    printed = program.up(succeeds=False)
    assert len(_error_lines(printed)) == 1
    assert "no connection" in _error_lines(printed)[0]
    assert "Traceback" not in printed
    program.settings = right
    program.up()
    assert site.names() == ["ci"]


def test_a_proxy_that_answers_html_is_one_line_and_loses_nothing(site):
    program = site.program(OWNER.format("a"))
    program.up()
    site.rewrite(program, OWNER.format("b"))
    site.emulator.inject(Fault("html", count=100))
    printed = program.up(succeeds=False)
    assert len(_error_lines(printed)) == 1
    assert "the answer is not EGS's (HTTP 502, text/html)" in _error_lines(printed)[0]
    assert "Traceback" not in printed
    site.emulator.clear_faults()
    program.up()
    assert site.names() == ["ci", "ci"]


def test_a_lost_answer_is_recovered_in_the_same_up(site):
    program = site.program(OWNER.format("a"))
    site.emulator.inject(Fault("reset-after", method="POST", path="/api/v1/api-key"))
    program.up()
    assert site.names() == ["ci"]


def test_what_a_failed_run_left_is_revoked_by_the_next_one(site):
    program = site.program(OWNER.format("a"))
    site.emulator.inject(
        Fault("reset-after", method="POST", path="/api/v1/api-key"),
        Fault("html", method="GET", path="/api/v1/api-key/list", after=1, count=100),
    )
    printed = program.up(succeeds=False)
    assert "Run `pulumi up` again" in printed
    assert site.names() == ["ci"]
    site.emulator.clear_faults()
    assert "revoked what a run that died, or --replace, had left" in program.up()
    assert site.names() == ["ci"]


def test_the_key_that_gpucreds_logs_in_with_is_never_deleted(site):
    program = site.program('pulumi.export("token", egs.ApiToken("ci", role="Owner").token)')
    program.up()
    program.settings["EGS_API_KEY"] = program.outputs()["token"]
    printed = program.pulumi("destroy", "--yes", "--skip-preview", succeeds=False)
    assert "the one that gpucreds itself logs in with" in printed
    assert site.names() == ["ci"]


def test_settings_may_stand_in_the_stack_instead_of_the_environment(site):
    program = site.program('egs.ApiToken("ci", role="Owner")')
    program.pulumi("config", "set", "gpucreds:egsEndpoint", program.settings.pop("EGS_ENDPOINT"))
    program.pulumi("config", "set", "--secret", "gpucreds:egsApiKey", program.settings.pop("EGS_API_KEY"))
    program.up()
    assert site.names() == ["ci"]
