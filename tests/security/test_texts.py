"""Whatever a platform says, an error is one printable line; whatever a setting holds, no header is broken by it."""

import unicodedata

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from gpucreds.core.errors import AnswerLost, ConfigurationError, PlatformError, Rejected
from gpucreds.platforms._answer import LONGEST_TEXT
from gpucreds.platforms.configuration import Configuration
from tests.platforms.wire import Acme, says

TRICKS = {
    "a new line": "ok\nEGS: revoked",
    "a carriage return": "bad\rgood",
    "a colour": "\x1b[31mred\x1b[0m",
    "a title": "\x1b]0;title\x07",
    "C1": "\x9b31m\x85",
    "a backspace": "secret\b\b\b",
    "right to left": "\u202egnp.exe\u202c",
    "isolates": "\u2066a\u2069\u2067b\u2068",
    "marks": "\u200ea\u200fb\u061c",
    "zero width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f",
    "soft hyphens": "a\u00adb",
    "separators": "a\u2028b\u2029c",
    "tags": "a\U000e0041b",
    "private use": "a\ue000b",
    "NUL": "a\0b",
}


def error_of(answer, **request):
    with pytest.raises(PlatformError) as caught:
        Acme(answer).send(**request)
    return caught.value


def is_one_short_line(text):
    return text.isprintable() and len(text) < LONGEST_TEXT + 300


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize(
    "answer",
    [
        lambda text: says(422, text=text),
        lambda text: httpx.Response(500, json={"code": 500, "text": text}),
        lambda text: says(422, text=text + "x" * 100_000),
        lambda text: httpx.Response(502, headers={"Content-Type": text.encode()}),
        lambda text: httpx.Response(302, headers={"Location": b"https://" + text.encode() + b".test/"}),
        lambda text: httpx.Response(200, headers={"Content-Encoding": text.encode()}),
        httpx.ConnectError,
        httpx.ReadError,
    ],
    ids=["refusal", "failure", "long", "kind", "redirect", "packing", "no connection", "lost"],
)
def test_no_answer_can_write_our_logs(trick, answer):
    assert is_one_short_line(str(error_of(answer(TRICKS[trick]))))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=2000))
def test_any_text_of_a_platform_is_one_short_printable_line(text):
    error = error_of(says(422, text=text))
    assert is_one_short_line(str(error))
    shown = error.problem.partition("answered 422: ")[2]
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize("body", [b'{"code": 200, "text": "\\ud800"}', b'{"code": 422, "\\udfff": 1}'])
def test_half_a_surrogate_pair_is_no_answer_of_a_platform(body):
    error = error_of(httpx.Response(200, content=body), repeatable=False)
    assert isinstance(error, AnswerLost)
    assert "the answer is not Acme's (HTTP 200" in str(error)


BREAKING = ["a\r\nX-Role: root", "a\nb", "a\rb", "a\0b", "ä", "a\u2028b", " a", "a ", "a\x7f"]


@pytest.mark.parametrize("value", BREAKING, ids=ascii)
def test_a_bearer_that_would_break_a_header_is_refused_unseen(value):
    acme = Acme()
    with pytest.raises(ConfigurationError) as caught:
        acme.send(bearer=SecretStr(f"s3cr3t{value}s3cr3t" if value.strip() == value else f"{value}s3cr3t{value}"))
    assert str(caught.value) == "the bearer token for Acme has characters that no header can carry"
    assert (caught.value.__context__, acme.requests) == (None, [])


@pytest.mark.parametrize("value", BREAKING, ids=ascii)
def test_another_header_that_would_be_broken_is_named_and_shown_harmless(value):
    acme = Acme()
    with pytest.raises(ConfigurationError) as caught:
        acme.send(headers={"Key-Issuer-Service": value})
    assert str(caught.value).startswith("Key-Issuer-Service for Acme has characters that no header can carry: '")
    assert str(caught.value).isprintable()
    assert acme.requests == []


@pytest.mark.parametrize("value", ["a\r\nX-Role: root", "a&scope=root", "a=b+c d%20"])
def test_a_form_says_one_thing_whatever_its_values_are(value):
    acme = Acme()
    acme.send(form={"client_secret": SecretStr(value)})
    assert dict(httpx.QueryParams(acme.requests[0].content.decode())) == {"client_secret": value}


SECRETS = ["egsApiKey", "egsAccessToken", "runaiClientSecret", "runaiPassword", "nvcfToken"]


@pytest.mark.parametrize("setting", SECRETS)
@pytest.mark.parametrize(
    "value", ["s3cr3t\r\nX-Role: root", "s3cr3t\ns3cr3t", "s3cr3t\0", "s3cr3t\x1b[0m", "s3cr3t\udcff"]
)
def test_a_secret_in_two_lines_is_refused_by_the_name_of_its_setting_and_not_shown(setting, value):
    with pytest.raises(ConfigurationError) as caught:
        Configuration.load({setting: value}.get, {})
    assert str(caught.value) == (
        f"the configuration is wrong: gpucreds:{setting} has a line break or another control character, "
        "or bytes that are no text: set it anew"
    )


@pytest.mark.parametrize("setting", ["runaiClientId", "runaiUsername", "nvcfOwnerId", "egsEndpoint"])
def test_bytes_that_are_no_text_are_refused_in_any_setting(setting):
    with pytest.raises(ConfigurationError, match=f"gpucreds:{setting} has a line break or"):
        Configuration.load({setting: "a\udcff"}.get, {})


def test_a_line_break_at_the_end_of_a_secret_is_none_of_it():
    assert Configuration.load({"egsApiKey": "k-1\r\n"}.get, {}).egs_api_key == SecretStr("k-1")


def test_a_refusal_keeps_its_class_whatever_its_text_is():
    assert type(error_of(says(422, text="".join(TRICKS.values())))) is Rejected
