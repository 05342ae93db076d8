"""What pulumi-policy hands out, as the subjects of rules."""

from __future__ import annotations

from types import SimpleNamespace

import pulumi
import pytest
from pulumi.runtime import config
from pulumi_policy import policy
from pulumi_policy.proxy import unknown_checking_proxy
from pydantic import Secret

from gpucreds.core.durations import parse_instant
from gpucreds.doors.typed import dynamic_type, plugin_type
from gpucreds.resources import RESOURCES
from gpucreds_policy.configuring import hear_configuration
from gpucreds_policy.marks import keep_marks
from gpucreds_policy.subject import PROVIDER, Subject, declared_type
from gpucreds_policy.view import View

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
MARK = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
HOME = "https://egs.example.com"


@pytest.fixture(autouse=True)
def settings(monkeypatch):
    """A machine and a stack that say nothing of any platform."""
    for name in ("EGS_ENDPOINT", "RUNAI_ENDPOINT", "NVCF_API_KEYS_URL", "GPUCREDS_NOW"):
        monkeypatch.delenv(name, raising=False)
    found = {}
    before = config.CONFIG.set(found)
    yield found
    config.CONFIG.reset(before)


def secret(value):
    """As the engine marks it."""
    return {**MARK, "value": value}


def _args(props, kind="gpucreds:egs:ApiToken", parent=None, provider=None, name="ci"):
    keep_marks()
    read = unknown_checking_proxy(vars(policy)["deserialize_properties"](props))
    urn = f"urn:pulumi:dev::gpu::{kind}::{name}"
    options = policy.PolicyResourceOptions(
        protect=False,
        ignore_changes=[],
        delete_before_replace=None,
        aliases=[],
        custom_timeouts=policy.PolicyCustomTimeouts(0, 0, 0),
        additional_secret_outputs=[],
        parent=parent,
    )
    made = provider and policy.PolicyProviderResource(PROVIDER, unknown_checking_proxy(provider), "urn", "north")
    return policy.ResourceValidationArgs(kind, read, urn, name, options, made)


def _seen(props, **where) -> Subject:
    return View().resource(_args(props, **where))


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.resource_type)
def test_a_type_is_the_declared_one_at_either_door(resource):
    assert declared_type(dynamic_type(resource)) == resource.resource_type == declared_type(plugin_type(resource))


def test_the_type_of_somebody_else_stays_as_it_is():
    assert _seen({}, kind="aws:s3:Bucket").type == "aws:s3:Bucket"


def test_a_resource_knows_its_name_its_stack_and_its_project():
    seen = _seen({})
    assert (seen.name, seen.stack, seen.project) == ("ci", "dev", "gpu")


def test_what_is_not_known_yet_is_not_there_at_whatever_depth():
    seen = _seen({"a": UNKNOWN, "b": {"c": UNKNOWN, "d": 1}, "e": ["f", UNKNOWN]})
    assert seen.properties == {"b": {"d": 1}, "e": ["f"]}


def test_what_is_not_known_yet_is_told_of():
    seen = _seen({"rotation": {"before": UNKNOWN, "overlap": "1d"}, "ttl": "9d"})
    assert not seen.sees("rotation")
    assert not seen.sees("rotation.before")
    assert seen.sees("rotation.overlap")
    assert seen.sees("ttl")


def test_secrets_keep_their_marks_at_whatever_depth():
    seen = _seen({"token": secret("word"), "more": secret({"a": ["b"], "n": 1}), "plain": "text"})
    assert seen.properties == {"token": Secret("word"), "more": {"a": [Secret("b")], "n": 1}, "plain": "text"}
    assert "word" not in repr(seen)


def test_a_rule_reads_through_the_marks():
    seen = _seen({"rotation": secret({"before": "9d"}), "scopes": [secret("a"), "b"]})
    assert seen.get("rotation.before", str) == "9d"
    assert seen.get("scopes", list[str]) == ["a", "b"]


