"""What a token is made of: defaults, what reaches EGS, and what `check` refuses, by property and with a way out."""

from __future__ import annotations

from datetime import date

import pytest

from gpucreds.core.errors import NotFound
from gpucreds_emulator.egs.role import Role
from tests.lifecycle.doors import CheckFailed
from tests.lifecycle.stack import Stack
from tests.resources.portal import Portal
from tests.world import World


def test_a_token_that_says_little_is_of_admin_has_no_description_and_lives_for_90_days(token: Stack, portal: Portal):
    state = token.up(rotation=None)
    made = portal.key()
    assert (made.user_name, made.description, made.role, made.workspace) == ("admin", "", Role.OWNER, "")
    assert made.validity == date(2026, 6, 8)
    assert (state["userName"], state["description"]) == ("admin", "")
    assert "ttl" not in state


def test_everything_that_a_program_says_reaches_egs(token: Stack, portal: Portal):
    portal.add_workspace("red")
    state = token.up(role="Viewer", workspaceName="red", userName="jo", description="for CI", ttl="30d")
    made = portal.key()
    assert (made.user_name, made.description, made.role, made.workspace) == ("jo", "for CI", Role.VIEWER, "red")
    assert made.validity == date(2026, 4, 9)
    assert state["expiresAt"] == "2026-04-09T23:59:59Z"


def test_the_name_on_egs_is_the_name_and_the_mark(token: Stack, portal: Portal):
    state = token.up()
    mark = f"gc-{token.program['address']}-{state['nonce']}-1"
    assert state["platformName"] == portal.key().name == f"ci-{mark}"


def test_the_id_is_no_secret_and_stays_through_rotations(token: Stack):
    state = token.up()
    before = token.kept.id
    token.up(rotation={"trigger": "now"})
    assert token.kept.id == before == f"gc-{token.program['address']}-{state['nonce']}"


def test_an_old_token_stays_for_one_day_and_the_rest_of_it_by_default(token: Stack):
    token.up(rotation={"before": "14d"})
    state = token.up(rotation={"before": "14d", "trigger": "now"})
    assert state["retiring"] == {"generation": 1, "revokeAfter": "2026-03-12T00:00:00Z"}


@pytest.mark.parametrize(
    ("edit", "refused", "advice"),
    [
        ({"ttl": "12h", "rotation": None}, "ttl", "12h is too short for this platform: write at least 1d"),
        ({"ttl": "0s", "rotation": None}, "ttl", "write at least 1d"),
        ({"ttl": "90 bananas"}, "ttl", 'write for example "90d"'),
        ({"rotation": {"before": "23h"}}, "rotation.before", "write at least 1d"),
        ({"rotation": {"before": "90d"}}, "rotation.before", "not shorter than the lifetime of 90d: write less"),
        ({"ttl": "14d"}, "rotation.before", "14d is not shorter than the lifetime of 14d"),
        ({"rotation": {"before": "2d", "overlap": "3d"}}, "rotation.overlap", "before (2d)"),
        ({"rotation": {"overlap": "91d"}}, "rotation.overlap", "the lifetime (90d)"),
        ({"rotation": {"after": "2d"}}, "rotation.after", "is no such property: take it out, or mind its spelling"),
        ({"role": "Editor"}, "workspaceName", 'is required for role="Editor": write the name of the workspace'),
        ({"role": "Viewer"}, "workspaceName", 'is required for role="Viewer"'),
        ({"workspaceName": "red"}, "workspaceName", "leave the workspace out"),
        ({"role": "Editor", "workspaceName": "-red"}, "workspaceName", "pattern"),
        ({"role": "Editor", "workspaceName": "r" * 64}, "workspaceName", "pattern"),
        ({"role": "editor"}, "role", "'Owner', 'Editor' or 'Viewer'"),
        ({"role": None}, "role", "is required"),
        ({"name": ""}, "name", "at least 1 character"),
        ({"userName": ""}, "userName", "at least 1 character"),
        ({"expiresOn": "2026-12-31", "ttl": "30d", "rotation": None}, "ttl", "excludes expiresOn"),
        ({"expiresOn": "2026-12-31"}, "rotation.before", "needs a ttl"),
        ({"expiresOn": "soon", "rotation": None}, "expiresOn", "date"),
    ],
)
def test_a_mistake_is_refused_at_its_property_and_nothing_is_sent(
    token: Stack, world: World, edit: dict, refused: str, advice: str
):
    with pytest.raises(CheckFailed) as failed:
        token.up(**edit)
    assert set(failed.value.failures) == {refused}
    assert advice in failed.value.failures[refused]
    assert world.requests() == []


@pytest.mark.parametrize("workspace", ["red", "Red_1.a", "r" * 63])
@pytest.mark.parametrize("role", ["Editor", "Viewer"])
def test_a_workspace_may_be_called_whatever_fits_into_a_label(token: Stack, portal: Portal, role: str, workspace: str):
    portal.add_workspace(workspace)
    token.up(role=role, workspaceName=workspace)
    assert portal.key().workspace == workspace


@pytest.mark.parametrize("ttl", ["1d", "24h", "P1D"])
def test_one_day_is_long_enough(token: Stack, portal: Portal, ttl: str):
    token.up(ttl=ttl, rotation={"overlap": "0s"})
    assert portal.key().validity == date(2026, 3, 11)


def test_a_workspace_that_is_not_there_is_an_error_with_the_way_out(token: Stack, world: World):
    with pytest.raises(NotFound, match=r'"nosuch" not found.*best as workspace_name=workspace\.name'):
        token.up(role="Viewer", workspaceName="nosuch")
    assert world.emulator.live() == []
