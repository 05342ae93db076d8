"""How often reads and deletes are sent, what is never sent, and what a refusal is."""

import httpx
import pytest

from gpucreds.core.errors import AnswerLost, Forbidden, NotExecuted, PlatformError, Rejected
from gpucreds.platforms._api import ATTEMPTS
from gpucreds_emulator import Fault
from tests.platforms.nvcf.answers import (
    BUSY,
    FUNCTIONS,
    LOST,
    NEW,
    OTHER,
    OWNER,
    REF,
    UNCONNECTED,
    key,
    listed,
    problem,
    put,
    shown,
)
from tests.platforms.wire import named, page

PASSING = [*LOST, *UNCONNECTED, BUSY]


# Reads


@pytest.mark.parametrize("passing", PASSING, ids=named)
def test_a_read_is_repeated_after_whatever_may_pass(answering, passing):
    assert answering(passing, passing, passing, shown()).key(REF).ref == REF
    assert answering(passing, passing, passing, listed(key())).keys(OWNER, FUNCTIONS)


@pytest.mark.parametrize("lasting", PASSING, ids=named)
def test_and_given_up_after_a_few_seconds(answering, world, lasting):
    client = answering(lasting)
    with pytest.raises((AnswerLost, NotExecuted)):
        client.key(REF)
    assert len(client.wire.requests) == ATTEMPTS
    assert 0 < world.clock.waited <= 0.5 + 1 + 2 + 4


# Refusals


@pytest.mark.parametrize("refusal", [problem(status, "no") for status in (400, 403, 404, 405, 415, 422)], ids=named)
def test_a_refusal_is_an_answer_and_not_repeated(answering, refusal):
    client = answering(refusal)
    for call in (
        lambda: client.key(REF),
        lambda: client.keys(OWNER, FUNCTIONS),
        lambda: client.create_key(**NEW),
        lambda: put(client),
        lambda: client.delete_key(REF),
    ):
        before = len(client.wire.requests)
        with pytest.raises(PlatformError, match=r"answered 4..: no\b"):
            call()
        assert len(client.wire.requests) == before + 1


@pytest.mark.parametrize("media_type", ["application/problem+json", "application/json", ""])
@pytest.mark.parametrize("types", ["all", "urn", "none"])
def test_a_problem_is_understood_with_and_without_its_types(nvcf, world, media_type, types):
    world.emulator.nvcf.turn({"error_media_type": media_type, "error_types": types})
    assert nvcf.key(REF) is None
    nvcf.delete_key(REF)
    with pytest.raises(Rejected, match="answered 400: description is invalid"):
        nvcf.create_key(**{**NEW, "description": "a.b"})


@pytest.mark.parametrize(
    "text",
    [
        "JSON parse error: x",
        "Failed to read request: JSON parse error: x",
        "Required request body is missing",
        "Ungültig",
    ],
)
def test_the_words_of_a_refusal_are_shown_whatever_they_are(answering, text):
    with pytest.raises(Rejected, match=f"answered 400: {text}"):
        answering(problem(400, text)).create_key(**NEW)


@pytest.mark.parametrize(
    "refusal",
    [problem(403, "Key owner suspended."), httpx.Response(403), page(403), httpx.Response(403, json=[])],
    ids=named,
)
def test_a_403_is_a_question_to_the_owner_and_the_token_in_any_form_and_not_repeated(answering, refusal):
    client = answering(refusal)
    for call in (lambda: client.key(REF), lambda: client.delete_key(REF), lambda: put(client)):
        with pytest.raises(Forbidden, match="Check whether the owner 'team-a' is suspended, and gpucreds:nvcfToken"):
            call()
    assert len(client.wire.requests) == 3


def test_a_suspended_owner_is_named_and_nothing_is_taken_for_gone(nvcf, world):
    ref = nvcf.create_key(**NEW).ref
    client = world.emulator.nvcf.app.test_client()
    assert client.put(f"/v1/admin/users/{OWNER}/status", json={"status": "SUSPENDED"}).status_code == 200
    for call in (lambda: nvcf.key(ref), lambda: nvcf.delete_key(ref), lambda: nvcf.create_key(**NEW)):
        with pytest.raises(Forbidden, match=r"Key owner suspended\. Check whether the owner 'team-a' is suspended"):
            call()
    assert len(world.emulator.live()) == 1


# Deletes


@pytest.mark.parametrize("passing", PASSING, ids=named)
def test_a_delete_is_repeated_after_whatever_may_pass(answering, passing):
    client = answering(passing, passing, passing, httpx.Response(204))
    client.delete_key(REF)
    assert [request.method for request in client.wire.requests] == ["DELETE"] * 4


@pytest.mark.parametrize("kind", ["reset-after", "timeout-after", "status-after", "html-after"])
def test_one_that_landed_before_its_repetition_is_a_success(nvcf, world, kind):
    ref = nvcf.create_key(**NEW).ref
    world.emulator.inject(Fault(kind, method="DELETE"))
    nvcf.delete_key(ref)
    assert world.emulator.live() == []
    assert world.requests().count(f"DELETE /v1/keys/{ref.key_id}") == 2


# What is never sent


def test_no_call_is_made_that_only_an_administrator_of_other_peoples_keys_would_make(nvcf, world):
    ref = nvcf.create_key(**NEW).ref
    nvcf.keys(OWNER, FUNCTIONS)
    nvcf.put_authorizations(ref, "functions", OTHER)
    nvcf.delete_key(ref)
    nvcf.admin_token()
    assert [line for line in world.requests() if "admin" in line] == ["POST /v1/admin/keys"]
