"""Every rule on the real engine: the programs of its page, at both doors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gpucreds_emulator import Emulator
from gpucreds_policy import RULES, Rule
from tests.engine.judged import Said, judged
from tests.engine.site import Site
from tools.policy_page import snippet

DOORS = {"dynamic": "gpucreds", "plugin": "pulumi_gpucreds"}
NAMED = {
    "gpucreds-longest-lifetime": "ci",
    "gpucreds-rotation-required": "inference",
    "gpucreds-no-owner-tokens": "dashboard",
    "gpucreds-least-privilege": "release",
    "gpucreds-usable-scopes": "release",
    "gpucreds-narrow-roles": "pipeline-everywhere",
    "gpucreds-no-local-users": "jo",
    "gpucreds-expiry-near": "workshop",
    "gpucreds-own-workspace": "speech-ci",
    "gpucreds-secret-exported": "ci",
    "gpucreds-slots": "program-dev",
    "gpucreds-https": "ci",
}
"""The resource that the failing program of each rule has wrong; `program-dev` is the stack."""
AFTER_UP = {"gpucreds-secret-exported"}
"""What a first preview cannot know."""


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[list[Site]]:
    """A site for each door, on one platform."""
    emulator = Emulator()
    emulator.egs.knobs.polls_until_ready = 0
    with emulator.serving() as urls:
        yield [_site(emulator, urls, tmp_path / door, package) for door, package in DOORS.items()]


def _site(emulator: Emulator, urls: Any, folder: Path, package: str) -> Site:
    folder.mkdir()
    site = Site(emulator, urls, folder)
    site.package = package
    return site


def _judged(site: Site, rule: Rule[Any], ending: str) -> list[Said]:
    """What the rule, and no other, says of its page's program, which is refused if it is mandatory and fails."""
    text = snippet(rule, ending)
    program = site.program(text.replace("from gpucreds import", f"from {site.package} import"))
    for setting in re.findall(r"^# pulumi (config set .*)$", text, re.MULTILINE):
        program.pulumi(*setting.split())
    command = ["up", "--yes", "--skip-preview"] if rule.name in AFTER_UP else ["preview"]
    settings = {"all": "disabled", rule.name: rule.level}
    succeeds = ending == "passes" or rule.level == "advisory"
    return judged(program, *command, settings=settings, succeeds=succeeds)


def _at_both_doors(sites: list[Site], rule: Rule[Any], ending: str) -> list[list[Said]]:
    with ThreadPoolExecutor(len(sites)) as both:
        return list(both.map(lambda site: _judged(site, rule, ending), sites))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_program_that_breaks_a_rule_is_complained_of_at_both_doors(sites: list[Site], rule: Rule[Any]):
    dynamic, plugin = _at_both_doors(sites, rule, "fails")
    assert {(one.rule, one.name, one.level) for one in dynamic} == {(rule.name, NAMED[rule.name], rule.level)}
    assert [one for one in plugin if not one.name.startswith("default_")] == dynamic


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_program_that_keeps_a_rule_passes_at_both_doors(sites: list[Site], rule: Rule[Any]):
    assert _at_both_doors(sites, rule, "passes") == [[], []]
