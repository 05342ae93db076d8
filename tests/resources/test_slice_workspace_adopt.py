"""EGS has no place for a mark on a workspace: what a killed run left is taken over when a program says so."""

from __future__ import annotations

import pytest

from gpucreds.core.errors import GpucredsError, Refused
from gpucreds_emulator import Fault
from tests.lifecycle.stack import Stack
from tests.resources.portal import MAKE, Portal
from tests.world import World

NOT_OURS = "this resource did not make it"


@pytest.fixture
def left_over(workspace: Stack) -> Stack:
    """A run made the workspace and was killed before its state was kept."""
    workspace.up()
    workspace.kept = None
    return workspace


def test_without_being_told_a_run_leaves_it_alone_and_says_how_to_tell(left_over: Stack):
    with pytest.raises(Refused, match=r"if a run died while making it, set `adopt` for one `pulumi up`"):
        left_over.up()
    assert left_over.kept is None


def test_adopt_takes_it_over_and_says_so(left_over: Stack, world: World):
    state = left_over.up(adopt=True)
    assert (state["status"], set(state["kubeconfigs"])) == ("ready", {"worker-1", "worker-2"})
    assert "workspace 'red' was there already: taken over" in world.warnings[-1]
    assert world.requests().count(MAKE) == 1
    assert left_over.preview() == {}


def test_taking_adopt_away_sends_nothing(left_over: Stack, world: World):
    left_over.up(adopt=True)
    before = world.requests()
    left_over.up(adopt=None)
    assert world.requests() == before
    left_over.destroy()
    assert world.emulator.live() == []


@pytest.mark.parametrize("other", [{"clusters": ["worker-1"]}, {"namespaces": ["team-a"]}])
def test_other_clusters_or_namespaces_are_somebody_elses(left_over: Stack, other: dict):
    with pytest.raises(Refused, match=NOT_OURS):
        left_over.up(adopt=True, **other)


def test_adopt_makes_what_is_not_there(workspace: Stack, world: World):
    workspace.up(adopt=True)
    assert world.requests().count(MAKE) == 1
    assert world.warnings == []


def test_late_kubeconfigs_of_an_adopted_one_are_pending(left_over: Stack, world: World):
    world.emulator.inject(Fault("html", path="/api/v1/slice-workspace/kube-config", count=1000))
    assert left_over.up(adopt=True)["status"] == "pending"


@pytest.fixture
def second(workspace: Stack) -> Stack:
    """Another resource of the same name, in the same run."""
    twin = Stack(workspace.world, workspace.patch, workspace.door, workspace.token, workspace.program | {"adopt": True})
    shared = workspace._open()
    for stack in (workspace, twin):
        stack._open = lambda: shared
    return twin


def test_what_another_resource_of_the_run_holds_is_not_adopted(workspace: Stack, second: Stack):
    workspace.up()
    with pytest.raises(Refused, match=NOT_OURS):
        second.up()


def test_nor_what_one_holds_by_its_state(workspace: Stack, world: World):
    workspace.up()
    hub = world.run()
    hub.diff(workspace.token, workspace.kept.state, workspace.kept.inputs)
    again = hub.check(workspace.token, workspace.program | {"adopt": True}, None)
    with pytest.raises(Refused, match=NOT_OURS):
        hub.create(workspace.token, again.inputs)


def test_a_resource_whose_workspace_was_adopted_before_it_came_is_refused(workspace: Stack, world: World):
    workspace.up()
    hub = world.run()
    hub.create(workspace.token, hub.check(workspace.token, workspace.program | {"adopt": True}, None).inputs)
    with pytest.raises(Refused, match=NOT_OURS):
        hub.check(workspace.token, workspace.program, workspace.kept.inputs)


def test_the_former_resource_of_an_adopted_workspace_goes_without_it(workspace: Stack, world: World):
    workspace.up()
    hub = world.run()
    hub.create(workspace.token, hub.check(workspace.token, workspace.program | {"adopt": True}, None).inputs)
    hub.delete(workspace.token, workspace.kept.state)
    assert [live.name for live in world.emulator.live()] == ["red"]


def test_one_that_is_deleted_to_be_replaced_can_be_made_by_a_later_run(workspace: Stack, world: World):
    workspace.up()
    world.emulator.inject(Fault("status-before", path="/api/v1/slice-workspace", method="POST", status=400))
    with pytest.raises(GpucredsError, match="400"):
        workspace.up(username="Somebody Else")
    assert world.emulator.live() == []
    workspace.up()
    assert [live.name for live in world.emulator.live()] == ["red"]


def test_a_create_that_failed_leaves_the_name_free(workspace: Stack, world: World, portal: Portal):
    world.emulator.inject(Fault("status-before", path="/api/v1/slice-workspace", status=403))
    hub = world.run()
    inputs = hub.check(workspace.token, workspace.program, None).inputs
    with pytest.raises(GpucredsError, match="403"):
        hub.create(workspace.token, inputs)
    hub.create(workspace.token, inputs)
    assert portal.workspace("red")
