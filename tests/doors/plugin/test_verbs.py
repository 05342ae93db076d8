"""What the plugin adds to the hub's verbs: names and marks, detailed differences, previews, partial states, limits."""

from __future__ import annotations

import pytest
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import provider_pb2 as messages

from gpucreds.core.ownership import Mark
from gpucreds.core.unknown import UNKNOWN
from gpucreds_emulator import Fault
from tests.lifecycle.cases import CASES, Case
from tests.lifecycle.doors import SECRETS, CheckFailed, PartlyMade, PluginDoor, Properties
from tests.lifecycle.doors.plugin import SECRET, sent
from tests.lifecycle.stack import Stack
from tests.world import STACK, World

KINDS = messages.PropertyDiff
AUTONAMING = messages.CheckRequest.AutonamingOptions
TOKEN = "egs:ApiToken"
WORKSPACE = {"clusters": ["worker-1"], "namespaces": ["red"], "username": "Jo", "email": "jo@example.com"}
NAMED = {
    "egs:ApiToken": ("name", {"role": "Owner"}),
    "egs:SliceWorkspace": ("name", WORKSPACE),
    "runai:Application": ("name", {}),
    "nvcf:ScopedKey": ("description", {"scopes": ["invoke_function"], "functions": ["*"]}),
}


def check(plugin: PluginDoor, token: str, news: Properties, **more: object) -> Properties:
    """Checked inputs of a resource `ci` in a component of a component."""
    urn = f"urn:pulumi:dev::project::my:Team$my:Part$gpucreds:{token}::ci"
    answer = plugin.ask("Check", messages.CheckRequest(urn=urn, news=sent(news), **more))
    if answer.failures:
        raise CheckFailed({failure.property: failure.reason for failure in answer.failures})
    return MessageToDict(answer.inputs)


def diff(plugin: PluginDoor, stack: Stack, *ignored: str, **edits: object) -> messages.DiffResponse:
    """What the plugin says of an edit."""
    stack.edit(**edits)
    news = plugin.check(stack.token, stack.program, stack.kept.inputs)
    urn = f"urn:pulumi:dev::project::gpucreds:{stack.token}::it"
    request = messages.DiffRequest(urn=urn, olds=sent(stack.kept.state), news=sent(news), ignoreChanges=ignored)
    return plugin.ask("Diff", request)


def kinds(answer: messages.DiffResponse) -> dict[str, int]:
    return {path: one.kind for path, one in answer.detailedDiff.items()}


@pytest.fixture
def token(world: World, monkeypatch: pytest.MonkeyPatch) -> Stack:
    case = next(case for case in CASES if case.token == TOKEN)
    stack = Stack(world, monkeypatch, "plugin", TOKEN, case.program(world))
    stack.up()
    return stack


@pytest.mark.parametrize("resource", NAMED)
def test_what_a_program_leaves_unnamed_has_the_resources_name(plugin: PluginDoor, resource: str):
    name, program = NAMED[resource]
    assert check(plugin, resource, program)[name] == "ci"
    assert check(plugin, resource, program | {name: "other"})[name] == "other"


@pytest.mark.parametrize("resource", NAMED)
def test_a_name_stays_when_the_resource_gets_another(plugin: PluginDoor, resource: str):
    name, program = NAMED[resource]
    olds = check(plugin, resource, program | {name: "before"})
    assert check(plugin, resource, program, olds=sent(olds))[name] == "before"


@pytest.mark.parametrize("resource", NAMED)
def test_a_stack_may_have_another_rule_for_names(plugin: PluginDoor, resource: str):
    name, program = NAMED[resource]
    proposed = {"proposed_name": "ci-1a2b"}
    assert check(plugin, resource, program, autonaming=AUTONAMING(mode="ENFORCE", **proposed))[name] == "ci-1a2b"
    assert check(plugin, resource, program, autonaming=AUTONAMING(mode="PROPOSE", **proposed))[name] == "ci"
    with pytest.raises(CheckFailed) as refused:
        check(plugin, resource, program, autonaming=AUTONAMING(mode="DISABLE"))
    assert refused.value.failures[name].startswith("is required")


def test_a_mark_begins_with_the_identity_and_tells_parents_apart(plugin: PluginDoor):
    checked = check(plugin, TOKEN, {"role": "Owner"})
    elsewhere = plugin.check(TOKEN, {"role": "Owner", "address": "ci"}, None)
    assert checked["address"].startswith(f"{STACK}-")
    assert elsewhere["address"].startswith(f"{STACK}-")
    assert checked["address"] != elsewhere["address"]


def test_an_address_stays_as_it_was(plugin: PluginDoor):
    olds = check(plugin, TOKEN, {"role": "Owner"}) | {"address": "00000000-11111111"}
    assert check(plugin, TOKEN, {"role": "Owner"}, olds=sent(olds))["address"] == "00000000-11111111"


def test_a_rotation_is_shown_property_by_property(plugin: PluginDoor, token: Stack):
    answer = diff(plugin, token, rotation={"before": "14d", "overlap": "2d", "trigger": "now"})
    assert kinds(answer) == {
        "rotation.trigger": KINDS.ADD,
        "generation": KINDS.UPDATE,
        "retiring": KINDS.ADD,
        "rotationReason": KINDS.UPDATE,
    }
    assert list(answer.diffs) == ["rotation", "generation", "retiring", "rotationReason"]
    assert not answer.replaces


