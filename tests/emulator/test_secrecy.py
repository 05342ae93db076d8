"""No secret is in a repr, and the emulator knows nothing of the code it is a witness about."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import gpucreds_emulator
from gpucreds_emulator import Emulator
from gpucreds_emulator.egs import Seed

SOURCES = sorted(Path(gpucreds_emulator.__file__).parent.rglob("*.py"))


def test_no_repr_holds_a_secret(api, emulator):
    key = api.key()
    store = emulator.egs._store
    shown = [repr(store.keys[key]), repr(store), repr(emulator), repr(emulator.egs), repr(Seed(api_key="hush"))]
    for secret in (key, emulator.egs.api_key, emulator.egs.access_token, "hush"):
        assert not [text for text in shown if secret in text]


def test_a_seed_of_ones_own_replaces_key_and_access_token(api, refused):
    own = Emulator(egs=Seed(api_key="own-key", access_token="own.access.token"))
    assert (own.egs.api_key, own.egs.access_token) == ("own-key", "own.access.token")
    again = type(api)(own)
    assert again.log_in("own-key").status_code == 200
    assert again.call("GET", "/slice-workspace/list", bearer="own.access.token").status_code == 200
    refused(again.call("GET", "/slice-workspace/list", bearer=api.emulator.egs.access_token), "E1")


def test_a_token_of_one_emulator_is_worth_nothing_on_another(api, refused):
    other = type(api)(Emulator())
    refused(other.call("GET", "/slice-workspace/list", bearer=api.owner), "E1")


def imported(source):
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "absolute imports only, so that this test sees them"
            yield node.module


def test_nothing_is_imported_from_gpucreds():
    modules = {name for source in SOURCES for name in imported(source)}
    assert "gpucreds_emulator.egs" in modules
    assert not [name for name in modules if name.split(".")[0] == "gpucreds"]


@pytest.mark.parametrize(("platform", "last"), [("egs", 22), ("runai", 21)])
def test_every_assumption_of_the_contract_is_named_in_one_module(platform, last):
    (source,) = (source for source in SOURCES if source.parts[-2:] == (platform, "assumptions.py"))
    text = source.read_text(encoding="utf-8")
    assert [number for number in range(1, last + 1) if f"# A{number}:" not in text] == []


@pytest.mark.parametrize("platform", ["egs", "runai"])
def test_the_platforms_share_no_module_with_the_control_api_but_what_is_above_both(platform):
    above = {"clock", "exchange", "faults", "json_app", "knob_form", "live", "log", "platform", "proxy_page", "signing"}
    sources = [source for source in SOURCES if source.parent.name == platform]
    own = {name for source in sources for name in imported(source) if name.startswith("gpucreds_emulator.")}
    outside = {name.split(".")[1] for name in own} - {platform}
    assert outside <= above
