"""The objects of Kubernetes that a fleet's template gives, and the templates that give none."""

from __future__ import annotations

from pathlib import Path

import pytest

from gpucreds.core.errors import Refused
from gpucreds_cli.fleet.manifests import filled
from gpucreds_cli.fleet.teams import Team
from tests.command.ci.manifests import Stack
from tools.environment import ROOT

TEMPLATE = ROOT / "examples" / "fleet" / "operator" / "stack.yaml"
VISION, NLP = Team("vision", "acme/vision-prod", {}), Team("nlp", "acme/nlp-prod", {})


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return tmp_path / "stack.yaml"


def refusal(template: Path, text: str, *teams: Team) -> str:
    template.write_text(text)
    with pytest.raises(Refused) as caught:
        filled(template, teams or [VISION, NLP])
    return caught.value.problem


def test_the_example_gives_each_team_a_stack_that_the_operator_takes():
    found = [Stack.model_validate(one) for one in filled(TEMPLATE, [VISION, NLP])]
    assert [one.metadata.name for one in found] == ["credentials-vision", "credentials-nlp"]
    assert [one.spec.stack for one in found] == ["acme/vision-prod", "acme/nlp-prod"]
    assert [one.spec.config for one in found] == [{"team": "vision"}, {"team": "nlp"}]
    assert {one.spec.continue_resync_on_commit_match for one in found} == {True}
    assert {one.spec.destroy_on_finalize for one in found} == {False}


def test_an_object_that_names_no_team_is_there_once(template: Path):
    template.write_text("kind: ServiceAccount\nmetadata: {name: a}\n---\nkind: Stack\nmetadata: {name: '{team}'}\n")
    found = filled(template, [VISION, NLP])
    assert [(one["kind"], one["metadata"]["name"]) for one in found] == [
        ("ServiceAccount", "a"),
        ("Stack", "vision"),
        ("Stack", "nlp"),
    ]


def test_a_name_is_filled_in_as_a_text_wherever_it_stands(template: Path):
    template.write_text("kind: Stack\nmetadata: {name: '{team}'}\nspec: {list: [1, 'is-{team}', {'of-{stack}': no}]}\n")
    odd = Team("007", "007: x", {})
    assert filled(template, [odd])[0] == {
        "kind": "Stack",
        "metadata": {"name": "007"},
        "spec": {"list": [1, "is-007", {"of-007: x": False}]},
    }


@pytest.mark.parametrize("text", ["", "- a", "kind: Stack", "a: [", "metadata: 1"])
def test_a_template_without_objects_is_refused(template: Path, text: str):
    assert refusal(template, text) == f"{template} holds no objects of Kubernetes"


def test_a_template_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(Refused, match="holds no objects of Kubernetes"):
        filled(tmp_path / "none.yaml", [VISION])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kind: Stack\nmetadata: {name: one}", "it names no {team}, so all teams would be one"),
        (
            "kind: Stack\nmetadata: {name: one}\nspec: {stack: '{stack}'}",
            "two objects would be one: 'Stack one'",
        ),
        (
            "kind: Stack\nmetadata: {name: '{team}_x'}",
            "Kubernetes takes lower-case letters, digits, hyphens and periods, not 'vision_x', 'nlp_x'",
        ),
    ],
)
def test_names_that_do_not_work_are_refused_together(template: Path, text: str, told: str):
    assert refusal(template, text) == f"stack.yaml: {told}"


def test_of_many_bad_names_three_are_shown(template: Path):
    teams = [Team(f"T{number}", f"T{number}", {}) for number in range(5)]
    told = refusal(template, "kind: Stack\nmetadata: {name: '{team}'}", *teams)
    assert told.endswith("not 'T0', 'T1', 'T2' and 2 more")
