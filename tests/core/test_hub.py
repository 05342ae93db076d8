"""What the hub does for every resource before a verb runs, and around it."""

import pytest

from gpucreds.core.clock import SystemClock
from gpucreds.core.declaration import Failure
from gpucreds.core.errors import Refused
from gpucreds.core.hub import Diff, Existing, Hub
from gpucreds.core.resource import Run
from gpucreds.core.unknown import UNKNOWN
from tests.core.sample import Cupboard
from tests.world import BEGIN

TYPE = "home:Cupboard"
GIVEN = {"displayName": "hall", "place": "corner"}
CHECKED = {**GIVEN, "wood": "oak", "shelves": [], "warranty": "90d", "coat": 1}
STATE = {**CHECKED, "keysByOwner": {"me": "master"}}
SECRET = "s3cr3t-pin"


@pytest.fixture
def hub():
    run = Run(SystemClock(at=BEGIN), tell=pytest.fail)
    return Hub(run, [Cupboard(run, None)])


def test_check_fills_defaults_and_what_is_planned(hub):
    checked = hub.check(TYPE, GIVEN)
    assert (checked.inputs, checked.failures) == (CHECKED, [])


def test_a_second_check_of_the_same_changes_nothing(hub):
    assert hub.check(TYPE, GIVEN, CHECKED).inputs == CHECKED


def test_the_plan_is_made_from_the_inputs_of_the_last_update(hub):
    assert hub.check(TYPE, {**GIVEN, "displayName": "loft"}, {**CHECKED, "coat": 6}).inputs["coat"] == 7


@pytest.mark.parametrize("olds", [None, CHECKED])
@pytest.mark.parametrize("written", [99, UNKNOWN, None, "many"], ids=["other", "unknown", "null", "wrong"])
def test_what_a_program_writes_into_a_planned_property_is_ignored(hub, written, olds):
    checked = hub.check(TYPE, {**GIVEN, "coat": written}, olds)
    assert (checked.inputs, checked.failures) == (CHECKED, [])


def test_also_while_nothing_can_be_planned_yet(hub):
    assert hub.check(TYPE, {**GIVEN, "displayName": UNKNOWN, "coat": 99}).inputs["coat"] is UNKNOWN


@pytest.mark.parametrize("given", ["elsewhere", UNKNOWN, None], ids=["other", "unknown", "null"])
def test_what_is_kept_stays_as_it_is_in_the_state(hub, given):
    checked = hub.check(TYPE, {**GIVEN, "place": given}, CHECKED)
    assert (checked.inputs["place"], checked.failures) == ("corner", [])


@pytest.mark.parametrize("given", ["elsewhere", UNKNOWN], ids=["known", "unknown"])
def test_what_is_kept_is_given_once(hub, given):
    assert hub.check(TYPE, {**GIVEN, "place": given}).inputs["place"] is given


def test_an_unknown_input_that_the_plan_does_not_look_at_hinders_no_plan(hub):
    checked = hub.check(TYPE, {**GIVEN, "warranty": UNKNOWN, "place": UNKNOWN})
    assert checked.failures == []
    assert checked.inputs == {**CHECKED, "warranty": UNKNOWN, "place": UNKNOWN}


def test_with_an_unknown_input_that_the_plan_looks_at_the_plan_is_unknown_too(hub):
    checked = hub.check(TYPE, {**GIVEN, "displayName": UNKNOWN}, CHECKED)
    assert checked.failures == []
    assert {name for name, value in checked.inputs.items() if value is UNKNOWN} == {"displayName", "coat"}


def test_what_is_known_of_a_partly_unknown_list_is_shown(hub):
    shelves = [{"boardCount": 1}, {"boardCount": UNKNOWN}]
    assert hub.check(TYPE, {**GIVEN, "shelves": shelves}).inputs["shelves"] == shelves


def test_a_failure_leaves_the_inputs_as_they_were_given(hub):
    news = {**GIVEN, "wood": "beech"}
    checked = hub.check(TYPE, news)
    assert checked.inputs == news
    assert checked.failures == [Failure("wood", "Input should be 'oak' or 'pine'")]


