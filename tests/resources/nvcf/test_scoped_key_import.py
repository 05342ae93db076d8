"""A key that is there already becomes one of the stack; NVCF never shows its value again."""

from __future__ import annotations

from uuid import UUID

import pytest

from gpucreds.core.errors import Refused
from gpucreds.core.ownership import Mark
from tests.lifecycle.stack import Stack
from tests.resources.importing import lose, supplying, take
from tests.resources.nvcf.desk import EVENTS, FUNCTIONS, OWNER, TASKS, Desk
from tests.world import World

SAID = {"description": "legacy", "scopes": ["invoke_function"], "functions": ["*"], "rotation": None}
SUPPLY = "give it to the import in GPUCREDS_IMPORT_SECRET"


def id_of(key_id: str, service: str = "functions", owner: str = OWNER) -> str:
    return f"{owner}/{service}/{key_id}"


@pytest.fixture
def legacy(key: Stack, desk: Desk) -> list[str]:
    """A key without a mark that lives for 30 days, by id and value, and the program that says it."""
    key.edit(**SAID)
    return desk.make("legacy")


# What it takes


def test_a_key_is_taken_with_the_value_that_is_given(key: Stack, world: World, legacy: list[str]):
    key_id, value = legacy
    state = take(key, id_of(key_id), value)
    assert (state["key"], state["keyId"], state["serviceId"], state["ownerId"]) == (value, key_id, FUNCTIONS, OWNER)
    assert (state["platformName"], state["status"], state["rotationReason"]) == ("legacy", "active", "imported")
    assert key.kept.id == f"gc-{key.program['address']}-{state['nonce']}"
    assert world.writes() == world.warnings == []


def test_begin_and_end_are_those_of_nvcf(key: Stack, world: World, legacy: list[str]):
    world.advance(days=3)
    state = take(key, id_of(legacy[0]), legacy[1])
    assert (state["issuedAt"], state["expiresAt"]) == ("2026-03-10T12:00:00Z", "2026-04-09T12:00:05Z")


def test_a_program_that_says_what_is_there_changes_nothing(key: Stack, world: World, legacy: list[str]):
    state = take(key, id_of(legacy[0]), legacy[1])
    assert key.preview() == {}
    assert key.refresh() == state
    key.edit(expiresAt=state["expiresAt"])
    assert key.preview() == {}
    assert key.up() == state
    assert world.writes() == []


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("function", "f-1/*"), ("account-functions", "*")], {"functions": ["*", "f-1/*"]}),
        ([("account-tasks", "*")], {"tasks": ["*"]}),
        ([("authorized-functions", "*")], {"resources": [{"type": "authorized-functions", "id": "*"}]}),
        ([("function", "*")], {"resources": [{"type": "function", "id": "*"}]}),
    ],
)
def test_what_it_opens_is_in_the_words_of_a_program(key: Stack, desk: Desk, pairs: list, said: dict):
    key_id, value = desk.make("legacy")
    policy = desk.by_id(key_id).authorizations["policies"][0]
    policy["resources"] = [{"type": kind, "id": name} for kind, name in pairs]
    state = take(key, id_of(key_id), value)
    names = ("functions", "tasks", "resources")
    found = {name: state[name] for name in names if name in state}
    assert {name: sorted(map(str, items)) for name, items in found.items()} == {
        name: sorted(map(str, items)) for name, items in said.items()
    }


def test_a_scope_that_gpucreds_does_not_know_is_taken_with_the_word_that_allows_it(key: Stack, desk: Desk):
    key_id, value = desk.make("legacy", scopes=["brand_new_thing"])
    assert take(key, id_of(key_id), value)["allowUnknownScopes"] is True
    key.edit(**SAID | {"scopes": ["brand_new_thing"]}, allowUnknownScopes=True)
    assert key.preview() == {}


