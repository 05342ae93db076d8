"""A rotation that the operator of a command asks for: planned like every other, and of what is named alone."""

from __future__ import annotations

from copy import deepcopy

import pytest

from gpucreds.core.errors import AnswerLost
from gpucreds.core.planning import Ask
from gpucreds.resources import called
from gpucreds_emulator import Fault
from tests.lifecycle.cases import CASES, Case
from tests.lifecycle.stack import Stack
from tests.world import World

ROTATING = [case for case in CASES if case.rotating]
MINTED = [case for case in CASES if case.minted]
IN_PLACE = [case for case in ROTATING if not case.minted]
UNLIKE = ["5747ac00-ffffffff", "runai:Application/other", "runai:LocalUser/red-ci", "runai:Application/Jo@example.com"]
"""What names no resource of these tests."""


def by_token(case: Case) -> str:
    return case.token


@pytest.fixture(params=ROTATING, ids=by_token)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


def ask(stack: Stack, how: Ask = Ask.ROTATION) -> None:
    """Ask for the rotation of what the state holds, in the commands from now on."""
    stack.world.asks = {called(stack.token, stack.kept.state): how}


def unask(stack: Stack) -> None:
    stack.world.asks = {}


@pytest.mark.parametrize("how", Ask)
def test_a_preview_shows_it_with_its_reason_and_sends_nothing(stack: Stack, case: Case, world: World, how: Ask):
    stack.up()
    ask(stack, how)
    before = world.requests()
    planned = stack.preview()
    assert planned["generation"] == 2
    assert planned["rotationReason"] == how.value + ("" if case.minted else "; the old secret stops working at once")
    assert ("retiring" in planned) == (case.minted and how is Ask.ROTATION)
    assert world.requests() == before


def test_an_up_rotates_and_the_next_one_without_it_sends_nothing(stack: Stack, case: Case, world: World):
    old = case.secrets(stack.up())[0]
    ask(stack)
    state = stack.up()
    new = case.secrets(state)[0]
    assert new != old
    assert case.opens(world, state, new)
    assert case.opens(world, state, old) == case.minted
    unask(stack)
    before = world.requests()
    assert stack.preview() == {}
    assert stack.up() == state
    assert world.requests() == before


def test_each_command_with_it_rotates_again(stack: Stack):
    stack.up()
    ask(stack)
    assert [stack.up()["generation"] for _ in range(3)] == [2, 3, 4]


def test_a_new_trigger_in_the_same_run_is_one_rotation(stack: Stack, case: Case):
    stack.up()
    ask(stack)
    assert stack.up(**case.rotating)["generation"] == 2
    unask(stack)
    assert stack.preview() == {}


def test_a_create_is_the_same_with_it(stack: Stack, world: World):
    world.asks = {called(stack.token, stack.preview()): Ask.INCIDENT}
    state = stack.up()
    assert (state["generation"], state["rotationReason"]) == (1, "created")


def test_a_replacement_begins_anew_with_it(stack: Stack, case: Case, world: World):
    stack.up()
    ask(stack)
    state = stack.up(**case.replacing)
    assert (state["generation"], state["rotationReason"]) == (1, "created")
    assert len(world.emulator.live()) == 1


@pytest.mark.parametrize("how", Ask)
def test_what_names_nothing_does_nothing(stack: Stack, world: World, how: Ask):
    stack.up()
    world.asks = dict.fromkeys(UNLIKE, how)
    before = world.requests()
    assert stack.preview() == {}
    stack.up()
    assert world.requests() == before


def test_the_inputs_of_a_state_name_it_as_well_as_the_whole(stack: Stack, world: World):
    stack.up()
    world.asks = {called(stack.token, stack.kept.inputs): Ask.ROTATION}
    assert stack.preview()["generation"] == 2


def test_it_rotates_where_the_program_asks_for_no_rotation(stack: Stack, case: Case, world: World):
    stack.up(rotation=None)
    world.advance(hours=1)
    ask(stack)
    state = stack.up()
    assert state["generation"] == 2
    assert len(case.secrets(state)) == (2 if case.minted else 1)


@pytest.mark.parametrize("case", MINTED, ids=by_token)
def test_without_a_rotation_the_old_one_retires_for_a_day(stack: Stack, world: World):
    stack.up(rotation=None)
    ask(stack)
    stack.up()
    unask(stack)
    world.advance(hours=23)
    assert stack.preview() == {}
    world.advance(days=1)
    assert stack.preview()["retiring"] is None
    stack.up()
    assert len(world.emulator.live()) == 1


