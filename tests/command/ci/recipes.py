"""The recipes in examples/ci, read as their systems read them: jobs, what each runs, and in which environment."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tools.environment import ROOT

CI = ROOT / "examples" / "ci"
GITHUB = CI / "github" / ".github" / "workflows" / "credentials.yml"
GITLAB = CI / "gitlab" / ".gitlab-ci.yml"
OPERATOR = CI / "operator"
FILES = (GITHUB, GITLAB, OPERATOR / "Dockerfile", OPERATOR / "stack.yaml", OPERATOR / "audit.yaml")

CONTEXT = re.compile(r"\$\{\{ (?:secrets|vars)\.(\w+) \}\}")
"""How a workflow of GitHub names a secret or a variable of the repository."""
ROWS = re.compile(r"^\| `(\w+)` \| (secret|variable) \|", re.MULTILINE)
"""The rows of the README that say what to set."""
SCRIPTS = ("run", "script", "before_script", "after_script", "args")
"""Where a file may hold shell lines, in any of the three systems."""


@dataclass(frozen=True)
class Step:
    """Shell lines that run in one shell."""

    script: str
    environment: Mapping[str, str] = field(default_factory=dict)
    always: bool = False
    """Whether it runs after a failure too."""

    @property
    def lines(self) -> list[str]:
        """Its lines, without those that are empty."""
        return [line.strip() for line in self.script.splitlines() if line.strip()]


@dataclass(frozen=True)
class Job:
    """What one job runs, and the files that it keeps."""

    steps: tuple[Step, ...]
    artifacts: tuple[str, ...] = ()


def wanted() -> dict[str, str]:
    """What the README of the recipes says to set: each a `secret` or a `variable`."""
    return dict(ROWS.findall((CI / "README.md").read_text()))


def secrets() -> set[str]:
    """Those of them that are secret."""
    return {name for name, kind in wanted().items() if kind == "secret"}


def workflow() -> dict[Any, Any]:
    """The whole file of GitHub. YAML takes its key `on` for a truth."""
    return dict(yaml.safe_load(GITHUB.read_text()))


def pipeline() -> dict[str, Any]:
    """The whole file of GitLab."""
    return dict(yaml.safe_load(GITLAB.read_text()))


def manifests() -> list[dict[str, Any]]:
    """Every manifest of the operator."""
    return [one for file in sorted(OPERATOR.glob("*.yaml")) for one in yaml.safe_load_all(file.read_text())]


def github(given: Mapping[str, str]) -> dict[str, Job]:
    """The jobs of GitHub; `given` are the secrets and the variables of the repository."""
    whole = workflow()
    shared = whole["env"]
    return {name: _job_of_github(job, shared, given) for name, job in whole["jobs"].items()}


def _job_of_github(job: Mapping[str, Any], shared: Mapping[str, str], given: Mapping[str, str]) -> Job:
    steps = [
        Step(
            step["run"],
            {name: CONTEXT.sub(lambda found: given[found[1]], value) for name, value in _all_env(shared, job, step)},
            always=step.get("if") == "always()",
        )
        for step in job["steps"]
        if "run" in step
    ]
    return Job(tuple(steps), tuple(step["with"]["path"] for step in job["steps"] if "path" in step.get("with", {})))


def _all_env(*levels: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    shared, job, step = levels
    yield from {**shared, **job.get("env", {}), **step.get("env", {})}.items()


def gitlab(given: Mapping[str, str]) -> dict[str, Job]:
    """The jobs of GitLab, which gives every variable of the project that the job's environment has."""
    whole = pipeline()
    jobs = {name: job for name, job in whole.items() if name not in ("default", "variables")}
    return {
        name: Job(
            (Step("\n".join([*whole["default"]["before_script"], *job["script"]]), _scoped(whole, job, given)),),
            tuple(job["artifacts"]["paths"]) if "artifacts" in job else (),
        )
        for name, job in jobs.items()
    }


def _scoped(whole: Mapping[str, Any], job: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    # As the README says: but for the passphrase, secrets are for the environment `production` alone.
    kept = secrets() - {"PULUMI_CONFIG_PASSPHRASE"} if job["environment"]["name"] != "production" else set()
    return {**whole["variables"], **{name: value for name, value in given.items() if name not in kept}}


def operator(given: Mapping[str, str], volume: Path) -> dict[str, Job]:
    """The image and the audit of the operator; `volume` is in the place of what the audit mounts."""
    (cron_job,) = [one for one in manifests() if one["kind"] == "CronJob"]
    (container,) = cron_job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    mounted = {one["mountPath"] for one in container["volumeMounts"]}
    environment = {
        one["name"]: str(volume) if one.get("value") in mounted else given.get(one["name"], one.get("value"))
        for one in container["env"]
    }
    (script,) = container["args"]
    return {"image": Job(tuple(map(Step, runs()))), "audit": Job((Step(script, environment),))}


def runs() -> list[str]:
    """What the image of the operator runs when it is built."""
    return re.findall(r"^RUN (.+)$", (OPERATOR / "Dockerfile").read_text(), re.MULTILINE)


def shell_lines(tree: object) -> Iterator[str]:
    """Every shell line of a YAML file, wherever it stands."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key in SCRIPTS and isinstance(value, (str, list)):
                texts = [value] if isinstance(value, str) else value
                yield from (line for text in texts for line in Step(text).lines)
            else:
                yield from shell_lines(value)
    elif isinstance(tree, list):
        for one in tree:
            yield from shell_lines(one)


def written(tree: object) -> str:
    """A part of a file as one text, to look for what must not be in it."""
    return json.dumps(tree)