@pytest.mark.parametrize(("service", "issuer"), [("tasks", TASKS), ("events", EVENTS)])
def test_every_service_has_its_keys(key: Stack, desk: Desk, service: str, issuer: str):
    key_id = desk.add("legacy", issuer=issuer, owner="team red")
    state = take(key, id_of(key_id, service, "team red"))
    assert (state["service"], state["ownerId"], state["serviceId"]) == (service, "team red", issuer)


@pytest.mark.parametrize(
    ("description", "name"), [("x" * 64, "x" * 32), ("a  b", "a  b"), (" padded ", "padded"), ("  ", "imported")]
)
def test_a_description_that_no_program_can_write_is_shortened(key: Stack, desk: Desk, description: str, name: str):
    key_id, value = desk.make(description)
    state = take(key, id_of(key_id), value)
    assert (state["description"], state["platformName"]) == (name, description)
    key.edit(**SAID | {"description": name})
    assert key.preview() == {}
    assert key.refresh() == state
    key.up(rotation={"trigger": "spring"})
    assert key.up(rotation={"trigger": "summer"})["platformName"].startswith(f"{name}-gc-")


def test_an_expired_key_and_a_suspended_one_say_so(key: Stack, desk: Desk, world: World, legacy: list[str]):
    suspended = desk.make("other")
    desk.suspend(suspended[0])
    world.advance(days=31)
    assert take(key, id_of(legacy[0]), legacy[1])["status"] == "expired"
    assert take(key, id_of(suspended[0]), suspended[1])["status"] == "unusable"


# What it does not take


def test_an_id_that_nvcf_does_not_know_is_nothing(key: Stack):
    assert take(key, id_of(str(UUID(int=1))), "nvapi-nobodys") is None


@pytest.mark.parametrize(
    "wrong", ["k-1", "me/k-1", "me/functions/", "me/clusters/k-1", "/functions/k-1", "me/tasks/k/1"]
)
def test_an_id_without_all_three_parts_is_refused(key: Stack, wrong: str):
    with pytest.raises(
        Refused, match=r"is no id of an NVCF key\. Write <owner id>/<functions, tasks or events>/<key id>"
    ):
        take(key, wrong)


def test_another_keys_value_is_refused(key: Stack, legacy: list[str]):
    with pytest.raises(Refused, match="gpucreds:importSecret is not the secret of legacy") as refused:
        take(key, id_of(legacy[0]), "nvapi-wr0ng")
    assert "wr0ng" not in str(refused.value)


def test_a_value_is_for_one_import(key: Stack, desk: Desk, world: World, legacy: list[str]):
    other, _ = desk.make("other")
    with supplying(key, legacy[1]):
        hub = world.run()
    hub.import_(key.token, id_of(legacy[0]), key.program["address"])
    with pytest.raises(Refused, match="Import them one by one, or without it"):
        hub.import_(key.token, id_of(other), world.address())


# Without its value


def test_without_its_value_it_is_unusable_and_a_warning_names_the_choice(key: Stack, world: World, legacy: list[str]):
    state = take(key, id_of(legacy[0]))
    assert state["status"] == "unusable"
    assert "key" not in state
    assert key.refresh() == state
    [told] = world.warnings
    assert told.startswith("legacy is imported without its secret, which is never shown again: the next `pulumi up`")
    assert told.endswith(f"{SUPPLY}.")
    assert world.writes() == []


def test_the_next_update_makes_another_and_the_old_one_stays_for_the_overlap(
    key: Stack, desk: Desk, world: World, legacy: list[str]
):
    take(key, id_of(legacy[0]))
    key.refresh()
    assert key.preview()["rotationReason"] == "imported without its secret"
    state = key.up(rotation={"overlap": "2d"})
    assert (state["generation"], state["previousKeyId"], state["status"]) == (2, legacy[0], "active")
    assert desk.opens(state["key"])
    assert desk.ids() == [legacy[0], state["keyId"]]
    assert key.preview() == {}
    assert key.refresh() == state
    world.advance(days=3)
    key.up()
    assert desk.ids() == [state["keyId"]]
    assert key.preview() == {}


