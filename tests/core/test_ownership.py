"""The mark at the end of a name says whose an object is."""

import pytest

from gpucreds.core.ownership import Mark, address


def test_a_mark_survives_the_way_to_a_name_and_back():
    mark = Mark("5747ac00-0000000a", "1f2e", 12)
    assert Mark.parse(f"team red-{mark}") == mark
    assert Mark.parse(str(mark)) == mark


@pytest.mark.parametrize(
    "name",
    [
        "",
        "gc-",
        "red-ci",
        "x-gc-5747ac00-0000000a-1f2e-0",
        "x-gc-5747ac00-0000000a-1f2e-1-copy",
        "x-gc-5747AC00-0000000a-1f2e-1",
        "xgc-5747ac00-0000000a-1f2e-1",
    ],
)
def test_a_name_that_does_not_end_in_a_mark_is_nobodys(name):
    assert Mark.parse(name) is None


def test_an_address_depends_on_stack_type_name_and_parent():
    places = [
        address("00000001", "egs:ApiToken", "ci", ""),
        address("00000002", "egs:ApiToken", "ci", ""),
        address("00000001", "egs:Other", "ci", ""),
        address("00000001", "egs:ApiToken", "cd", ""),
        address("00000001", "egs:ApiToken", "ci", "urn:parent"),
    ]
    assert len(set(places)) == len(places)
    assert places[0] == address("00000001", "egs:ApiToken", "ci", "")


def test_an_address_begins_with_the_identity_of_its_stack():
    assert address("0badcafe", "egs:ApiToken", "ci", "").startswith("0badcafe-")
