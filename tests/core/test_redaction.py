"""A secret that somebody has handled never stands in a text again."""

import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from gpucreds.core.clock import SystemClock
from gpucreds.core.redaction import Redactor
from gpucreds.core.resource import Run

texts = st.text(alphabet="abc", max_size=8)


@pytest.fixture
def redact():
    redact = Redactor()
    redact.learn(SecretStr("key-1"), SecretStr("key-1-long"))
    return redact


def test_every_occurrence_is_replaced_and_the_rest_stays(redact):
    assert redact("key-1 and Bearer key-1, not key-2") == "*** and Bearer ***, not key-2"


def test_of_a_secret_that_holds_another_one_nothing_is_left(redact):
    assert redact("<key-1-long>") == "<***>"


@pytest.mark.parametrize("nothing", [None, SecretStr("")])
def test_to_learn_nothing_changes_nothing(nothing):
    redact = Redactor()
    redact.learn(nothing)
    assert redact("as it was") == "as it was"


def test_its_repr_tells_nothing(redact):
    assert repr(redact) == "Redactor()"


@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_secret_is_found_also_as_it_stands_in_json_and_in_json_within_json(times):
    shown = secret = 'kind: Config\nuser: "jo"\n'
    for _ in range(times):
        shown = json.dumps(shown)[1:-1]
    redact = Redactor()
    redact.learn(SecretStr(secret))
    assert redact(f"it was {shown}.") == "it was ***."


@given(st.lists(texts.filter(bool), min_size=1, max_size=4), st.lists(texts, max_size=4))
def test_no_learned_secret_survives_in_any_text(secrets, between):
    redact = Redactor()
    redact.learn(*map(SecretStr, secrets))
    redacted = redact("-".join([*between, *secrets]))
    assert not any(secret in redacted for secret in secrets)


def test_a_warning_leaves_without_a_secret():
    told = []
    run = Run(SystemClock(), told.append)
    run.redact.learn(SecretStr("s3cr3t"))
    run.warn("the key s3cr3t is odd")
    assert told == ["the key *** is odd"]


@pytest.mark.parametrize(
    "form", [lambda plain: quote(plain, safe=""), quote_plus, lambda plain: urlencode({"k": plain})]
)
def test_a_secret_in_a_url_or_a_form_is_taken_out_too(form):
    redact = Redactor()
    redact.learn(SecretStr("pass word/+1&é"))
    assert redact(form("pass word/+1&é")).removeprefix("k=") == "***"


@pytest.mark.parametrize("secret", ["nvapi-" + "nvcf-stg-" + "a1B2" * 8, "eyJ" + "hbGciOi.eyJzdWIi.c2ln" + "bmF0dXJl"])
def test_what_has_the_shape_of_a_secret_is_one_whoever_made_it(redact, secret):
    assert redact(f"the create of {secret} failed") == "the create of *** failed"


@pytest.mark.parametrize("text", ["keys begin with nvapi-", "api.v1.keys", "eye.of.needle"])
def test_what_only_looks_a_little_like_one_stays(redact, text):
    assert redact(text) == text


def test_half_a_surrogate_pair_can_be_learned(redact):
    redact.learn(SecretStr("half\ud800"))
    assert redact("half\ud800") == "***"


def test_a_warning_is_one_printable_line():
    told = []
    Run(SystemClock(), told.append).warn("first\nsecond\x1b[31m \u202egnol")
    assert told == ["first second [31m gnol"]
