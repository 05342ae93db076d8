"""Settings come from the stack, then from the environment; one process opens one hub for them, with one clock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pulumi
import pytest

from gpucreds.doors import dynamic, run
from gpucreds.platforms.configuration import Configuration
from gpucreds.resources import RESOURCES

TOKEN = "egs:ApiToken"
PROGRAM = {"name": "ci", "role": "Owner", "address": "5747ac00-00000001"}
EGS = {"gpucreds:egsEndpoint": "http://stack.test", "gpucreds:egsApiKey": "from-stack"}


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the engine shows as warnings."""
    told: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", told.append)
    return told


def test_the_stack_says_what_counts(configure: Callable, asked: list[Configuration], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EGS_ENDPOINT", "http://environment.test")
    monkeypatch.setenv("EGS_API_KEY", "from-environment")
    configure(EGS)
    assert asked[0].egs_endpoint == "http://stack.test"
    assert asked[0].egs_api_key.get_secret_value() == "from-stack"


@pytest.mark.parametrize("stack", [{}, {"gpucreds:egsEndpoint": ""}])
def test_where_the_stack_says_nothing_the_environment_counts(
    configure: Callable, asked: list[Configuration], monkeypatch: pytest.MonkeyPatch, stack: dict[str, str]
):
    monkeypatch.setenv("EGS_ENDPOINT", "http://environment.test")
    configure(stack)
    assert asked[0].egs_endpoint == "http://environment.test"


def test_settings_of_the_project_are_not_ours(configure: Callable, asked: list[Configuration]):
    configure({"project:egsEndpoint": "http://project.test"})
    assert asked[0].egs_endpoint is None


def test_all_resources_of_one_configuration_share_one_hub(configure: Callable):
    hubs = {id(configure(EGS, resource.resource_type).hub) for resource in RESOURCES}
    assert len(hubs) == 1
    assert configure(EGS | {"gpucreds:egsEndpoint": "http://other.test"}).hub is not configure(EGS).hub


def test_a_hub_serves_every_resource(configure: Callable):
    assert configure(EGS).hub._resources.keys() == dynamic.PROVIDERS.keys()


def test_missing_settings_matter_only_when_something_is_sent(configure: Callable):
    provider = configure()
    checked = provider.check({}, dict(PROGRAM))
    assert checked.failures == []
    with pytest.raises(dynamic.OneLine, match=r"gpucreds:egsEndpoint is not set\. Write `pulumi config set"):
        provider.create(checked.inputs)


def test_wrong_settings_are_told_by_all_their_names_and_without_a_secret(configure: Callable):
    with pytest.raises(dynamic.OneLine) as raised:
        configure(EGS | {"gpucreds:timeout": "soon"})
    assert "gpucreds:timeout 'soon' is not a duration" in str(raised.value)
    assert "from-stack" not in str(raised.value)


def test_a_set_date_moves_plans_and_warns(configure: Callable, warnings: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(run.NOW, "2031-05-01T10:00:00Z")
    planned = configure().check({}, dict(PROGRAM)).inputs
    assert planned["issuedAt"] == "2031-05-01T00:00:00Z"
    assert planned["expiresAt"] == "2031-07-30T23:59:59Z"
    assert warnings == ["GPUCREDS_NOW is set: gpucreds plans as if it were 2031-05-01T10:00:00Z."]


def test_a_process_warns_of_a_set_date_once(configure: Callable, warnings: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(run.NOW, "2031-05-01T10:00:00Z")
    for resource in RESOURCES:
        configure(EGS, resource.resource_type)
    assert len(warnings) == 1


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_set_date_the_machines_counts_and_nothing_is_said(
    configure: Callable, warnings: list[str], monkeypatch: pytest.MonkeyPatch, value: str | None
):
    if value is not None:
        monkeypatch.setenv(run.NOW, value)
    configure()
    assert warnings == []


@pytest.mark.usefixtures("warnings")
@pytest.mark.parametrize("value", ["soon", "2031-05-01", "2031-05-01T10:00:00", "1988"])
def test_a_date_that_is_none_is_an_error_that_names_the_variable(
    configure: Callable, monkeypatch: pytest.MonkeyPatch, value: str
):
    monkeypatch.setenv(run.NOW, value)
    with pytest.raises(dynamic.OneLine) as raised:
        configure()
    assert str(raised.value).startswith("GPUCREDS_NOW: ")
    assert value in str(raised.value)


def test_a_run_has_one_of_each_resource_however_many_calls_ask_at_once(configure: Callable):
    resources = configure(EGS).hub._resources
    with ThreadPoolExecutor(16) as calls:
        made = set(calls.map(lambda _: id(resources[TOKEN]), range(64)))
    assert len(made) == 1
