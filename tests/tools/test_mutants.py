"""The list of deliberate breakages keeps up with the code."""

import pytest

from tools.environment import ROOT
from tools.mutants import MUTANTS, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.loses)
def test_every_mutant_fits_the_code(mutant: Mutant):
    text = (ROOT / "provider" / "gpucreds" / mutant.file).read_text()
    assert mutant.mutated(text) != text
    assert (ROOT / mutant.tests).is_file()


def test_a_mutant_that_no_longer_fits_says_so():
    with pytest.raises(ValueError, match="no longer fits"):
        MUTANTS[0].mutated("something else")
