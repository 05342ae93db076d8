"""Every rule has a page that says what it demands, shows a program of either kind, and is not stale."""

from __future__ import annotations

import json
import re

import pytest

from gpucreds_policy import RULES
from gpucreds_policy.judgement import configured
from tools.policy_page import index, page, policy_pages, snippet
from tools.reference import POLICY, differences
from tools.resource_page import SNIPPETS

PROGRAMS = SNIPPETS / "policy"


@pytest.fixture(params=RULES, ids=lambda rule: rule.name)
def rule(request):
    return request.param


def test_the_pages_are_up_to_date():
    assert list(differences(POLICY, policy_pages())) == []


def test_every_program_is_shown_by_a_rule():
    shown = {
        f"{rule.function.__module__.rpartition('.')[2]}_{ending}.py" for rule in RULES for ending in ("fails", "passes")
    }
    assert {path.name for path in PROGRAMS.iterdir() if path.is_file()} == shown


def test_the_index_leads_to_every_page_and_says_what_its_rule_demands(rule):
    assert f"| [{rule.name}]({rule.page}) | {rule.level} | {rule.about} |" in index(RULES)


def test_a_page_shows_both_programs_what_to_do_and_every_parameter(rule):
    text = page(rule)
    assert snippet(rule, "fails") in text
    assert snippet(rule, "passes") in text
    assert rule.steps in text
    for name, field in rule.parameters.model_fields.items():
        row = re.search(rf"^\| `{field.alias}` \| [^|]+ \| [^|]+ \| .+ \|$", text, re.MULTILINE)
        assert row, name


def test_what_a_page_shows_as_a_configuration_is_one(rule):
    for text in re.findall(r"^```json\n(.*?)^```", page(rule), re.MULTILINE | re.DOTALL):
        assert configured(json.loads(text)) == configured()


def test_the_configuration_of_the_index_is_one():
    (text,) = re.findall(r"^```json\n(.*?)^```", index(RULES), re.MULTILINE | re.DOTALL)
    levels = {one.rule.name: one.level for one in configured(json.loads(text))}
    assert levels["gpucreds-no-local-users"] == "disabled"


def test_every_link_on_a_page_leads_somewhere():
    for path, text in policy_pages().items():
        for link in re.findall(r"\]\(([^)#]+\.md)", text):
            assert (POLICY / path.parent / link).exists(), link
