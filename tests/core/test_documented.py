"""The docstrings of attributes and arguments, as the source has them."""

from __future__ import annotations

from typing import TypedDict

from typing_extensions import NotRequired

from gpucreds.core.documented import Attribute, arguments, attributes


class Grant(TypedDict):
    """What somebody gives."""

    role: str
    """The role."""
    cluster: NotRequired[list[str]]
    """The cluster,
    or several."""
    silent: str


class Wish(TypedDict, total=False):
    """What somebody may give."""

    role: str
    """The role."""


def give(role: str, cluster: str) -> None:
    """Give something.

    Args:
        role: The role: by name.
        cluster: The cluster,
            by name.
    """


def test_an_attribute_has_its_annotation_as_it_is_written_and_its_docstring():
    assert attributes(Grant) == [
        Attribute("role", "str", optional=False, meaning="The role."),
        Attribute("cluster", "NotRequired[list[str]]", optional=True, meaning="The cluster,\nor several."),
    ]


def test_every_part_of_an_object_that_need_not_be_total_is_optional():
    assert [one.optional for one in attributes(Wish)] == [True]


def test_an_argument_has_what_stands_under_its_name_in_one_line():
    assert arguments(give) == {"role": "The role: by name.", "cluster": "The cluster, by name."}


def test_what_says_nothing_of_its_arguments_has_none():
    assert arguments(lambda: None) == {}