def test_it_rotates_without_a_rotation_in_the_program_and_is_kept_for_a_day(key: Stack, legacy: list[str]):
    take(key, id_of(legacy[0]))
    assert key.up()["retiring"] == {"generation": 1, "revokeAfter": "2026-03-11T12:01:00Z"}


def test_a_trigger_beside_it_rotates_once(key: Stack, legacy: list[str]):
    take(key, id_of(legacy[0]))
    assert key.up(rotation={"trigger": "now"})["generation"] == 2
    assert key.preview() == {}


def test_what_is_gone_meanwhile_is_gone(key: Stack, desk: Desk, legacy: list[str]):
    take(key, id_of(legacy[0]))
    desk.delete(legacy[0])
    assert key.refresh() is None


# Its life afterwards


@pytest.mark.parametrize("supplied", [True, False])
def test_destroy_right_after_an_import_removes_it(key: Stack, desk: Desk, legacy: list[str], supplied: bool):
    take(key, id_of(legacy[0]), legacy[1] if supplied else None)
    key.destroy()
    assert desk.ids() == []


def test_scopes_change_in_place(key: Stack, desk: Desk, legacy: list[str]):
    take(key, id_of(legacy[0]), legacy[1])
    state = key.up(scopes=["list_functions"])
    assert (state["key"], state["platformName"]) == (legacy[1], "legacy")
    assert desk.opens(legacy[1])[0] == {"list_functions"}


@pytest.mark.parametrize("terms", [{"ttl": "30d"}, {"rotation": {"before": "14d", "overlap": "2d", "trigger": "now"}}])
def test_terms_are_an_update_that_sends_nothing(key: Stack, world: World, legacy: list[str], terms: dict):
    state = take(key, id_of(legacy[0]), legacy[1])
    key.edit(**terms)
    assert key.preview().keys() == terms.keys() | ({"rotateAfter"} if "rotation" in terms else set())
    assert key.up()["key"] == state["key"]
    assert world.writes() == []


# Marked


def test_a_lost_state_comes_back_as_it_was(key: Stack, world: World):
    key.up()
    lost = lose(key)
    key.program["address"] = world.address()
    state = take(key, id_of(lost.state["keyId"]), lost.state["key"])
    assert key.kept.id == lost.id
    told = ("key", "keyId", "platformName", "description", "address", "nonce", "generation", "issuedAt", "expiresAt")
    assert {name: state[name] for name in told} == {name: lost.state[name] for name in told}
    assert key.preview() == {name: lost.state[name] for name in ("rotation", "rotateAfter")}


def rotated(key: Stack) -> list[dict]:
    """Two generations of one key, whose state is lost: their states."""
    states = [dict(key.up()), dict(key.up(rotation={"overlap": "2d", "trigger": "now"}))]
    lose(key)
    return states


def test_of_several_generations_the_newest_is_taken(key: Stack):
    old, new = rotated(key)
    state = take(key, id_of(old["keyId"]), new["key"])
    assert (state["keyId"], state["generation"], state["functions"]) == (new["keyId"], 2, ["*"])


def test_the_next_rotation_revokes_the_older_one_too(key: Stack, desk: Desk):
    take(key, id_of(rotated(key)[1]["keyId"]))
    assert desk.generations() == [1, 2]
    key.up()
    assert desk.generations() == [2, 3]


def test_a_removal_revokes_the_older_one_too(key: Stack, desk: Desk):
    take(key, id_of(rotated(key)[1]["keyId"]))
    key.destroy()
    assert desk.ids() == []


def test_a_mark_of_another_stack_is_kept(key: Stack, desk: Desk):
    mark = Mark("0123abcd-89ef4567", "beef", 3)
    state = take(key, id_of(desk.make(f"ci-{mark}")[0]))
    assert (state["address"], state["nonce"], state["generation"]) == (mark.address, mark.nonce, mark.generation)
