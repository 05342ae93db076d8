"""What a program's property values mean, and what is wrong with them."""

import pytest
from pydantic import SecretStr

from gpucreds.core.declaration import Failure, Kept, Planned, Replaces, decode, marked, property_name, secrets
from gpucreds.core.unknown import UNKNOWN, UnknownValue, contains_unknown
from tests.core.sample import CupboardInputs, CupboardState

GIVEN = {"displayName": "hall", "place": "corner", "coat": 1}
SECRET = "s3cr3t-pin"


def failures(**values):
    return {failure.property: failure.reason for failure in decode(CupboardInputs, {**GIVEN, **values})[1]}


def test_properties_are_in_camel_case_and_fields_in_snake_case():
    cupboard, wrong = decode(CupboardInputs, {**GIVEN, "shelves": [{"boardCount": 2, "driedFor": "1d12h"}]})
    assert wrong == []
    assert cupboard.display_name == "hall"
    assert (cupboard.shelves[0].board_count, cupboard.shelves[0].dried_for.total_seconds()) == (2, 36 * 3_600)


def test_what_is_left_out_or_null_gets_its_default():
    cupboard, wrong = decode(CupboardInputs, {**GIVEN, "wood": None, "pin": None})
    assert wrong == []
    assert (cupboard.wood, cupboard.warranty.days, cupboard.shelves, cupboard.pin) == ("oak", 90, [], None)


def test_two_decoded_models_share_no_default():
    assert decode(CupboardInputs, GIVEN)[0].shelves is not decode(CupboardInputs, GIVEN)[0].shelves


@pytest.mark.parametrize("missing", [{"displayName": None}, {"displayName": None, "place": None}])
def test_what_is_required_and_missing_is_named_with_its_description(missing):
    told = failures(**missing)
    assert set(told) == set(missing)
    assert told["displayName"] == "is required: What it is called."


@pytest.mark.parametrize(
    ("values", "path", "reason"),
    [
        ({"wood": "beech"}, "wood", "Input should be 'oak' or 'pine'"),
        ({"displayName": 5}, "displayName", "has to be a text"),
        ({"warranty": "90 bananas"}, "warranty", "'90 bananas' is not a duration"),
        ({"deliveredOn": "2026-02-30"}, "deliveredOn", "has to be a date, for example 2027-01-31"),
        ({"shelves": "two"}, "shelves", "has to be a list"),
        ({"shelves": [{"boardCount": 1}, {"boardCount": 0}]}, "shelves[1].boardCount", "greater than or equal to 1"),
        ({"shelves": [{}]}, "shelves[0].boardCount", "is required"),
        ({"shelves": [{"boardCount": 1, "driedFor": "long"}]}, "shelves[0].driedFor", "'long' is not a duration"),
        (
            {"shelves": [{"boardCount": 1, "colour": "red"}]},
            "shelves[0].colour",
            "is no such property: take it out, or mind its spelling",
        ),
        ({"colour": "red"}, "colour", "there is no such property"),
        ({"display_name": "hall"}, "display_name", "there is no such property"),
    ],
)
def test_a_failure_names_the_path_and_says_why(values, path, reason):
    told = failures(**values)
    assert list(told) == [path]
    assert reason in told[path]


def test_several_mistakes_are_told_at_once():
    told = failures(wood="beech", warranty="long", shelves=[{"boardCount": 0}, {}], colour="red")
    assert list(told) == ["wood", "shelves[0].boardCount", "shelves[1].boardCount", "warranty", "colour"]


SHELF = {"boardCount": 1}


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ({"wood": "pine", "warranty": "365d"}, {}),
        ({"wood": "pine", "warranty": "366d"}, {"warranty": "is too long for pine"}),
        ({"wood": "oak", "warranty": "366d"}, {}),
        ({"shelves": [SHELF] * 4}, {"shelves": "fall over: take three at most"}),
    ],
)
def test_a_broken_rule_is_a_failure_of_the_property_that_it_is_about(values, broken):
    assert failures(**values) == broken


@pytest.mark.parametrize(
    "values",
    [
        {"wood": "pine", "warranty": UNKNOWN},
        {"wood": UNKNOWN, "warranty": "366d"},
        {"shelves": UNKNOWN},
        {"shelves": [SHELF, SHELF, SHELF, {"boardCount": UNKNOWN}]},
        {"shelves": [SHELF, SHELF, SHELF, UNKNOWN]},
        {"displayName": UNKNOWN, "place": UNKNOWN, "coat": UNKNOWN},
    ],
)
def test_what_is_not_known_yet_breaks_no_rule(values):
    assert failures(**values) == {}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"wood": "pine", "warranty": "long"}, ["warranty"]),
        ({"wood": "beech", "warranty": "366d"}, ["wood"]),
        ({"shelves": [SHELF, SHELF, SHELF, {}]}, ["shelves[3].boardCount"]),
    ],
)
def test_a_mistake_is_told_once_and_not_again_by_a_rule(values, told):
    assert list(failures(**values)) == told


@pytest.mark.parametrize(
    "value",
    [UNKNOWN, [UNKNOWN], [SHELF, {"boardCount": UNKNOWN}], [[SHELF], (1, UNKNOWN)]],
    ids=["itself", "in a list", "in an object", "in a tuple"],
)
def test_a_field_with_an_unknown_part_is_unknown_as_a_whole(value):
    assert contains_unknown(value)
    assert decode(CupboardInputs, {**GIVEN, "shelves": value})[0].shelves is UNKNOWN


@pytest.mark.parametrize("value", [None, "", 0, [], {}, [SHELF], "unknown"])
def test_a_field_of_known_parts_is_known(value):
    assert not contains_unknown(value)


@pytest.mark.parametrize(
    "look",
    [
        bool,
        len,
        str,
        list,
        lambda unknown: unknown == UNKNOWN,
        lambda unknown: unknown != "x",
        lambda unknown: unknown < 1,
        lambda unknown: unknown >= 1,
        lambda unknown: "x" in unknown,
        lambda unknown: unknown + 1,
        lambda unknown: 1 + unknown,
        lambda unknown: 1 - unknown,
        lambda unknown: f"{unknown}",
        lambda unknown: unknown.before,
    ],
)
def test_to_look_at_an_unknown_value_raises(look):
    with pytest.raises(UnknownValue):
        look(UNKNOWN)


def test_marks_say_what_a_property_means():
    assert marked(CupboardState, Replaces) == ("display_name",)
    assert marked(CupboardState, Kept) == ("place",)
    assert marked(CupboardState, Planned) == ("coat",)


def test_secrecy_is_seen_through_lists_dictionaries_and_options():
    assert secrets(CupboardState) == ["pin", "keys", "keys_by_owner"]
    assert secrets(CupboardInputs) == ["pin"]


def test_a_path_of_fields_has_a_name_in_the_state():
    assert property_name("rotation.revoke_after") == "rotation.revokeAfter"


@pytest.mark.parametrize("pin", [SECRET, [SECRET], {"value": SECRET}])
def test_neither_a_repr_nor_a_failure_shows_a_secret(pin):
    cupboard, wrong = decode(CupboardInputs, {**GIVEN, "pin": pin, "wood": "beech"})
    assert Failure("wood", "Input should be 'oak' or 'pine'") in wrong
    assert SECRET not in f"{cupboard!r} {cupboard} {wrong!r}"


def test_a_secret_is_decoded_into_a_value_that_hides_itself():
    assert decode(CupboardInputs, {**GIVEN, "pin": SECRET})[0].pin == SecretStr(SECRET)