@pytest.mark.parametrize("retires", [False, True])
def test_an_incident_leaves_the_new_secret_alone(stack: Stack, case: Case, world: World, retires: bool):
    old = case.secrets(stack.up())
    if retires:
        old += case.secrets(stack.up(**case.rotating))
    ask(stack, Ask.INCIDENT)
    state = stack.up()
    (new,) = case.secrets(state)
    assert new not in old
    assert case.opens(world, state, new)
    world.advance(minutes=3)  # what NVCF takes to forget a key
    assert [secret for secret in old if case.opens(world, state, secret)] == []
    assert len(world.emulator.live()) == 1


@pytest.mark.parametrize("case", MINTED, ids=by_token)
def test_in_an_incident_the_new_one_is_made_before_the_old_one_goes(stack: Stack, world: World):
    stack.up()
    ask(stack, Ask.INCIDENT)
    before = len(world.writes())
    stack.up()
    assert [line.partition(" ")[0] for line in world.writes()[before:]] == ["POST", "DELETE"]


def live(stack: Stack, case: Case, secrets: list[str]) -> list[str]:
    stack.world.advance(minutes=3)  # what NVCF takes to forget a key
    return [secret for secret in secrets if case.opens(stack.world, stack.kept.state, secret)]


@pytest.mark.parametrize("how", Ask)
def test_a_run_that_died_is_made_good_by_the_same_command(stack: Stack, case: Case, world: World, how: Ask):
    stack.up()
    ask(stack, how)
    kept = deepcopy(stack.kept)
    lost = case.secrets(stack.up())[0]
    stack.kept = kept
    state = stack.up()
    assert state["generation"] == 2
    assert len(world.emulator.live()) == case.objects(state)
    secrets = case.secrets(state)
    assert live(stack, case, [lost, *secrets]) == secrets


@pytest.mark.parametrize("door", ["hub"])
@pytest.mark.parametrize("asked", [True, False])
def test_where_an_answer_is_lost_for_good_the_way_out_names_the_variable_if_it_was_set(
    stack: Stack, case: Case, world: World, asked: bool
):
    stack.up()
    ask(stack)
    stack.up()
    method, path = world.writes()[-1].split(" ")
    listed = [line.removeprefix("GET ") for line in world.requests() if line.startswith("GET ")][-1]
    world.emulator.inject(
        Fault("reset-after", method=method, path=path, count=1000),
        Fault("status-before", method="GET", path=listed, after=1, count=1000),
    )
    if not asked:
        unask(stack)
        stack.edit(**case.rotating)
    with pytest.raises(AnswerLost, match="`pulumi up` again") as lost:
        stack.up()
    assert ("and the same GPUCREDS_ROTATE" in str(lost.value)) is asked


@pytest.mark.parametrize("case", IN_PLACE, ids=by_token)
def test_a_namesake_on_another_control_plane_stays_as_it_is(stack: Stack, world: World):
    stack.up()
    name = called(stack.token, stack.kept.inputs)
    assert called(stack.token, stack.kept.state) == f"{name}@http://runai.test"
    world.asks = {f"{name}@http://elsewhere.test": Ask.INCIDENT}
    assert stack.preview() == {}


@pytest.mark.parametrize("case", IN_PLACE, ids=by_token)
def test_what_lives_on_a_platform_that_got_another_address_is_found_by_the_former_one(stack: Stack, world: World):
    stack.up()
    ask(stack)
    world.move("runai", "http://moved.test")
    world.settings |= {"RUNAI_ENDPOINT": "http://moved.test", "RUNAI_FORMER_ENDPOINT": "http://runai.test"}
    assert stack.up()["generation"] == 2


@pytest.mark.parametrize("door", ["hub"])
@pytest.mark.parametrize("case", [case for case in CASES if not case.rotating], ids=by_token)
def test_what_never_rotates_has_no_name(stack: Stack):
    assert called(stack.token, stack.up()) is None


@pytest.mark.parametrize("door", ["hub"])
def test_what_is_still_encrypted_names_nothing(stack: Stack):
    state = stack.up()
    assert called(stack.token, {name: {"ciphertext": "v1:x"} for name in state}) is None


def test_what_is_no_resource_has_no_name():
    assert called("runai:AccessRole", {"name": "x", "address": "x"}) is None