@pytest.mark.parametrize("path", ["absent", "ttl.before", "ttl"])
def test_what_is_absent_or_otherwise_than_asked_is_none(path):
    assert _seen({"ttl": "9d"}).get(path, int) is None


def test_another_policy_of_the_pack_sees_a_secret_text_as_a_text():
    text = _args({"token": secret("word")}).props["token"]
    assert isinstance(text, str)
    assert text == "word"


def test_what_is_there_is_where_its_state_says(settings):
    settings["gpucreds:egsEndpoint"] = "https://other.example.com"
    assert _seen({"endpoint": HOME}).endpoint == HOME


def test_what_is_new_will_be_where_its_provider_says(settings):
    settings["gpucreds:egsEndpoint"] = "https://other.example.com"
    assert _seen({}, provider={"egsEndpoint": HOME}).endpoint == HOME


def test_else_where_the_stack_says(settings, monkeypatch):
    settings["gpucreds:egsEndpoint"] = HOME
    monkeypatch.setenv("EGS_ENDPOINT", "https://other.example.com")
    assert _seen({}, provider={"timeout": "9s"}).endpoint == HOME


def test_where_its_provider_does_not_know_yet_nobody_does(settings):
    settings["gpucreds:egsEndpoint"] = HOME
    assert _seen({}, provider={"egsEndpoint": UNKNOWN}).endpoint is None


def test_else_where_the_machine_says(monkeypatch):
    monkeypatch.setenv("EGS_ENDPOINT", HOME)
    assert _seen({}).endpoint == HOME
    assert _seen({}, kind="gpucreds:nvcf:ScopedKey").endpoint is None
    assert _seen({}, kind="aws:s3:Bucket").endpoint is None


def test_windows_count_from_the_instant_that_the_plans_count_from(monkeypatch):
    monkeypatch.setenv("GPUCREDS_NOW", "2027-01-31T12:00:00Z")
    assert _seen({}).seen_at == parse_instant("2027-01-31T12:00:00Z")


def _resource(kind, name, parent=None):
    args = _args({}, kind=kind, name=name)
    return policy.PolicyResource(kind, args.props, args.urn, name, args.opts, None, parent, [], {})


def test_in_a_stack_a_resource_has_all_its_parents_and_its_team():
    team = _resource("gpucreds:index:TeamEnvironment", "red")
    part = _resource("gpucreds:index:TeamEnvironment$my:Part", "part", team)
    token = _resource("gpucreds:index:TeamEnvironment$my:Part$gpucreds:egs:ApiToken", "ci", part)
    *_, seen = View().stack(policy.StackValidationArgs([team, part, token]))
    assert seen.parents == [part.urn, team.urn]
    assert seen.team == team.urn


def test_what_is_in_no_team_has_none():
    assert _seen({}, parent="urn:pulumi:dev::gpu::my:Part::part").team is None


def test_an_executable_pack_learns_the_settings_of_gpucreds_without_its_secrets(monkeypatch):
    told, heard = {}, []
    servicer = vars(policy)["_PolicyAnalyzerServicer"]
    for method in ("Configure", "ConfigureStack"):
        monkeypatch.setattr(servicer, method, getattr(servicer, method))
    monkeypatch.setattr("gpucreds_policy.configuring._configure_stack", lambda *given: heard.append(given))
    monkeypatch.setattr(pulumi.runtime, "set_config", told.__setitem__)
    hear_configuration()
    asked = SimpleNamespace(
        config={"gpucreds:egsEndpoint": HOME, "gpucreds:egsApiKey": "word", "aws:region": "x"},
        config_secret_keys=["gpucreds:egsApiKey"],
    )
    servicer.ConfigureStack("servicer", asked, "context")
    assert told == {"gpucreds:egsEndpoint": HOME}
    assert heard == [("servicer", asked, "context")]
