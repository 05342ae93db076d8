"""The file of teams: what it gives, and what it is refused for before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from gpucreds.core.errors import Refused
from gpucreds_cli.fleet.teams import TEMPLATE, read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "teams.yaml"


def refusal(file: Path, text: str, template: str = "{team}") -> str:
    file.write_text(text)
    with pytest.raises(Refused) as refused:
        read(file, template)
    return str(refused.value)


def test_each_key_is_a_team_and_the_template_names_its_stack(file: Path):
    file.write_text("vision: {egs: {clusters: [a]}}\nnlp:\n'2024': {}\n")
    found = read(file, "acme/{team}-prod")
    assert [(team.name, team.stack) for team in found] == [
        ("vision", "acme/vision-prod"),
        ("nlp", "acme/nlp-prod"),
        ("2024", "acme/2024-prod"),
    ]
    assert found[0].settings == {"egs": {"clusters": ["a"]}}


def test_an_anchor_may_say_what_several_teams_share(file: Path):
    file.write_text("one: &ground {a: 1, b: 2}\ntwo: {<<: *ground, b: 3}\n")
    assert [team.settings for team in read(file, "{team}")] == [{"a": 1, "b": 2}, {"a": 1, "b": 3}]


def test_everything_that_is_wrong_is_told_at_once(file: Path):
    told = refusal(
        file, f"vision: {{a: 1, a: 2}}\n2024: {{}}\na b: {{}}\n{'x' * 97}: {{}}\nnlp: 7\nNLP:\n", "{team}-prod"
    )
    assert told == (
        "teams.yaml: line 1: 'a' stands in line 1 already; "
        "line 2: '2024' is no text to YAML: write it in quotes; "
        "line 3: 'a b' cannot name a stack: use letters, digits, hyphens, underscores and periods; "
        "line 4: 'xxxxxxxxxxxxxxxxxxxx'... is too long: the name of a stack has 100 characters at most; "
        "line 5: 'nlp' has no settings: write a mapping, or nothing; "
        "line 6: 'NLP' and 'nlp' differ in nothing but case, and some backends would keep them in one stack. "
        "Nothing was started"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\n b: [", "line 2: this is no YAML"),
        ("a: !strange {}", "line 1: this is no YAML: could not determine a constructor"),
        ("a: {day: 2026-13-45}", "this is no YAML: month must be in 1..12"),
        ("a: {b: \x07}", "this is no YAML"),
        ("", "it has no team"),
        ("[]", "it has no team"),
        ("{}", "it has no team"),
        ("a:\nb:\na:\n", "line 3: 'a' stands in line 1 already"),
        ("a: {b: [{c: 1,\n c: 2}]}", "line 2: 'c' stands in line 1 already"),
        ("-a: {}", "'-a' cannot name a stack"),
        ("ä: {}", "'ä' cannot name a stack"),
        ("on: {}", "'on' is no text to YAML: write it in quotes"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(file: Path, text: str, problem: str):
    assert problem in refusal(file, text)


def test_a_file_that_is_not_there_is_named(file: Path):
    with pytest.raises(Refused, match=r"teams\.yaml cannot be read: No such file or directory\. Name the file"):
        read(file, "{team}")


@pytest.mark.parametrize("template", ["{team}", "{team}-prod", "eu.{team}", "acme/{team}"])
def test_a_template_may_have_an_organization_and_more_text(template: str):
    assert TEMPLATE.fullmatch(template)


@pytest.mark.parametrize(
    "template", ["prod", "{team}{team}", "{team} prod", "-x/{team}", "a/b/{team}", "{}", "{team.x}"]
)
def test_a_template_without_one_team_is_none(template: str):
    assert not TEMPLATE.fullmatch(template)
