"""An id is one part of a path, whatever is in it; what could be another path is not sent."""

from urllib.parse import unquote

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from gpucreds.core.errors import Refused, Rejected
from gpucreds.core.resource import Run
from gpucreds.platforms import Platforms
from gpucreds.platforms._request import segment
from gpucreds.platforms.configuration import Configuration
from tests.core.stopwatch import Stopwatch
from tests.platforms.wire import Acme
from tests.security.calls import with_an_id

NO_PARTS = ["", ".", ".."]
HALVES = ["\ud800", "a\udfff"]
ODD = "../..\\a%2Fb?c#d;e=f&g\r\nh:i@j ü\u202e\0"


ROOTS = {
    "/api/v2/token": {"access_token": "t"},
    "/api/v1/service-accounts": [],
    "/api/v1/users": [],
    "/v1/services": {"services": []},
}


class Tap(httpx.BaseTransport):
    """Platforms with nothing in them, that refuse whatever is asked of an object; keeps the paths as on the wire."""

    def __init__(self):
        self.paths = []

    def handle_request(self, request):
        path = request.url.raw_path.partition(b"?")[0].decode()
        self.paths.append(path)
        refusal = {"code": 422, "message": "no", "status": 422, "detail": "no"}
        return httpx.Response(200 if path in ROOTS else 422, json=ROOTS.get(path, refusal))


def opened(tap):
    settings = Configuration(
        runai_endpoint="https://runai.test",
        runai_client_id="us",
        runai_client_secret=SecretStr("s3cr3t"),
        nvcf_api_keys_url="https://nvcf.test",
    )
    return Platforms(settings, Run(Stopwatch(), pytest.fail), tap)


@given(st.text().filter(lambda text: text not in NO_PARTS))
@example("../..")
@example("%2F")
@example("%2e%2E")
@example("?a=b#c")
@example("a\nb\r\n")
@example("...")
@example(ODD)
def test_any_text_is_one_part_of_a_path_and_reads_back(text):
    acme = Acme(endpoint="https://acme.test/gate")
    acme.send("DELETE", f"/v1/keys/{segment(text)}/secret")
    parts = acme.requests[0].url.raw_path.decode("ascii").split("/")
    assert [parts[:-2], unquote(parts[-2], errors="strict"), parts[-1]] == [["", "gate", "v1", "keys"], text, "secret"]


@pytest.mark.parametrize("text", [*NO_PARTS, *HALVES], ids=ascii)
def test_what_would_lead_to_another_object_is_no_id(text):
    with pytest.raises(Refused, match=r"would lead to another object. Run `pulumi refresh`, or repair the state"):
        segment(text)


CALLS = list(with_an_id(opened(Tap()), "x"))


@pytest.mark.parametrize("call", CALLS)
def test_every_call_with_an_id_asks_for_that_object_and_no_other(call):
    tap = Tap()
    action, path = with_an_id(opened(tap), ODD)[call]
    with pytest.raises(Rejected):
        action()
    before, _, after = path.partition("{}")
    [asked] = [path for path in tap.paths if path not in ROOTS]
    part = asked.removeprefix(before).removesuffix(after)
    assert asked == before + part + after
    assert (unquote(part), "/" in part) == (ODD, False)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("text", [*NO_PARTS, *HALVES], ids=ascii)
def test_no_call_is_made_where_an_id_would_lead_elsewhere(call, text):
    tap = Tap()
    action, _ = with_an_id(opened(tap), text)[call]
    with pytest.raises(Refused, match="would lead to another object"):
        action()
    assert set(tap.paths) <= set(ROOTS)
