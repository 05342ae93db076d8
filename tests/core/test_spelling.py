"""What a word was probably meant to be."""

import pytest

from gpucreds.core.spelling import MOST_SHOWN, did_you_mean, near

SCOPES = ["invoke_function", "list_functions", "list_functions_details", "update_function", "queue_details"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("invoke_functions", ["invoke_function"]),
        ("Invoke_Function", ["invoke_function"]),
        ("list_function", ["list_functions"]),
        ("zebra", []),
        ("", []),
    ],
)
def test_only_what_looks_most_alike_is_near(word, found):
    assert near(word, SCOPES) == found


def test_words_that_are_about_as_near_come_together_the_nearest_first():
    assert near("vision-c", ["vision-a", "vision-b", "nlp", "vision-cc"]) == ["vision-cc", "vision-a", "vision-b"]


def test_nothing_is_near_where_nothing_is():
    assert near("a", []) == []
    assert did_you_mean("a", []) == "there are none"


def test_a_question_names_what_is_near_and_else_what_there_is():
    assert did_you_mean("invoke_functions", SCOPES) == "did you mean 'invoke_function'?"
    assert did_you_mean("zebra", ["b", "a", "a"]) == "there are 'a', 'b'"


def test_a_long_list_is_cut():
    words = [f"word-{number:02}" for number in range(MOST_SHOWN + 5)]
    assert did_you_mean("zebra", words).endswith("'word-09' and 5 more")
