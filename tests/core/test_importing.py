"""What an import makes of a name, and of the one secret that is given to it."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from gpucreds.core.errors import Refused
from gpucreds.core.importing import Label, newest, supplied
from gpucreds.core.ownership import Mark
from gpucreds.core.resource import Run

HERE = "5747ac00-00000001"
MARK = Mark("0123abcd-89ef4567", "beef", 3)
SECRET = SecretStr("s3cret")


@pytest.fixture
def run(world):
    return Run(world.clock, world.warnings.append)


def test_a_marked_name_says_whose_it_is():
    assert Label.read(f"ci-{MARK}", HERE) == Label("ci", MARK, None)


@pytest.mark.parametrize("text", ["ci", "ci-gc", f"{MARK}", f"{MARK}-2", ""])
def test_any_other_name_stands_as_it_is_and_begins_a_new_incarnation(text):
    label = Label.read(text, HERE)
    assert (label.name, label.found_as) == (text, text)
    assert (label.mark.address, label.mark.generation) == (HERE, 1)


def test_each_unmarked_name_begins_an_incarnation_of_its_own():
    assert len({Label.read("ci", HERE).mark.nonce for _ in range(20)}) > 1


def test_a_name_that_ends_in_a_dash_keeps_it():
    assert Label.read(f"ci--{MARK}", HERE).name == "ci-"


def test_the_newest_is_by_number_and_of_the_same_incarnation():
    names = [f"ci-{MARK.incarnation}-{generation}" for generation in (3, 9, 10)]
    assert newest(names[0], [*names, "ci-gc-0123abcd-89ef4567-feed-11", "ci-12"]) == names[2]
    assert newest(names[2], names) == names[2]


def test_an_unmarked_name_has_no_newer_one():
    assert newest("ci", ["ci", f"ci-{MARK}"]) == "ci"


def test_a_secret_that_nobody_gives_is_none(run):
    assert supplied(run, None, "the key a") is None


def test_a_secret_is_for_one_object_however_often_it_is_read(run):
    assert supplied(run, SECRET, "the key a") == supplied(run, SECRET, "the key a") == SECRET
    for _ in range(2):
        with pytest.raises(Refused, match=r"the key b is not the only import that needs one\. Import them one by one"):
            supplied(run, SECRET, "the key b")


def test_a_secret_that_was_given_is_in_no_text(run):
    supplied(run, SECRET, "the key a")
    assert run.redact("it was s3cret") == "it was ***"
