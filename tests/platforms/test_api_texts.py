"""What an error says of a request: where it went and what came back, in one short line without a secret."""

import httpx
import pytest
from pydantic import SecretStr

from gpucreds.core.errors import PlatformError
from gpucreds.platforms._answer import LONGEST_TEXT
from tests.platforms.wire import Acme, named, page, says

SECRET = "s3cr3t-bearer"
LINES = "apiVersion: v1\ntoken: s3cr3t\n"


def told(answer, **request):
    acme = Acme(answer)
    acme.run.redact.learn(SecretStr(SECRET), SecretStr(LINES))
    with pytest.raises(PlatformError) as caught:
        acme.send(**request)
    return caught.value


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (says(422, text="no such role"), "Acme: POST https://acme.test/v1/keys answered 422: no such role"),
        (says(200, code=422, text="no"), "Acme: POST https://acme.test/v1/keys answered 422: no"),
        (page(502), "Acme: POST https://acme.test/v1/keys: the answer is not Acme's (HTTP 502, text/html)"),
        (
            httpx.Response(204),
            "Acme: POST https://acme.test/v1/keys: the answer is not Acme's (HTTP 204, no content type)",
        ),
        (
            httpx.ConnectError("refused"),
            "Acme: POST https://acme.test/v1/keys: no connection (refused)",
        ),
        (httpx.ReadError("broken"), "Acme: POST https://acme.test/v1/keys: the answer was lost (broken)"),
        (httpx.ReadTimeout(""), "Acme: POST https://acme.test/v1/keys: the answer was lost (ReadTimeout)"),
    ],
    ids=named,
)
def test_an_error_names_platform_method_and_address(answer, text):
    assert told(answer).problem == text


@pytest.mark.parametrize("answer", [says(422), page(502), httpx.ConnectError, httpx.ReadError], ids=named)
def test_an_error_never_shows_a_query(answer):
    assert "?" not in told(answer, query={"key": "k-1"}).problem


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("two\nlines\r\nand a tab\t.", "two lines and a tab ."),
        ("\x1b[31mred\x07\x00", "[31mred"),
        ("right\u202eleft\u2028line", "right left line"),
        ("déjà vu 東京", "déjà vu 東京"),
    ],
)
def test_a_platforms_text_cannot_write_our_logs(text, cleaned):
    assert told(says(422, text=text)).problem.endswith(f"answered 422: {cleaned}")


@pytest.mark.parametrize("length", [LONGEST_TEXT, LONGEST_TEXT + 1, 100_000])
def test_a_platforms_text_is_shortened(length):
    assert told(says(422, text="x" * length)).problem.endswith(f"answered 422: {'x' * LONGEST_TEXT}")


@pytest.mark.parametrize(
    "answer",
    [
        says(422, text=f"bad key {SECRET}"),
        says(422, text="x" * (LONGEST_TEXT - 5) + SECRET),
        says(401, text=SECRET * 9),
        says(500, text=f"in\n{LINES}"),
        httpx.Response(502, content=b"", headers={"Content-Type": SECRET}),
        httpx.ConnectError(SECRET),
        httpx.ReadError(SECRET),
    ],
    ids=named,
)
def test_a_known_secret_leaves_as_stars_also_where_the_text_is_cut(answer):
    error = told(answer, bearer=SecretStr(SECRET), body={"key": SecretStr(SECRET)})
    assert "s3cr" not in f"{error} {error!r} {error.__dict__}"


def test_what_caused_an_error_does_not_hang_on_it():
    error = told(httpx.ReadError(SECRET), bearer=SecretStr(SECRET))
    assert (error.__cause__, error.__context__) == (None, None)
