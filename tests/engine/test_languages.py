"""The same teams in every language of Pulumi: what the platforms hold for them, and what they are told, is the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.holdings import holdings
from tests.engine.site import Site
from tools.environment import ROOT
from tools.program import Program

HOLDINGS = [
    "application inference",
    "application nlp",
    "application vision",
    "key inference-deploy of inference: deploy_function, register_function of account-functions *",
    "key inference-invoke of inference: invoke_function of account-functions *",
    "key nlp-launch of nlp: launch_task, list_tasks, task_details of account-tasks *",
    "key vision-invoke of vision: invoke_function, list_functions of account-functions *",
    "rule inference: Viewer of department engineering",
    "rule nlp: ML engineer of project nlp",
    "rule vera@example.com: L1 researcher of project vision",
    "rule vision: ML engineer of project vision",
    "token nlp-ci: Editor of nlp",
    "token vision-ci: Editor of vision",
    "token vision-dashboard: Viewer of vision",
    "user vera@example.com",
    "workspace nlp of nell@example.com: nlp-train, nlp-serve on worker-1",
    "workspace vision of vera@example.com: vision on worker-1, worker-2",
]
_RUNAI = {"RUNAI_CLIENT_ID", "RUNAI_CLIENT_SECRET", "RUNAI_ENDPOINT"}
VARIABLES = {
    "inference": {*_RUNAI, "NVCF_KEY_DEPLOY", "NVCF_KEY_INVOKE"},
    "nlp": {*_RUNAI, "EGS_ENDPOINT", "EGS_TOKEN_CI", "NVCF_KEY_LAUNCH"},
    "vision": {*_RUNAI, "EGS_ENDPOINT", "EGS_TOKEN_CI", "EGS_TOKEN_DASHBOARD", "NVCF_KEY_INVOKE"},
}
Prepared = Callable[[str, Site, Path], Program]
ROTATIONS = {"None {'every': '76d'}", "90d {'before': '14d', 'overlap': '2d'}"}


def _example(name: str, site: Site, folder: Path) -> Program:
    return Program.copied(ROOT / "examples" / name, folder, site.settings)


def _on_the_generated_sdk(name: str, site: Site, folder: Path) -> Program:
    """The Python example with one word changed: whose `TeamEnvironment` it is."""
    program = _example(name, site, folder)
    source = program.folder / "__main__.py"
    source.write_text(source.read_text().replace("from gpucreds import", "from pulumi_gpucreds import"))
    return program


@pytest.mark.parametrize(
    ("prepared", "example"),
    [
        pytest.param(_example, "team-environments", id="python"),
        pytest.param(_on_the_generated_sdk, "team-environments", id="python-on-the-generated-sdk"),
        pytest.param(_example, "team-environments-yaml", id="yaml"),
        pytest.param(_example, "team-environments-ts", id="typescript"),
        pytest.param(_example, "team-environments-go", id="go"),
    ],
)
def test_the_teams_have_the_same_from_every_language(site: Site, tmp_path: Path, prepared: Prepared, example: str):
    site.emulator.egs.knobs.polls_until_ready = 0  # each takes a second
    program = prepared(example, site, tmp_path)
    program.pulumi("stack", "init", "dev")
    program.up()
    assert holdings(site.emulator) == HOLDINGS
    assert _rotations(program) == ROTATIONS
    outputs = program.outputs()
    assert {team: set(variables) for team, variables in outputs.items()} == VARIABLES
    assert program.readable(_secrets(outputs)) == []


@pytest.mark.parametrize("example", ["team-environments-ts", "team-environments-go"])
def test_a_stack_can_be_one_teams_alone_in_every_language_with_a_loop(site: Site, tmp_path: Path, example: str):
    program = _example(example, site, tmp_path)
    program.pulumi("stack", "init", "dev")
    program.pulumi("config", "set", "team", "inference")
    program.up()
    assert holdings(site.emulator) == [line for line in HOLDINGS if "inference" in line]
    assert set(program.outputs()) == {"inference"}


def _rotations(program: Program) -> set[str]:
    """The terms of everything that rotates, as the state has them."""
    kept = [resource["outputs"] for resource in program.resources() if "rotation" in resource.get("outputs", {})]
    return {f"{outputs.get('ttl')} {outputs['rotation']}" for outputs in kept}


def _secrets(outputs: dict[str, dict[str, str]]) -> dict[str, str]:
    return {
        value: name
        for variables in outputs.values()
        for name, value in variables.items()
        if not name.endswith(("_ENDPOINT", "_ID"))
    }
