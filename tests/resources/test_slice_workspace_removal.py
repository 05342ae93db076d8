"""A workspace goes slowly: a delete waits for it, and a replacement survives what is left of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gpucreds.core.errors import PlatformError, Refused, Rejected
from gpucreds_emulator.egs.call import Call
from gpucreds_emulator.egs.envelope import wrapped
from gpucreds_emulator.egs.errors import Refusal, invalid_workspace
from tests.lifecycle.stack import Stack
from tests.resources.portal import MAKE, REMOVE, WORKSPACES, Portal, refusal
from tests.world import World

LONG = "the-training-team-of-the-large-language-models-of-next-year"
"""A name as long as some are: an error that holds it three times is longer than one cares to read."""


def held(name: str, namespace: str, holder: str) -> Refusal:
    """EGS finds a namespace in the hands of a workspace."""
    problem = (
        f'Invalid value: "{namespace}": The given namespace: {namespace} in cluster worker-1 '
        f"is already acquired by other slice: {holder}"
    )
    field = "Spec.NamespaceIsolationProfile.ApplicationNamespaces.Namespace"
    details = {"reason": "FieldValueInvalid", "message": problem, "field": field}
    return invalid_workspace(Call.CREATE_WORKSPACE, name, details)


def deboarding() -> Refusal:
    """EGS still takes the namespaces out of the workspace."""
    text = "Deboarding of namespaces is in progress, please try after some time."
    return Refusal(wrapped(422, Call.DELETE_WORKSPACE.failure, text))


def test_a_delete_waits_until_the_list_no_longer_has_it(workspace: Stack, world: World, portal: Portal):
    workspace.up()
    world.emulator.egs.knobs.polls_until_gone = 5
    before = len(world.requests())
    workspace.destroy()
    assert portal.workspace("red") is None
    assert world.requests()[before:].count(REMOVE) == 1
    assert world.requests()[before:].count(WORKSPACES) >= 5


def test_a_delete_gives_up_after_its_time_and_the_next_one_finishes(workspace: Stack, world: World, portal: Portal):
    workspace.up(readyTimeout="2m")
    world.emulator.egs.knobs.polls_until_gone = 1000
    before = world.clock.waited
    with pytest.raises(PlatformError, match=r"EGS still holds workspace 'red' after 2m\. Run the command again"):
        workspace.destroy()
    assert 120 <= world.clock.waited - before <= 130
    assert workspace.kept
    portal.workspace("red").polls_left = 2
    workspace.destroy()
    assert world.emulator.live() == []


def test_active_gpu_requests_refuse_a_delete_and_are_never_released(workspace: Stack, world: World, portal: Portal):
    workspace.up()
    world.emulator.egs.knobs.active_gpu_requests = ("red",)
    with pytest.raises(Refused, match=r"has active GPU requests\. Release them in EGS, then run the command again"):
        workspace.destroy()
    assert not portal.workspace("red").leaving
    assert world.requests().count(REMOVE) == 1
    world.emulator.egs.knobs.active_gpu_requests = ()
    workspace.destroy()
    assert world.emulator.live() == []


def test_a_delete_waits_while_namespaces_leave(workspace: Stack, world: World, on_the_way: Callable[..., None]):
    workspace.up()
    on_the_way(REMOVE, *[lambda: refusal(deboarding())] * 3)
    workspace.destroy()
    assert world.emulator.live() == []


def test_a_delete_does_not_wait_for_ever_while_namespaces_leave(
    workspace: Stack, world: World, on_the_way: Callable[..., None]
):
    workspace.up()
    on_the_way(REMOVE, *[lambda: refusal(deboarding())] * 1000)
    with pytest.raises(PlatformError, match="EGS still holds workspace 'red' after 5m"):
        workspace.destroy()
    assert len(world.emulator.live()) == 1


@pytest.mark.parametrize(
    "edit", [{"username": "Al"}, {"namespaces": ["team-c"]}, {"clusters": ["worker-2"]}, {"name": "blue"}]
)
@pytest.mark.parametrize("late", [0, 3])
def test_a_replacement_survives_how_slowly_the_old_one_goes(
    workspace: Stack, world: World, portal: Portal, edit: dict, late: int
):
    workspace.up()
    world.emulator.egs.knobs.late_conflicts = late
    before = len(world.writes())
    state = workspace.up(**edit)
    assert state["status"] == "ready"
    assert world.writes()[before : before + 2] == [REMOVE, MAKE]
    assert [live.name for live in world.emulator.live()] == [state["name"]]
    assert portal.workspace(state["name"]).username == state["username"]


def test_a_replacement_gives_up_when_the_name_never_comes_free_and_the_next_up_finishes(workspace: Stack, world: World):
    workspace.up()
    world.emulator.egs.knobs.late_conflicts = 1000
    with pytest.raises(
        PlatformError, match=r"EGS still refuses the name 'red' after 5m\. A workspace of that name may"
    ):
        workspace.up(username="Al")
    world.emulator.egs._store.workspaces._late_conflicts.clear()
    assert workspace.up()["status"] == "ready"
    assert len(world.emulator.live()) == 1


@pytest.mark.parametrize("name", ["red", LONG])
def test_namespaces_still_held_by_what_is_gone_are_waited_for(
    workspace: Stack, world: World, on_the_way: Callable[..., None], name: str
):
    on_the_way(MAKE, *[lambda: refusal(held(name, "team-a", f"{name}-old"))] * 3)
    assert workspace.up(name=name)["status"] == "ready"
    assert world.clock.waited > 1


@pytest.mark.parametrize("holder", ["blue", LONG])
@pytest.mark.parametrize("name", ["red", "machine-learning"])
def test_a_namespace_that_another_workspace_holds_is_an_error_at_once(
    workspace: Stack, world: World, portal: Portal, name: str, holder: str
):
    portal.add_workspace(holder, namespaces=["team-a"])
    with pytest.raises(Rejected, match="already acquired by other slice"):
        workspace.up(name=name)
    assert world.clock.waited == 0
    assert workspace.kept is None


@pytest.mark.parametrize(
    ("change", "name", "wanted"),
    [
        ({"clusters": ["worker-1"]}, "clusters", ["worker-1", "worker-2"]),
        ({"namespaces": ["team-a", "team-b", "team-c"]}, "namespaces", ["team-a", "team-b"]),
        ({"namespaces": []}, "namespaces", ["team-a", "team-b"]),
    ],
)
def test_other_clusters_or_namespaces_in_egs_plan_a_replacement(
    workspace: Stack, portal: Portal, change: dict, name: str, wanted: list[str]
):
    workspace.up()
    vars(portal.workspace("red")).update(change)
    assert workspace.refresh()[name] == change[name]
    assert workspace.preview() == {name: wanted}
    state = workspace.up()
    assert state["status"] == "ready"
    assert (portal.workspace("red").clusters, portal.workspace("red").namespaces) == (
        ["worker-1", "worker-2"],
        ["team-a", "team-b"],
    )


def test_an_owner_or_an_address_that_changed_in_egs_cannot_be_seen(workspace: Stack, portal: Portal):
    state = workspace.up()
    vars(portal.workspace("red")).update(username="Al", email="al@example.com")
    assert workspace.refresh() == state
    assert workspace.preview() == {}
