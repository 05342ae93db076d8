"""What a workspace is made of: names that are taken, an order that means nothing, and what `check` refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gpucreds.core.errors import PlatformError, Refused
from tests.lifecycle.doors import CheckFailed
from tests.lifecycle.stack import Stack
from tests.resources.portal import LOG_IN, MAKE, WORKSPACES, Portal
from tests.world import World


def test_everything_that_a_program_says_reaches_egs(workspace: Stack, portal: Portal):
    workspace.up()
    made = portal.workspace("red")
    assert (made.clusters, made.namespaces) == (["worker-1", "worker-2"], ["team-a", "team-b"])
    assert (made.username, made.email) == ("Jo Doe", "jo@example.com")
    assert workspace.kept.id == "red"


def test_a_workspace_needs_no_namespace(workspace: Stack, portal: Portal):
    workspace.up(namespaces=[])
    assert portal.workspace("red").namespaces == []
    assert workspace.refresh() == workspace.kept.state
    assert workspace.preview() == {}


def test_a_name_that_is_taken_is_an_error_and_nothing_is_sent_but_the_list(
    workspace: Stack, world: World, portal: Portal
):
    portal.add_workspace("red")
    with pytest.raises(
        Refused, match=r"a workspace 'red' exists on EGS already, and this resource did not make it\. If you renamed"
    ):
        workspace.up()
    assert world.requests() == [LOG_IN, WORKSPACES]
    assert workspace.kept is None


def test_a_name_that_is_taken_between_list_and_create_is_the_same_error(
    workspace: Stack, world: World, portal: Portal, on_the_way: Callable[..., None]
):
    on_the_way(MAKE, lambda: portal.add_workspace("red"))
    with pytest.raises(Refused, match="this resource did not make it"):
        workspace.up()
    assert world.clock.waited == 0
    assert portal.workspace("red").username == "Somebody"


def test_a_stranger_with_the_very_same_sets_is_a_stranger_all_the_same(
    workspace: Stack, portal: Portal, on_the_way: Callable[..., None]
):
    on_the_way(MAKE, lambda: portal.add_workspace("red", ["worker-1", "worker-2"], ["team-a", "team-b"]))
    with pytest.raises(Refused, match="this resource did not make it"):
        workspace.up()


def test_the_order_of_clusters_and_namespaces_means_nothing_and_the_old_one_stays(workspace: Stack, world: World):
    before = workspace.up()
    sent = world.requests()
    workspace.program |= {"clusters": ["worker-2", "worker-1"], "namespaces": ["team-b", "team-a"]}
    assert workspace.preview() == {}
    assert workspace.up() == before
    assert world.requests() == sent


def test_another_order_in_egs_is_no_drift(workspace: Stack, portal: Portal):
    before = workspace.up()
    portal.workspace("red").clusters.reverse()
    portal.workspace("red").namespaces.reverse()
    assert workspace.refresh() == before
    assert workspace.preview() == {}


@pytest.mark.parametrize(
    ("edit", "refused", "advice"),
    [
        ({"name": "Red"}, "name", "pattern"),
        ({"name": "red-"}, "name", "pattern"),
        ({"name": "r" * 64}, "name", "pattern"),
        ({"name": ""}, "name", "pattern"),
        ({"clusters": []}, "clusters", "at least 1 item"),
        ({"clusters": None}, "clusters", "is required: Registered worker clusters"),
        ({"clusters": ["worker-1", ""]}, "clusters[1]", "at least 1 character"),
        ({"clusters": ["worker-1", "worker-1"]}, "clusters", "worker-1 is given twice: write each name once"),
        ({"namespaces": ["team-a", "Team_b"]}, "namespaces[1]", "pattern"),
        ({"namespaces": ["a", "b", "b", "a"]}, "namespaces", "a, b is given twice"),
        ({"namespaces": None}, "namespaces", "is required"),
        ({"email": "jo"}, "email", "pattern"),
        ({"email": "jo @example.com"}, "email", "pattern"),
        ({"email": ""}, "email", "at least 1 character"),
        ({"username": ""}, "username", "at least 1 character"),
        ({"readyTimeout": "soon"}, "readyTimeout", 'write for example "90d"'),
        ({"colour": "red"}, "colour", "there is no such property"),
    ],
)
def test_a_mistake_is_refused_at_its_property_and_nothing_is_sent(
    workspace: Stack, world: World, edit: dict, refused: str, advice: str
):
    with pytest.raises(CheckFailed) as failed:
        workspace.up(**edit)
    assert set(failed.value.failures) == {refused}
    assert advice in failed.value.failures[refused]
    assert world.requests() == []


@pytest.mark.parametrize(("name", "warned"), [("r" * 15, 0), ("r" * 16, 1), ("r" * 63, 1)])
def test_a_name_longer_than_egs_advises_is_warned_of_once_and_taken(
    workspace: Stack, world: World, portal: Portal, name: str, warned: int
):
    workspace.up(name=name)
    workspace.up(readyTimeout="7m")
    workspace.preview()
    assert len(world.warnings) == warned
    assert all("advises names of at most 15 characters" in warning for warning in world.warnings)
    assert portal.workspace(name)


@pytest.mark.parametrize("edit", [{"clusters": ["worker-9"]}, {"clusters": ["worker-1", "worker-9"]}])
def test_a_cluster_that_egs_does_not_know_is_an_error_in_its_words_and_leaves_nothing(
    workspace: Stack, world: World, edit: dict
):
    with pytest.raises(PlatformError, match='"worker-9": cluster is not registered'):
        workspace.up(**edit)
    assert workspace.kept is None
    assert world.emulator.live() == []
    assert world.clock.waited == 0
