"""A provider's own inputs: what is refused, what makes another provider of it, and whose marks it leaves."""

import re

import pytest
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import provider_pb2 as messages

from gpucreds.core.unknown import UNKNOWN
from tests.lifecycle.doors import Aborted
from tests.lifecycle.doors.plugin import SECRET, PluginDoor, sent

A, B = "https://a.example.com", "https://b.example.com"
REPLACING = {messages.PropertyDiff.ADD_REPLACE, messages.PropertyDiff.UPDATE_REPLACE}


def check(plugin: PluginDoor, news: dict, olds: dict | None = None) -> messages.CheckResponse:
    return plugin.ask("CheckConfig", messages.CheckRequest(news=sent(news), olds=sent(olds or {})))


def diff(plugin: PluginDoor, olds: dict, news: dict, *ignored: str) -> messages.DiffResponse:
    request = messages.DiffRequest(olds=sent(olds), news=sent(news), ignoreChanges=ignored)
    return plugin.ask("DiffConfig", request)


@pytest.mark.parametrize(
    ("settings", "name", "says"),
    [
        ({"timeout": "soon"}, "timeout", "is not a duration"),
        ({"egsEndpont": A}, "egsEndpont", "there is no such property"),
        ({"egsApiKey": "two\nlines"}, "egsApiKey", "set it anew"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(plugin: PluginDoor, settings: dict, name: str, says: str):
    (failure,) = check(plugin, settings).failures
    assert failure.property == name
    assert says in failure.reason


def test_a_setting_that_is_not_known_yet_is_no_mistake(plugin: PluginDoor):
    answer = check(plugin, {"egsEndpoint": UNKNOWN, "timeout": "10s"})
    assert not answer.failures
    assert plugin.known(answer.inputs)["egsEndpoint"] is UNKNOWN


def test_the_identity_is_drawn_once_and_kept(plugin: PluginDoor):
    first = MessageToDict(check(plugin, {"egsEndpoint": A}).inputs)
    assert len(first["identity"]) == 8
    assert MessageToDict(check(plugin, {"egsEndpoint": B}, first).inputs)["identity"] == first["identity"]
    assert MessageToDict(check(plugin, {}).inputs)["identity"] != first["identity"]


def test_a_provider_that_an_import_makes_has_no_identity_yet(plugin: PluginDoor):
    plugin.ask("Configure", messages.ConfigureRequest(args=sent({})))
    drawn = plugin.check("egs:ApiToken", {"role": "Owner", "address": "ci"}, None)["address"]
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{8}", drawn)


def test_what_the_engine_says_of_the_plugin_is_no_setting(plugin: PluginDoor):
    of_the_engine = {"version": "0.1.0", "pluginDownloadURL": A}
    answer = check(plugin, of_the_engine)
    assert not answer.failures
    assert of_the_engine.items() <= MessageToDict(answer.inputs).items()


def test_log_ins_are_marked_as_secrets_however_they_are_given(plugin: PluginDoor):
    inputs = MessageToDict(check(plugin, {"egsApiKey": "key", "egsEndpoint": A}).inputs)
    assert SECRET.items() <= inputs["egsApiKey"].items()
    assert inputs["egsEndpoint"] == A


def test_nobody_gives_an_identity(plugin: PluginDoor):
    assert MessageToDict(check(plugin, {"identity": "mine"}).inputs)["identity"] != "mine"


@pytest.mark.parametrize("name", ["egsEndpoint", "runaiEndpoint", "nvcfApiKeysUrl"])
def test_another_endpoint_is_another_provider(plugin: PluginDoor, name: str):
    answer = diff(plugin, {name: A}, {name: B})
    assert answer.changes == messages.DiffResponse.DIFF_SOME
    assert list(answer.replaces) == [name]
    assert answer.detailedDiff[name].kind in REPLACING


@pytest.mark.parametrize(
    ("olds", "news"),
    [
        ({"egsEndpoint": A}, {"egsEndpoint": B, "egsFormerEndpoint": A}),
        ({"egsEndpoint": A}, {"egsEndpoint": A + "/"}),
        ({"egsEndpoint": A}, {}),
        ({}, {"egsEndpoint": A}),
        ({"egsEndpoint": A}, {"egsEndpoint": UNKNOWN}),
        ({"egsApiKey": "one"}, {"egsApiKey": "other"}),
        ({"timeout": "10s"}, {"timeout": "20s"}),
    ],
    ids=["moved", "a slash", "from the environment", "from the environment before", "unknown", "key", "timeout"],
)
def test_the_same_platform_by_another_way_or_log_in_is_the_same_provider(plugin: PluginDoor, olds: dict, news: dict):
    answer = diff(plugin, olds, news)
    assert answer.changes == messages.DiffResponse.DIFF_SOME
    assert not answer.replaces


def test_the_same_settings_differ_in_nothing(plugin: PluginDoor):
    assert diff(plugin, {"egsEndpoint": A}, {"egsEndpoint": A}).changes == messages.DiffResponse.DIFF_NONE


def test_a_change_that_shall_be_ignored_is_none(plugin: PluginDoor):
    answer = diff(plugin, {"egsEndpoint": A}, {"egsEndpoint": B}, "egsEndpoint")
    assert answer.changes == messages.DiffResponse.DIFF_NONE
    assert not answer.replaces


def test_settings_that_cannot_be_used_end_the_configuration_in_one_line(
    plugin: PluginDoor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GPUCREDS_TIMEOUT", "soon")
    with pytest.raises(Aborted, match=r"^the configuration is wrong: gpucreds:timeout 'soon' is not a duration"):
        plugin.ask("Configure", messages.ConfigureRequest(args=sent({"identity": "5747ac00"})))
