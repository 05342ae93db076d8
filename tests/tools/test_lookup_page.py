"""The page of the look-ups has every one, with all that is in its answer."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from gpucreds.resources.lookups import LOOKUPS, ListedApiToken
from tools.lookup_page import lookup_page

PAGE = lookup_page()


def line(begin: str) -> str:
    (found,) = (text for text in PAGE.splitlines() if begin in text)
    return found


@pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda lookup: lookup.token)
def test_every_look_up_is_on_the_page_with_its_meaning_and_its_secrecy(lookup):
    shown = line(f"| `gpucreds:{lookup.token}` |")
    assert " ".join(lookup.description.split()) in shown
    assert ("**secret**" in shown) is (lookup.form is SecretStr)


def test_an_object_in_an_answer_is_on_the_page_with_its_parts():
    shown = PAGE.partition("### ListedApiToken\n")[2].partition("###")[0]
    for name in ListedApiToken.__dataclass_fields__:
        assert f"| `{name}` |" in shown
    assert "| `token` | `token` | string or none, **secret** |" in shown
