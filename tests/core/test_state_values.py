"""What a model looks like in the state, and how it is read back from there."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from gpucreds.core.declaration import decode, encode, recall
from gpucreds.core.errors import Refused
from gpucreds.core.unknown import UNKNOWN
from tests.core.sample import CupboardInputs, CupboardState, Shelf

SECRET = "s3cr3t-pin"
INPUTS = {"displayName": "hall", "place": "corner", "coat": 1, "wood": "oak", "shelves": [], "warranty": "90d"}
STATE = {**INPUTS, "keysByOwner": {"me": SECRET}}

lengths = st.integers(0, 10**8).map(lambda seconds: timedelta(seconds=seconds))
pins = st.text(min_size=1).map(SecretStr)


def models(model, **fields):
    return st.fixed_dictionaries(fields).map(lambda given: model(**given))


shelves = models(Shelf, board_count=st.integers(1, 9), dried_for=st.none() | lengths)
states = models(
    CupboardState,
    display_name=st.text(),
    shelves=st.lists(shelves, max_size=3),
    warranty=lengths,
    delivered_on=st.none() | st.dates(),
    pin=st.none() | pins,
    place=st.text(),
    coat=st.integers(),
    keys=st.none() | st.lists(pins),
    keys_by_owner=st.dictionaries(st.text(), pins),
)


def test_values_of_a_state_are_camel_case_with_secrets_in_clear_and_nothing_empty():
    state = CupboardState(
        display_name="hall",
        place="corner",
        coat=1,
        warranty=timedelta(hours=36),
        shelves=[Shelf(board_count=2)],
        pin=SecretStr(SECRET),
        keys=[SecretStr(SECRET)],
        keys_by_owner={"me": SecretStr(SECRET)},
    )
    assert encode(state) == {
        **INPUTS,
        "warranty": "1d12h",
        "shelves": [{"boardCount": 2}],
        "pin": SECRET,
        "keys": [SECRET],
        "keysByOwner": {"me": SECRET},
    }


def test_a_date_is_kept_as_it_is_written():
    values = {**INPUTS, "deliveredOn": "2026-12-31"}
    inputs, _ = decode(CupboardInputs, values)
    assert inputs.delivered_on == date(2026, 12, 31)
    assert encode(inputs) == values


@given(states)
def test_a_state_survives_the_way_through_json(state):
    assert recall(CupboardState, json.loads(json.dumps(encode(state)))) == state


def test_what_is_not_known_stays_unknown():
    inputs, _ = decode(CupboardInputs, {**INPUTS, "warranty": UNKNOWN, "shelves": [{"boardCount": UNKNOWN}]})
    assert {name for name, value in encode(inputs).items() if value is UNKNOWN} == {"warranty", "shelves"}


def test_a_state_is_recalled_without_its_rules():
    assert len(recall(CupboardState, {**STATE, "shelves": [{"boardCount": 1}] * 4}).shelves) == 4


def test_properties_of_another_version_are_left_out_and_missing_ones_get_their_default():
    older = {name: value for name, value in STATE.items() if name != "wood"}
    assert recall(CupboardState, {**older, "colour": "red"}) == recall(CupboardState, STATE)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"displayName": None}, "displayName is required: What it is called."),
        ({"shelves": [{}]}, "shelves[0].boardCount is required"),
        ({"keysByOwner": [SECRET]}, "keysByOwner has to be an object"),
        ({"pin": [SECRET]}, "pin has to be a text"),
    ],
)
def test_a_state_that_means_nothing_is_refused_with_advice_and_without_a_secret(broken, told):
    with pytest.raises(Refused) as caught:
        recall(CupboardState, {**STATE, **broken})
    assert told in caught.value.problem
    assert "restore the stack's last state" in caught.value.advice
    assert SECRET not in str(caught.value)


def test_two_recalled_models_share_no_default():
    recalled = [recall(CupboardInputs, {"displayName": "hall", "place": "corner", "coat": 1}) for _ in range(2)]
    assert recalled[0].shelves == recalled[1].shelves
    assert recalled[0].shelves is not recalled[1].shelves


def test_who_describes_a_model_finds_the_docstrings_of_its_fields():
    described = CupboardInputs.model_json_schema()["properties"]
    assert described["displayName"]["description"] == "What it is called."