def test_a_replacement_says_what_replaces(plugin: PluginDoor, token: Stack):
    answer = diff(plugin, token, description="other", ttl="80d")
    assert list(answer.replaces) == ["description"]
    assert kinds(answer)["description"] == KINDS.UPDATE_REPLACE
    assert kinds(answer)["ttl"] == KINDS.ADD
    assert not answer.deleteBeforeReplace


def test_items_of_lists_are_told_one_by_one(plugin: PluginDoor, world: World, monkeypatch: pytest.MonkeyPatch):
    program = {"scopes": ["invoke_function"], "functions": ["*"], "description": "ci", "address": world.address()}
    stack = Stack(world, monkeypatch, "plugin", "nvcf:ScopedKey", program)
    stack.up()
    answer = diff(plugin, stack, scopes=["invoke_function", "list_functions"])
    assert kinds(answer) == {"scopes[1]": KINDS.ADD}


@pytest.mark.parametrize("ignored", ["rotation", "rotation.trigger"])
def test_changes_that_shall_be_ignored_are_left_out(plugin: PluginDoor, token: Stack, ignored: str):
    answer = diff(plugin, token, ignored, rotation={"before": "13d", "overlap": "2d"})
    assert ("rotation.before" in kinds(answer)) == (ignored == "rotation.trigger")


def test_when_all_changes_are_ignored_there_is_none(plugin: PluginDoor, token: Stack):
    answer = diff(plugin, token, "description", description="other")
    assert answer.changes == messages.DiffResponse.DIFF_NONE
    assert not answer.replaces


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.token)
def test_a_preview_of_a_create_marks_what_will_be_secret_and_sends_nothing(
    plugin: PluginDoor, world: World, case: Case
):
    inputs = plugin.check(case.token, case.program(world), None)
    urn = f"urn:pulumi:dev::project::gpucreds:{case.token}::it"
    request = messages.CreateRequest(urn=urn, properties=sent(inputs), preview=True)
    properties = MessageToDict(plugin.ask("Create", request).properties)
    marked = {name for name, value in properties.items() if isinstance(value, dict) and SECRET.items() <= value.items()}
    assert marked == set(SECRETS[case.token])
    assert world.requests() == []


def test_a_preview_of_a_rotation_shows_the_old_secret_nowhere(plugin: PluginDoor, token: Stack):
    token.edit(rotation={"trigger": "now"})
    news = plugin.check(TOKEN, token.program, token.kept.inputs)
    urn = f"urn:pulumi:dev::project::gpucreds:{TOKEN}::it"
    request = messages.UpdateRequest(urn=urn, olds=sent(token.kept.state), news=sent(news), preview=True)
    answer = plugin.ask("Update", request)
    assert plugin.known(answer.properties)["token"] is UNKNOWN
    assert token.kept.state["token"] not in str(answer)


def test_a_workspace_that_is_not_ready_in_time_is_kept_and_the_command_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    stack = Stack(world, monkeypatch, "plugin", "egs:SliceWorkspace", {"name": "red", **WORKSPACE})
    world.emulator.egs.knobs.polls_until_ready = 10_000
    with pytest.raises(PartlyMade, match="no kubeconfig yet for worker-1"):
        stack.up()
    assert (stack.kept.id, stack.kept.state["status"]) == ("red", "pending")
    world.emulator.egs.knobs.polls_until_ready = 0
    assert stack.up()["status"] == "ready"
    assert stack.preview() == {}


@pytest.mark.parametrize(("seconds", "waited"), [(0, 300), (60, 60), (1200, 1200)])
def test_a_custom_time_out_counts_instead_of_the_resources_own(
    plugin: PluginDoor, world: World, seconds: float, waited: float
):
    world.emulator.egs.knobs.polls_until_ready = 10_000
    inputs = plugin.check("egs:SliceWorkspace", {"name": "red", **WORKSPACE}, None)
    urn = "urn:pulumi:dev::project::gpucreds:egs:SliceWorkspace::it"
    request = messages.CreateRequest(urn=urn, properties=sent(inputs), timeout=seconds)
    with pytest.raises(PartlyMade, match=f"not ready after {waited // 60}m"):
        plugin.ask("Create", request)
    assert waited <= world.clock.waited < waited + 10


def test_a_plan_that_waits_for_an_input_shows_no_bookkeeping(plugin: PluginDoor, token: Stack):
    answer = diff(plugin, token, rotation={"trigger": UNKNOWN})
    assert {"rotation", "generation", "retiring"} <= set(answer.diffs)
    assert not {"dead", "secretless", "foundAs", "nonce", "address"} & set(answer.diffs)


def test_what_a_dead_run_left_is_revoked_at_the_address_of_the_name(plugin: PluginDoor, world: World):
    first = check(plugin, TOKEN, {"role": "Owner"})
    urn = f"urn:pulumi:dev::project::my:Team$my:Part$gpucreds:{TOKEN}::ci"
    plugin.ask("Create", messages.CreateRequest(urn=urn, properties=sent(first)))
    again = PluginDoor(world, pytest.MonkeyPatch())
    second = check(again, TOKEN, {"role": "Owner"})
    again.ask("Create", messages.CreateRequest(urn=urn, properties=sent(second)))
    (live,) = world.emulator.live()
    assert Mark.parse(live.name).nonce == second["nonce"]


def test_an_error_is_one_line_with_advice_and_no_traceback(plugin: PluginDoor, world: World, token: Stack):
    world.emulator.inject(Fault("status-before", platform="egs", status=403, count=100))
    with pytest.raises(Exception, match=r"^EGS: .* answered 403") as raised:
        token.destroy()
    line = str(raised.value)
    assert line.isprintable()
    assert "Traceback" not in line
    assert plugin
