"""How answers are read: times as instants, and a value only where it is one."""

from datetime import datetime, timezone

import pytest
from pydantic import SecretStr

from gpucreds.core.errors import (
    AnswerLost,
)
from gpucreds.platforms.nvcf.key import read_key
from tests.platforms.nvcf.answers import (
    FUNCTIONS,
    ID,
    NEW,
    OWNER,
    POLICY,
    REF,
    TASKS,
    VALUE,
    key,
    listed,
    shown,
)


def read(**changes):
    return read_key(key(**changes), OWNER, FUNCTIONS)


# A key


def test_what_a_key_shows_is_read(answering):
    found = answering(shown()).key(REF)
    assert found.ref == REF
    assert (found.status, found.description, found.ends_in) == ("ACTIVE", "ci", "12k")
    assert found.expires_at == datetime(2026, 6, 1, tzinfo=timezone.utc)
    assert found.policy == POLICY


def test_a_list_shows_no_policies(nvcf):
    nvcf.create_key(**NEW)
    (found,) = nvcf.keys(OWNER, FUNCTIONS)
    assert found.policy is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-01T00:00:00Z",
        "2026-06-01T00:00:00.000Z",
        "2026-06-01T00:00:00.000000000Z",
        "2026-06-01T00:00:00+00:00",
        "2026-06-01T02:00:00+02:00",
        "2026-05-31T18:30:00.0-05:30",
    ],
)
def test_a_time_is_an_instant_however_it_is_written(text):
    assert read(expires_at=text).expires_at == datetime(2026, 6, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize("told", [..., None, "", "soon", 5, "2026-06-01", "2026-06-01T00:00:00"], ids=repr)
def test_a_time_that_cannot_be_read_is_not_known(told):
    assert read(expires_at=told).expires_at is None


@pytest.mark.parametrize("status", ["ACTIVE", "EXPIRED", "SUSPENDED", "REVOKED", "later"])
def test_a_status_is_taken_as_it_is(status):
    assert read(status=status).status == status


def test_members_that_nobody_knows_yet_are_passed_over(nvcf, world):
    world.emulator.nvcf.knobs.later_version = True
    new = nvcf.create_key(**NEW)
    assert nvcf.keys(OWNER, FUNCTIONS)[0].ref == new.ref
    assert nvcf.key(new.ref).policy == POLICY


def test_a_status_of_a_later_version_is_shown(nvcf, world):
    new = nvcf.create_key(**NEW)
    world.emulator.nvcf.knobs.revoked_keys = (new.ref.key_id,)
    assert nvcf.key(new.ref).status == "REVOKED"


@pytest.mark.parametrize("told", [..., None, "", 5])
def test_a_key_without_an_id_is_an_error(answering, told):
    with pytest.raises(AnswerLost, match="a key without an id"):
        answering(shown(id=told)).key(REF)
    with pytest.raises(AnswerLost, match="a key without an id"):
        answering(listed(key(), key(id=told))).keys(OWNER, FUNCTIONS)


@pytest.mark.parametrize("document", [{}, {"keys": None}, {"keys": {}}, {"keys": "none"}, {"keys": [None]}], ids=repr)
def test_a_list_in_another_form_is_an_error_and_never_an_empty_list(answering, document):
    with pytest.raises(AnswerLost):
        answering(shown(**dict.fromkeys(key(), ...), **document)).keys(OWNER, FUNCTIONS)


# The mask


@pytest.mark.parametrize(
    ("mask", "fits"),
    [
        ("nvapi-nvcf-stg-**********12k", True),
        ("*" * 10 + "12k", True),
        ("nvapi-nvcf-stg-**********12K", False),
        ("nvapi-nvcf-stg-**********abc", False),
        (..., True),
        (None, True),
        (VALUE[:-1] + "x", True),
        (5, True),
    ],
    ids=repr,
)
def test_a_mask_proves_that_a_value_is_another_one_and_nothing_else_does(mask, fits):
    assert read(value=mask).may_have(SecretStr(VALUE)) is fits


def test_the_mask_of_a_new_key_fits_its_value(nvcf):
    new = nvcf.create_key(**NEW)
    assert nvcf.key(new.ref).may_have(new.value)
    assert nvcf.keys(OWNER, FUNCTIONS)[0].may_have(new.value)


def test_no_repr_of_a_key_shows_a_value(nvcf, run, world):
    new = nvcf.create_key(**NEW)
    value = new.value.get_secret_value()
    assert value not in repr([new, nvcf.key(new.ref), vars(nvcf), run, world.emulator.log()])
    assert run.redact(value) == "***"


# Delete


@pytest.mark.parametrize("status", [200, 204])
def test_a_delete_may_answer_200_or_204_without_a_body(nvcf, world, status):
    world.emulator.nvcf.knobs.delete_status = status
    nvcf.delete_key(nvcf.create_key(**NEW).ref)
    assert world.emulator.live() == []


def test_or_with_one(answering):
    answering(shown()).delete_key(REF)


# Reading once


def test_keys_are_listed_once_per_run_owner_and_service_unless_asked_afresh(nvcf, world):
    assert nvcf.keys(OWNER, FUNCTIONS) == nvcf.keys(OWNER, TASKS) == []
    nvcf.create_key(**NEW)
    assert nvcf.keys(OWNER, FUNCTIONS) == []
    assert len(nvcf.keys(OWNER, FUNCTIONS, fresh=True)) == len(nvcf.keys(OWNER, FUNCTIONS)) == 1
    assert nvcf.keys("team-b", FUNCTIONS) == nvcf.keys(OWNER, TASKS, fresh=True) == []
    assert world.requests().count("GET /v1/keys") == 5


def test_a_key_is_read_once_per_run_unless_asked_afresh(nvcf, world):
    ref = nvcf.create_key(**NEW).ref
    assert nvcf.key(ref) == nvcf.key(ref)
    assert world.requests().count(f"GET /v1/keys/{ref.key_id}") == 1
    nvcf.delete_key(ref)
    assert nvcf.key(ref)
    assert nvcf.key(ref, fresh=True) is None


def test_an_id_is_one_part_of_a_path_whatever_is_in_it(answering):
    client = answering(shown())
    client.key(REF.model_copy(update={"key_id": "a/b?c#d"}))
    assert client.wire.requests[0].url.raw_path == b"/v1/keys/a%2Fb%3Fc%23d"


def test_a_key_is_named_in_texts_by_id_description_and_status():
    assert str(read()) == f"{ID} 'ci' (ACTIVE)"
