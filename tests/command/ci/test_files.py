"""The files of the recipes: whole in the page, no secret but where it is used, of a form that their systems take."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from gpucreds_cli.commands.policy_pack import STARTS_EXECUTABLES
from tests.command.ci import recipes
from tests.command.ci.manifests import Stack, the
from tests.command.ci.recipes import CI, FILES, GITHUB, GITLAB, OPERATOR, workflow, written
from tools.environment import ROOT

PAGE = ROOT / "docs" / "ci.md"
LINK = re.compile(r"\]\(([^)#]+)")
LOG_INS = {"EGS_API_KEY", "RUNAI_CLIENT_SECRET"}


def lines() -> list[str]:
    """Every shell line of every file."""
    trees = [yaml.safe_load(GITHUB.read_text()), yaml.safe_load(GITLAB.read_text()), *recipes.manifests()]
    return [line for tree in trees for line in recipes.shell_lines(tree)] + recipes.runs()


def steps() -> list[dict[str, Any]]:
    return [step for job in workflow()["jobs"].values() for step in job["steps"]]


def container() -> dict[str, Any]:
    pod = the("CronJob", recipes.manifests())["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return dict(pod["containers"][0])


def test_the_page_shows_each_file_whole_and_no_other_lines():
    shown = re.findall(r"^```\w+\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert shown == [file.read_text() for file in FILES]


@pytest.mark.parametrize("page", [PAGE, CI / "README.md"], ids=["page", "readme"])
def test_what_a_page_links_to_is_there(page: Any):
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]
    assert links
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_shell_line_of_the_files_is_of_a_job_that_the_tests_run(tmp_path: Any):
    given = dict.fromkeys(recipes.wanted(), "given")
    jobs = [*recipes.github(given).values(), *recipes.gitlab(given).values()]
    jobs += recipes.operator(given, tmp_path).values()
    run = [line for job in jobs for step in job.steps for line in step.lines]
    assert {*run} == {*lines()}
    assert len({*run}) == 9


def test_no_shell_line_holds_an_expression_or_the_name_of_a_secret():
    told = "\n".join(lines())
    assert "${{" not in told
    assert [name for name in recipes.secrets() if name in told] == []


def test_a_secret_of_github_is_in_the_environment_of_the_step_that_needs_it_and_nowhere_else():
    inside = [recipes.CONTEXT.findall(written(step.get("env", {}))) for step in steps()]
    held = re.findall(r"secrets\.(\w+)", GITHUB.read_text())
    assert sorted(name for names in inside for name in names) == sorted(held)
    assert {*held} == recipes.secrets()
    assert {*re.findall(r"vars\.(\w+)", GITHUB.read_text())} == {*recipes.wanted()} - recipes.secrets()


def test_a_pull_request_gets_no_log_in_of_a_platform_and_none_comes_from_a_fork():
    job = workflow()["jobs"]["preview"]
    assert [name for name in LOG_INS if name in written(job)] == []
    assert "head.repo.full_name == github.repository" in job["if"]
    assert "pull_request_target" not in workflow()[True]


def test_github_gets_the_least_rights_and_actions_of_a_major_version():
    assert workflow()["permissions"] == {"contents": "read"}
    assert [job for job in workflow()["jobs"].values() if "permissions" in job] == []
    used = [step["uses"] for step in steps() if "uses" in step]
    assert [one for one in used if not re.fullmatch(r"(actions|pulumi)/[\w-]+@v\d+", one)] == []
    checkouts = [step for step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"] for step in checkouts] == [{"persist-credentials": False}] * 3
    assert [step["uses"] for step in steps() if "cache" in written(step)] == []


def test_a_failed_command_before_a_pipe_fails_a_step_of_github():
    assert workflow()["defaults"]["run"]["shell"] == "bash"


def test_each_schedule_of_github_starts_one_job():
    conditions = [job["if"] for job in workflow()["jobs"].values()]
    for schedule in workflow()[True]["schedule"]:
        assert sum(f"github.event.schedule == '{schedule['cron']}'" in one for one in conditions) == 1


def test_two_updates_never_run_on_one_stack_and_none_is_cut_off():
    assert workflow()["jobs"]["update"]["concurrency"] == {"group": "credentials-prod", "cancel-in-progress": False}
    update = recipes.pipeline()["update"]
    assert (update["resource_group"], update["interruptible"]) == ("credentials-prod", False)
    assert the("CronJob", recipes.manifests())["spec"]["concurrencyPolicy"] == "Forbid"


def test_gitlab_names_no_secret_because_the_project_gives_them():
    assert [name for name in recipes.wanted() if name in GITLAB.read_text()] == []


def test_the_stack_of_the_operator_is_what_its_crd_takes_and_rotates_without_a_commit():
    stack = Stack.model_validate(the("Stack", recipes.manifests()))
    assert stack.spec.continue_resync_on_commit_match
    assert stack.spec.resync_frequency_seconds <= 86400
    refs = {name: one.type for name, one in stack.spec.env_refs.items()}
    kinds = {"secret": "Secret", "variable": "Literal"}
    assert refs == {name: kinds[kind] for name, kind in recipes.wanted().items() if name != "PULUMI_BACKEND_URL"}


@pytest.mark.parametrize("mistake", [{"resyncFrequency": 60}, {"commit": "0f"}, {"envRefs": {"A": {"type": "Secret"}}}])
def test_a_stack_that_the_crd_does_not_take_is_found_out(mistake: dict[str, Any]):
    manifest = the("Stack", recipes.manifests())
    with pytest.raises(ValidationError):
        Stack.model_validate({**manifest, "spec": {**manifest["spec"], **mistake}})


def test_the_audit_of_the_operator_takes_secrets_from_the_secret_and_goes_where_the_stack_goes():
    given = {one["name"]: one for one in container()["env"]}
    assert {*given} == {*recipes.wanted(), "REPORTS"}
    assert {name for name, one in given.items() if "valueFrom" in one} == recipes.secrets()
    spec = Stack.model_validate(the("Stack", recipes.manifests())).spec
    assert given["PULUMI_BACKEND_URL"]["value"] == spec.backend
    values = {name: one.literal.value for name, one in spec.env_refs.items() if one.literal}
    assert {name: given[name]["value"] for name in values} == values
    selected = {name: one.secret.key for name, one in spec.env_refs.items() if one.secret}
    assert {name: given[name]["valueFrom"]["secretKeyRef"]["key"] for name in selected} == selected
    assert container()["image"] == spec.workspace_template.spec.image


def test_all_recipes_install_this_gpucreds_and_one_pulumi_that_starts_the_pack():
    assert (CI / "requirements.txt").read_text() == f"gpucreds[policy]=={version('gpucreds')}\n"
    named = {
        found for file in FILES for found in re.findall(r"(?:pulumi-version: |python:)([\d.]+)\n", file.read_text())
    }
    (pulumi,) = named
    assert tuple(map(int, pulumi.split(".")[:2])) >= STARTS_EXECUTABLES
    assert "pip install -r requirements.txt" in (OPERATOR / "Dockerfile").read_text()
