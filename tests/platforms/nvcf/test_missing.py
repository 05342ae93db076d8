"""Which 404 says that a key is gone, and which only that somebody asked in the wrong place."""

import httpx
import pytest

from gpucreds.core.errors import AnswerLost, NotFound, NotServed, PlatformError
from tests.platforms.nvcf.answers import FUNCTIONS, MISSING, NEW, OWNER, REF, TASKS, problem
from tests.platforms.wire import page


def test_the_services_own_word_that_a_key_is_unknown_is_gone_and_deleted(nvcf):
    assert nvcf.key(REF) is None
    nvcf.delete_key(REF)


@pytest.mark.parametrize(
    "missing",
    [
        MISSING,
        problem(404, "Key not found", type=...),
        problem(404, "Key not found", type="about:blank"),
        problem(404, "Key not found", title=..., instance=...),
        problem(404, "Key not found", introduced_later={}),
    ],
    ids=["usual", "no-type", "other-type", "little", "later"],
)
def test_in_every_form_of_a_problem(answering, missing):
    client = answering(missing)
    assert client.key(REF) is None
    client.delete_key(REF)


ELSEWHERE = {
    "gateway": httpx.Response(404),
    "gateway-json": httpx.Response(404, headers={"Content-Type": "application/json"}),
    "html": page(404),
    "text": httpx.Response(404, text="Key not found"),
    "json-text": httpx.Response(404, json="Key not found"),
    "json": httpx.Response(404, json={"message": "Key not found"}),
    "no-problem": httpx.Response(404, json={"detail": "Key not found"}),
    "route": problem(404, "No static resource v1/keys/x."),
    "final-dot": problem(404, "Key not found."),
    "other-case": problem(404, "key not found"),
    "owner": problem(404, "Key owner not found"),
    "service": problem(404, "Service 'x' not found"),
    "no-detail": problem(404, ...),
    "gone": httpx.Response(410),
}


@pytest.mark.parametrize("answer", ELSEWHERE.values(), ids=ELSEWHERE)
def test_any_other_404_is_an_error_and_neither_gone_nor_deleted(answering, answer):
    client = answering(answer)
    for call in (lambda: client.key(REF), lambda: client.delete_key(REF), lambda: client.keys(OWNER, FUNCTIONS)):
        with pytest.raises(PlatformError, match="Check the endpoint of NVCF") as caught:
            call()
        assert not isinstance(caught.value, NotFound)


@pytest.mark.parametrize("status", [400, 422, 500, 503])
def test_nor_is_a_key_gone_by_those_words_under_another_status(answering, status):
    for call in ("key", "delete_key"):
        with pytest.raises(PlatformError, match="Key not found") as caught:
            getattr(answering(problem(status, "Key not found")), call)(REF)
        assert not isinstance(caught.value, NotFound)


@pytest.mark.parametrize("call", ["key", "delete_key"])
def test_a_wrong_host_says_nothing_about_a_key(connect, world, call):
    ref = connect().create_key(**NEW).ref
    world.emulator.nvcf.knobs.domain = "nvcf.example.com"
    for host in (None, "api.nvcf.example.com"):
        with pytest.raises(PlatformError, match="Check the endpoint of NVCF"):
            getattr(connect(NVCF_API_KEYS_HOST=host), call)(ref)
    assert len(world.emulator.live()) == 1


@pytest.mark.parametrize("call", ["key", "delete_key"])
def test_nor_does_a_wrong_path(connect, world, call):
    ref = connect().create_key(**NEW).ref
    with pytest.raises(NotServed, match="Check the endpoint of NVCF"):
        getattr(connect(NVCF_API_KEYS_URL="http://nvcf.test/v2/nvcf"), call)(ref)
    assert len(world.emulator.live()) == 1


def test_another_owner_or_issuer_gives_the_very_same_404_and_nobody_can_tell(nvcf):
    """Which is why both are kept in the state."""
    ref = nvcf.create_key(**NEW).ref
    assert nvcf.key(ref.model_copy(update={"owner_id": "team-b"})) is None
    assert nvcf.key(ref.model_copy(update={"service_id": TASKS})) is None


def test_a_page_of_a_proxy_deletes_nothing(answering):
    with pytest.raises(AnswerLost, match="any proxy before it"):
        answering(page(200)).delete_key(REF)
