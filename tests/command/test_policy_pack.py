"""The pack on the real engine: inside components, on what is there, with a configuration, beside other rules."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.engine.judged import judged, only, said, with_pack
from tests.engine.site import Site
from tools.program import CommandFailed, Program

LONG = 'egs.ApiToken("ci", role="Editor", workspace_name="red", ttl="200d")\n'
LIFETIME = "gpucreds-longest-lifetime"
EXPORTED = """
token = egs.ApiToken("ci", role="Owner", ttl="200d")
pulumi.export("kept", token.token)
pulumi.export("shown", pulumi.Output.unsecret(token.token))
"""
TEAM = """
from {package} import TeamEnvironment

TeamEnvironment(
    "vision",
    nvcf={{"keys": {{"invoke": {{"scopes": ["invoke_function"], "functions": ["*"]}}}}}},
    rotation={{"ttl": "200d", "before": "14d"}},
)
"""
OWN_PACK = """\
#!{python} -u
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

from gpucreds_policy.pack import policies


def names_its_role(args, report):
    if args.resource_type.endswith("egs:ApiToken"):
        report("its role is " + args.props["role"])


own = ResourceValidationPolicy("own-rule", "Tokens have roles.", names_its_role, EnforcementLevel.ADVISORY)
PolicyPack("own", policies=[*policies(), own])
"""

pytestmark = pytest.mark.parametrize("package", ["gpucreds", "pulumi_gpucreds"], ids=["dynamic", "plugin"])


@pytest.fixture
def program(site: Site, package: str) -> Program:
    """A token that lives too long."""
    site.package = package
    return site.program(LONG)


def test_what_a_team_environment_makes_is_seen(site: Site, program: Program, package: str):
    site.rewrite(program, TEAM.format(package=package))
    (complaint,) = judged(program, "preview", settings=only(LIFETIME), succeeds=False)
    assert (complaint.name, complaint.rule) == ("vision-invoke", LIFETIME)


def test_what_is_there_already_is_seen_without_its_program_and_nothing_is_sent(site: Site, program: Program):
    site.rewrite(program, EXPORTED)
    program.up()
    site.rewrite(program, "raise SystemExit('nobody runs this')")
    before = site.requests()
    settings = {**only(LIFETIME), "gpucreds-secret-exported": "mandatory"}
    told = program.pulumi("policy", "analyze", "--json", *with_pack(program, settings), succeeds=False)
    complaints = said(told)
    assert [(one.rule, one.name) for one in complaints] == [(LIFETIME, "ci"), ("gpucreds-secret-exported", "ci")]
    assert "the output shown shows its token" in complaints[1].message
    assert site.requests() == before


def test_the_configuration_sets_levels_and_parameters(program: Program):
    settings = {"all": "disabled", LIFETIME: {"enforcementLevel": "advisory", "longest": "100d"}}
    (complaint,) = judged(program, "preview", settings=settings)
    assert complaint.level == "advisory"
    assert "its ttl is 200d, and 100d is the longest" in complaint.message
    assert judged(program, "preview", settings=only(LIFETIME, longest="300d")) == []


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            {"gpucreds-lifetime": "mandatory"},
            "the policy has no rule gpucreds-lifetime. It has these: gpucreds-longest",
        ),
        ({LIFETIME: {"longest": "9 moons"}}, f"the configuration of {LIFETIME} is wrong: longest '9 moons' is not a"),
        ({LIFETIME: {"longest": 9}}, "longest"),
        ({"gpucreds-slots": {"most": 0}}, "most"),
    ],
    ids=["no such rule", "not a duration", "not a text", "too small"],
)
def test_a_wrong_configuration_is_refused_in_a_line(program: Program, settings: dict[str, Any], told: str):
    with pytest.raises(CommandFailed) as refused:
        judged(program, "preview", settings=settings)
    assert told in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_a_team_has_the_rules_in_a_pack_of_its_own(program: Program, tmp_path: Path):
    pack = tmp_path / "pulumi-analyzer-own"
    pack.write_text(OWN_PACK.format(python=sys.executable))
    pack.chmod(0o755)
    found = judged(program, "preview", settings={**only(LIFETIME), "own-rule": "advisory"}, succeeds=False, pack=pack)
    assert {(one.rule, one.level) for one in found} == {(LIFETIME, "mandatory"), ("own-rule", "advisory")}
    assert "its role is Editor" in next(one.message for one in found if one.rule == "own-rule")
