"""A workspace is made in the background: kubeconfigs may be late, and an answer may be lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gpucreds.core.errors import GpucredsError, PlatformError, Refused, Rejected
from gpucreds_emulator import Fault
from tests.lifecycle.stack import Stack
from tests.resources.portal import MAKE, WORKSPACE, Portal
from tests.world import World

NO_LIST = Fault("html", method="GET", path=f"{WORKSPACE}/list", after=1, count=1000)


def lost(kind: str, **more: int) -> Fault:
    """A fault that loses the answer to a create."""
    return Fault(kind, method="POST", path=WORKSPACE, **more)


def test_every_cluster_has_its_kubeconfig(workspace: Stack):
    state = workspace.up()
    assert (state["status"], state.get("pending")) == ("ready", None)
    assert list(state["kubeconfigs"]) == ["worker-1", "worker-2"]
    for cluster, text in state["kubeconfigs"].items():
        assert f"current-context: red-workspace@{cluster}" in text
        assert "namespace: team-a" in text


def test_a_kubeconfig_that_is_late_is_finished_by_the_next_up(workspace: Stack, world: World):
    world.emulator.egs.knobs.polls_until_ready = 1000
    state = workspace.up()
    assert (state["status"], state["kubeconfigs"]) == ("pending", {})
    assert state["pending"] == "no kubeconfig yet for worker-1, worker-2: not ready after 5m"
    assert "the next `pulumi up` completes it" in world.warnings[0]
    assert 300 <= world.clock.waited <= 310
    assert workspace.preview() == {"pending": True}
    assert workspace.refresh() == state
    world.emulator.egs.knobs.polls_until_ready = 0
    state = workspace.up()
    assert (state["status"], state.get("pending")) == ("ready", None)
    assert set(state["kubeconfigs"]) == {"worker-1", "worker-2"}
    assert workspace.preview() == {}
    assert world.requests().count(MAKE) == 1


def test_what_came_in_time_is_kept_while_the_rest_is_late(workspace: Stack, world: World, portal: Portal):
    world.emulator.egs.knobs.polls_until_ready = 100
    workspace.program["readyTimeout"] = "0s"
    workspace.up()
    portal.workspace("red").early_kubeconfig_calls["worker-1"] = 100
    state = workspace.up()
    assert set(state["kubeconfigs"]) == {"worker-1"}
    assert state["pending"] == "no kubeconfig yet for worker-2: not ready after 0s"


@pytest.mark.parametrize("kind", ["html", "status-before", "broken-json"])
def test_a_kubeconfig_that_is_refused_is_pending_and_no_error(workspace: Stack, world: World, kind: str):
    world.emulator.inject(Fault(kind, path=f"{WORKSPACE}/kube-config", count=1000))
    assert workspace.up()["status"] == "pending"
    world.emulator.clear_faults()
    assert workspace.up()["status"] == "ready"


@pytest.mark.parametrize("kind", ["reset-after", "timeout-after", "status-after", "html-after", "broken-json"])
def test_a_lost_answer_is_recovered_from_the_list(workspace: Stack, world: World, kind: str):
    world.emulator.inject(lost(kind))
    assert workspace.up()["status"] == "ready"
    assert world.requests().count(MAKE) == 1


@pytest.mark.parametrize("kind", ["reset-before", "status-before", "html"])
def test_a_lost_request_is_sent_again(workspace: Stack, world: World, kind: str):
    world.emulator.inject(lost(kind))
    assert workspace.up()["status"] == "ready"
    assert world.requests().count(MAKE) == 2


@pytest.fixture(params=["reset-after", "reset-before"], ids=["made", "never made"])
def unknown(request: pytest.FixtureRequest, workspace: Stack, world: World) -> Stack:
    """A workspace of which nobody knows whether it was made: the answer was lost, and then the list was down."""
    world.emulator.inject(lost(request.param), NO_LIST)
    workspace.up()
    world.emulator.clear_faults()
    return workspace


def test_a_lost_answer_without_a_list_is_a_state_of_its_own_and_says_why(unknown: Stack, world: World):
    assert unknown.kept.state["status"] == "unknown"
    assert unknown.kept.state["pending"].startswith("nobody knows whether it was made: EGS: GET ")
    assert len(world.warnings) == 1
    assert unknown.preview() == {"pending": True}


def test_the_next_up_settles_it(unknown: Stack, world: World):
    assert unknown.up()["status"] == "ready"
    assert unknown.preview() == {}
    assert len(world.emulator.live()) == 1


def test_a_destroy_settles_it_too(unknown: Stack, world: World):
    unknown.destroy()
    assert world.emulator.live() == []


def test_a_refresh_settles_it_too(unknown: Stack, world: World):
    unknown.refresh()
    assert unknown.up()["status"] == "ready"
    assert len(world.emulator.live()) == 1


def test_after_a_lost_answer_a_strangers_workspace_of_that_name_is_not_adopted(
    workspace: Stack, world: World, portal: Portal, on_the_way: Callable[..., None]
):
    world.emulator.inject(lost("reset-before"))
    on_the_way(MAKE, lambda: portal.add_workspace("red"))
    with pytest.raises(Refused, match="this resource did not make it"):
        workspace.up()
    assert workspace.kept is None
    assert portal.workspace("red").username == "Somebody"


@pytest.fixture
def strangers(workspace: Stack, world: World, portal: Portal) -> Stack:
    """Nobody knew whether it was made; it was not, and then somebody else took the name for other sets."""
    world.emulator.inject(lost("reset-before"), NO_LIST)
    workspace.up()
    world.emulator.clear_faults()
    portal.add_workspace("red", ["worker-1", "worker-2"])
    return workspace


def test_nor_by_the_next_up_where_the_list_was_down(strangers: Stack, portal: Portal):
    with pytest.raises(Refused, match="this resource did not make it"):
        strangers.up()
    assert strangers.kept.state["kubeconfigs"] == {}
    assert portal.workspace("red").username == "Somebody"


def test_nor_by_a_refresh(strangers: Stack, portal: Portal):
    assert strangers.refresh() is None
    with pytest.raises(Refused, match="this resource did not make it"):
        strangers.up()
    assert portal.workspace("red").username == "Somebody"


def test_nor_removed_by_a_replacement(strangers: Stack, world: World, portal: Portal):
    assert strangers.up(name="blue")["status"] == "ready"
    assert sorted(live.name for live in world.emulator.live()) == ["blue", "red"]
    assert not portal.workspace("red").leaving


def test_nor_removed_by_a_destroy(strangers: Stack, portal: Portal):
    strangers.destroy()
    assert portal.workspace("red")
    assert not portal.workspace("red").leaving


@pytest.mark.parametrize(
    ("kind", "says"), [("html", "the answer is not EGS's"), ("reset-before", "the answer was lost")]
)
def test_where_every_answer_is_lost_the_error_says_so(workspace: Stack, world: World, kind: str, says: str):
    world.emulator.inject(lost(kind, count=1000))
    with pytest.raises(PlatformError, match=says):
        workspace.up()
    assert workspace.kept is None


def test_a_refusal_of_the_login_is_an_error_and_leaves_nothing(workspace: Stack, world: World):
    world.settings["EGS_API_KEY"] = "11111111-0000-4000-8000-000000000000"
    with pytest.raises(GpucredsError, match="Check gpucreds:egsApiKey or EGS_API_KEY"):
        workspace.up()
    assert world.emulator.live() == []


def test_what_is_refused_after_a_lost_answer_is_an_error_and_leaves_nothing(workspace: Stack, world: World):
    world.emulator.inject(lost("reset-before"))
    with pytest.raises(Rejected, match="cluster is not registered"):
        workspace.up(clusters=["worker-9"])
    assert workspace.kept is None
    assert world.emulator.live() == []
