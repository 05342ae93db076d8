"""The scanner finds a secret in every form that can be turned back, and tells its place and kind, never its value."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tools.program import Program
from tools.scanner import Scanner

SECRET = 'a/b+c"d e<f>?~\u00e9-0b5e7f6e-\\n-tail?>'
PLAIN = "0b5e7f6e-1c2d-4e3f-8a9b-0c1d2e3f4a5b"
KINDS = {SECRET: "egs apiKey", PLAIN: "nvcf value"}
FORMS: dict[str, Callable[[str], str]] = {
    "in clear": str,
    "in a JSON text": json.dumps,
    "in JSON with all letters": lambda secret: json.dumps(secret, ensure_ascii=False),
    "in JSON within JSON": lambda secret: json.dumps({"inner": json.dumps({"key": secret})}),
    "in JSON as Go writes it": lambda secret: (
        json.dumps(secret).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    ),
    "as part of a URL": lambda secret: quote(secret, safe=""),
    "as a path of a URL": quote,
    "in a form": quote_plus,
    "in a URL with small digits": lambda secret: _small(quote(secret, safe="")),
    "in a form with small digits": lambda secret: _small(quote_plus(secret)),
    "in hexadecimal": lambda secret: secret.encode().hex(),
    "in big hexadecimal": lambda secret: secret.encode().hex().upper(),
    "its first half": lambda secret: secret[: len(secret) // 2],
    "its second half": lambda secret: secret[len(secret) // 2 :],
}


def _small(text: str) -> str:
    return "".join(f"%{part[:2].lower()}{part[2:]}" if index else part for index, part in enumerate(text.split("%")))


@pytest.fixture
def scanner() -> Scanner:
    return Scanner(KINDS)


def finds(scanner: Scanner, text: str) -> set[str]:
    return {finding.kind for finding in scanner.in_text("here", text)}


def whole_words(form: str) -> bool:
    """Halves are looked for in long words only."""
    return "half" not in form


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_found(scanner: Scanner, form: str):
    if whole_words(form):
        assert finds(scanner, f"x{FORMS[form](SECRET)}x") == {"egs apiKey"}
    assert finds(scanner, f"x{FORMS[form](PLAIN)}x") == {"nvcf value"}


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "1", "12", "123"])
@pytest.mark.parametrize("after", ["", "1", "12", "123"])
def test_it_is_found_in_base64_wherever_it_begins_and_ends(scanner: Scanner, encode: Callable, before: str, after: str):
    for secret, kind in KINDS.items():
        text = encode(f"{before}{secret}{after}".encode()).decode()
        assert finds(scanner, text) == finds(scanner, text.rstrip("=")) == {kind}


def test_it_is_found_in_a_kubeconfig_that_is_itself_in_base64(scanner: Scanner):
    text = base64.b64encode(f"users:\n- user:\n    token: {PLAIN}\n".encode()).decode()
    assert finds(scanner, f'{{"data": "{text}"}}') == {"nvcf value"}


@pytest.mark.parametrize("form", ["whole", "cut off", "one of two"])
def test_it_is_found_in_what_is_zipped(scanner: Scanner, form: str):
    zipped = gzip.compress(f'{{"x": "{PLAIN}"}}'.encode() * 50, mtime=0)
    content = {"whole": zipped, "cut off": zipped[:-9], "one of two": gzip.compress(b"other") + zipped}[form]
    assert {finding.place for finding in scanner.in_bytes("here", content)} == {"here, unzipped"}


def test_it_is_found_in_files_and_in_their_names(scanner: Scanner, tmp_path: Path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / ".hidden").write_bytes(b"\xff\x00" + PLAIN.encode())
    (tmp_path / PLAIN).write_text("nothing")
    places = {finding.place for finding in scanner.in_folder(tmp_path)}
    assert places == {"sub/.hidden", "the name of a file"}


def test_it_is_found_in_what_a_command_printed(tmp_path: Path):
    program = Program(tmp_path / "program", tmp_path, log=["nothing", f"error: {PLAIN}"])
    assert program.readable(KINDS) == ["what the commands printed: nvcf value, in clear"]


@pytest.mark.parametrize("text", ["", "nothing here", PLAIN[:-19], "0b5e7f6e", base64.b64encode(b"0b5e7f6e").decode()])
def test_nothing_is_found_where_nothing_is(scanner: Scanner, text: str):
    assert finds(scanner, text) == set()


def test_an_empty_secret_is_found_nowhere():
    assert finds(Scanner(["", PLAIN]), "whatever") == set()


def test_what_is_told_is_place_kind_and_form_without_the_value(scanner: Scanner):
    told = [*map(str, scanner.in_text("here", SECRET)), repr(scanner), repr(list(scanner.in_text("here", PLAIN)))]
    assert told[0] == "here: egs apiKey, in clear"
    assert not [text for text in told if any(word in text for word in (PLAIN[:8], SECRET[:8]))]