@pytest.mark.parametrize("news", [{**GIVEN, "colour": "red"}, {**GIVEN, "display_name": "x"}])
def test_a_property_that_does_not_exist_is_refused(hub, news):
    assert [failure.reason for failure in hub.check(TYPE, news).failures] == ["there is no such property"]


def test_what_the_plan_refuses_is_a_failure_of_the_property_by_its_name_in_the_state(hub):
    checked = hub.check(TYPE, {**GIVEN, "displayName": "unpaintable"})
    assert checked.failures == [Failure("displayName", "takes no paint: choose another one")]


def test_inputs_of_an_older_version_are_understood(hub):
    older = {name: value for name, value in CHECKED.items() if name != "warranty"}
    assert hub.check(TYPE, GIVEN, {**older, "colour": "red"}).inputs == CHECKED


def test_old_inputs_that_mean_nothing_are_an_error_and_no_create(hub):
    with pytest.raises(Refused, match="coat is required"):
        hub.check(TYPE, GIVEN, GIVEN)


@pytest.mark.parametrize(
    ("news", "changed", "replaces"),
    [
        ({}, [], []),
        ({"wood": "pine"}, ["wood"], []),
        ({"displayName": "loft"}, ["displayName"], ["displayName"]),
        ({"displayName": "loft", "coat": 2}, ["displayName", "coat"], ["displayName"]),
        ({"deliveredOn": "2026-12-31"}, ["deliveredOn"], []),
        ({"warranty": UNKNOWN}, ["warranty"], []),
        ({"displayName": UNKNOWN}, ["displayName"], ["displayName"]),
        ({"shelves": [{"boardCount": UNKNOWN}]}, ["shelves"], []),
    ],
)
def test_diff_tells_what_changes_and_what_of_that_replaces(hub, news, changed, replaces):
    diff = hub.diff(TYPE, STATE, {**CHECKED, **news})
    assert diff == Diff(changed, replaces, delete_before_replace=bool(replaces), pending=False)


def test_an_input_that_went_away_is_a_change(hub):
    assert hub.diff(TYPE, {**STATE, "pin": "1234"}, CHECKED).changed == ["pin"]


def test_outputs_are_no_difference_but_left_over_work_is(hub):
    diff = hub.diff(TYPE, {**STATE, "keysByOwner": {}, "pending": "a key is missing"}, CHECKED)
    assert (diff.changed, diff.pending) == ([], True)


def test_create_gives_id_state_and_inputs(hub):
    assert hub.create(TYPE, CHECKED) == Existing("hall", STATE, CHECKED)


def test_read_gives_the_state_again_or_none_when_the_object_is_gone(hub):
    assert hub.read(TYPE, "hall", STATE) == Existing("hall", STATE, CHECKED)
    assert hub.read(TYPE, "hall", {**STATE, "displayName": "gone"}) is None


def test_update_keeps_the_id_and_hands_over_the_old_state(hub):
    state = {**STATE, "keysByOwner": {"you": SECRET}}
    updated = hub.update(TYPE, "hall", state, {**CHECKED, "wood": "pine"})
    assert updated == Existing("hall", {**state, "wood": "pine"}, {**CHECKED, "wood": "pine"})


@pytest.mark.parametrize("where", [{"pin": SECRET}, {"keys": ["x1", SECRET]}, {"keysByOwner": {"me": SECRET}}])
@pytest.mark.parametrize("verb", ["read", "update", "delete"])
def test_a_secret_of_a_state_is_redacted_from_then_on(hub, verb, where):
    state = {**STATE, **where}
    calls = {
        "read": lambda: hub.read(TYPE, "hall", state),
        "update": lambda: hub.update(TYPE, "hall", state, CHECKED),
        "delete": lambda: hub.delete(TYPE, state),
    }
    calls[verb]()
    assert hub.run.redact(f"it was {SECRET}") == "it was ***"
