"""An error is one line: what happened, then what to do."""

import inspect

import pytest

from gpucreds.core import errors
from gpucreds.core.errors import ConfigurationError, GpucredsError, InvalidInput, NotExecuted


@pytest.mark.parametrize(
    ("problem", "advice", "text"),
    [
        ("it broke", "", "it broke"),
        ("it broke.", "", "it broke"),
        ("it broke", "Mend it", "it broke. Mend it"),
        ("it broke.", "Mend it.", "it broke. Mend it"),
        ("it\nbroke\r\n at\tonce", "Mend\nit", "it broke at once. Mend it"),
    ],
)
def test_an_error_says_problem_and_advice_in_one_line(problem, advice, text):
    assert str(ConfigurationError(problem, advice)) == text


def test_problem_and_advice_can_be_had_apart():
    error = NotExecuted("busy", "Wait", retry_after=7)
    assert (error.problem, error.advice, error.retry_after) == ("busy", "Wait", 7)


def test_an_invalid_input_names_its_field():
    error = InvalidInput("expires_on", "is in the past")
    assert (error.field, str(error)) == ("expires_on", "is in the past")


def test_every_error_stands_in_the_tree_that_the_module_draws():
    drawn = inspect.getdoc(errors)
    defined = [name for name, value in vars(errors).items() if inspect.isclass(value)]
    assert all(f"{name} " in drawn for name in defined)
    assert all(issubclass(getattr(errors, name), GpucredsError) for name in defined)
