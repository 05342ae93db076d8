"""Where a key is stays in the state: owner, service id and address, whatever the configuration says today."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from gpucreds.core.errors import PlatformError, Refused, Rejected
from gpucreds_emulator.nvcf.registration import FUNCTIONS, OLDER_EVENTS, Registration
from gpucreds_emulator.nvcf.store import Store
from tests.lifecycle.stack import Stack
from tests.resources.nvcf.desk import OWNER, Desk
from tests.world import Lines, World

NOW = {"before": "14d", "overlap": "2d", "trigger": "now"}
ELSEWHERE = "http://nvcf.elsewhere.test"


def test_another_default_owner_changes_nothing_for_a_key_that_is_there(key: Stack, world: World, desk: Desk):
    made = key.up()
    world.settings["NVCF_OWNER_ID"] = "team-b"
    assert key.preview() == {}
    assert key.refresh() == made
    state = key.up(rotation=NOW)
    assert {one.owner_id for one in desk.all_keys()} == {OWNER} == {state["ownerId"]}
    world.advance(days=3)
    key.up()
    assert desk.ids() == [state["keyId"]]
    key.destroy()
    assert desk.ids() == []


def test_nor_does_none_at_all(key: Stack, world: World, desk: Desk):
    key.up()
    del world.settings["NVCF_OWNER_ID"]
    assert key.preview() == {}
    key.up(rotation=NOW)
    key.destroy()
    assert desk.ids() == []


def test_an_owner_that_the_program_no_longer_names_stays(key: Stack, desk: Desk):
    key.up(ownerId="team-a")
    key.up(ownerId=None)
    assert desk.key().owner_id == key.kept.state["ownerId"] == "team-a"


def test_keys_stay_under_the_id_of_the_first_when_the_service_gets_another(
    key: Stack, world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    """The usual id is still registered, but under another name: a new key would take the other one."""
    first = key.up()
    renamed = [Registration("fns", "nvcf-api", "nvcf"), replace(FUNCTIONS, service_name="retired")]
    monkeypatch.setattr(Store, "registrations", renamed)
    state = key.up(rotation=NOW)
    assert {one.issuer_service_id for one in desk.all_keys()} == {state["serviceId"]} == {first["serviceId"]}
    world.advance(days=3)
    key.up()
    assert desk.ids() == [state["keyId"]]
    assert key.up(description="other")["serviceId"] == "fns"
    key.destroy()
    assert desk.ids() == []


def test_a_service_id_that_is_no_longer_registered_is_an_error_and_loses_nothing(key: Stack, world: World, desk: Desk):
    world.emulator.nvcf.knobs.older_events_service = True
    made = key.up(service="events", scopes=["read"])
    assert made["serviceId"] == OLDER_EVENTS.service_id
    world.emulator.nvcf.knobs.older_events_service = False
    for command in (key.refresh, key.destroy, lambda: key.up(rotation=NOW)):
        with pytest.raises(Rejected, match="Caller service not registered"):
            command()
        assert key.kept.state == made
    assert desk.ids() == [made["keyId"]]


@pytest.mark.parametrize("command", ["refresh", "destroy", "up"])
def test_with_another_platform_configured_nothing_is_sent_and_nothing_is_lost(key: Stack, world: World, command: str):
    key.up()
    kept, before = key.kept, world.requests()
    key.program |= {"scopes": ["list_functions"]}
    world.settings["NVCF_API_KEYS_URL"] = ELSEWHERE
    with pytest.raises(Refused, match=f"lives at http://nvcf.test, and the configuration names {ELSEWHERE}"):
        getattr(key, command)()
    assert key.kept == kept
    assert world.requests() == before


@pytest.mark.parametrize("command", ["refresh", "destroy", "up"])
def test_a_route_that_is_gone_is_an_error_and_loses_nothing(key: Stack, world: World, desk: Desk, command: str):
    world.settings["NVCF_API_KEYS_HOST"] = "api-keys.nvcf.example.com"
    world.emulator.nvcf.knobs.domain = "nvcf.example.com"
    key.up()
    kept = key.kept
    key.program |= {"scopes": ["list_functions"]}
    world.emulator.nvcf.knobs.domain = "other.example.com"
    with pytest.raises(PlatformError, match="Check the endpoint of NVCF"):
        getattr(key, command)()
    assert key.kept == kept
    assert len(desk.all_keys()) == 1


@pytest.mark.parametrize("command", ["refresh", "destroy", "up"])
def test_another_host_behind_the_same_address_is_another_platform(key: Stack, world: World, command: str):
    world.settings["NVCF_API_KEYS_HOST"] = "api-keys.nvcf.example.com"
    key.up()
    kept, before = key.kept, world.requests()
    key.program |= {"scopes": ["list_functions"]}
    world.settings["NVCF_API_KEYS_HOST"] = "api-keys.other.example.com"
    with pytest.raises(Refused, match=r"lives at http://api-keys\.nvcf\.example\.com, and the configuration names"):
        getattr(key, command)()
    assert key.kept == kept
    assert world.requests() == before


def test_a_load_balancer_that_became_a_name_is_followed_with_the_former_address(
    key: Stack, world: World, monkeypatch: pytest.MonkeyPatch
):
    key.up()
    world.settings |= {"NVCF_API_KEYS_URL": ELSEWHERE, "NVCF_FORMER_API_KEYS_URL": "http://nvcf.test/"}
    to_the_emulator = Lines.handle_request

    def handle(lines: Lines, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="nvcf.test")
        return to_the_emulator(lines, request)

    monkeypatch.setattr(Lines, "handle_request", handle)
    assert key.refresh()["endpoint"] == ELSEWHERE
