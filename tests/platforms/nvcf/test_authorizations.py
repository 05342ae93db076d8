"""What a key opens: how it is sent, read back, and changed in place."""

import json

import pytest

from gpucreds.core.errors import (
    AnswerLost,
    NotExecuted,
    NotFound,
    Rejected,
)
from gpucreds.platforms._api import ATTEMPTS
from gpucreds.platforms.nvcf import Policy
from gpucreds_emulator import Fault
from tests.platforms.nvcf.answers import (
    BUSY,
    FUNCTIONS,
    LOST,
    NEW,
    ONE,
    OTHER,
    POLICY,
    TASKS,
    problem,
    put,
    sent,
    shown,
)
from tests.platforms.wire import named

# A policy


def policies(*items):
    return {"policies": list(items)}


def policy(scopes=("a",), resources=({"id": "*", "type": "account-functions"},), aud=FUNCTIONS, **more):
    return {"aud": aud, "scopes": scopes, "resources": resources, **more}


A = Policy.of(["a"], [("account-functions", "*")])
NOTHING = Policy.of([], [])


@pytest.mark.parametrize(
    ("authorizations", "seen"),
    [
        (policies(policy()), A),
        (policies(policy(["b", "a", "b"])), Policy.of(["a", "b"], A.resources)),
        (policies(policy(product="later", auds=[], more=1)), A),
        (policies(policy(["b"], aud=TASKS), policy()), A),
        (policies(policy(), policy(["b"])), A),
        (policies(None, 3, "x", policy()), A),
        (policies(policy(resources=[{"type": "account-functions", "id": "*", "more": 1}, "x", None])), A),
        (policies(policy(["b"], aud=TASKS)), NOTHING),
        (policies(policy(None, None)), NOTHING),
        (policies(policy("ab", {"id": "*"})), NOTHING),
        (policies(policy(5, 5)), NOTHING),
        (policies({"aud": FUNCTIONS}), NOTHING),
        (policies(), NOTHING),
        ({"policies": None}, NOTHING),
        ({"policies": 5}, NOTHING),
        ({"policies": {"aud": FUNCTIONS}}, NOTHING),
        ({}, NOTHING),
        ([], NOTHING),
        ("", NOTHING),
        (0, NOTHING),
        (None, None),
    ],
)
def test_of_whatever_a_key_was_given_the_first_policy_of_its_service_counts(authorizations, seen):
    assert Policy.read(json.loads(json.dumps(authorizations)), FUNCTIONS) == seen


# A change


def test_a_put_sends_the_whole_policy(answering):
    client = answering(shown())
    put(client)
    (request,) = client.wire.requests
    assert (request.method, request.url.path) == ("PUT", f"{ONE}/authorizations")
    assert request.headers["Content-Type"] == "application/json"
    assert request.read() == (
        b'{"authorizations":{"policies":[{"aud":"%(id)b","auds":["%(id)b"],"product":"nv-cloud-functions",'
        b'"resources":[{"id":"*","type":"authorized-functions"}],"scopes":["list_functions"]}]}}'
    ) % {b"id": FUNCTIONS.encode()}


def test_right_after_a_create_a_put_waits_three_seconds(nvcf, world):
    ref = nvcf.create_key(**NEW).ref
    nvcf.put_authorizations(ref, "functions", OTHER)
    assert nvcf.key(ref).policy == OTHER
    assert world.requests()[2:4] == [f"PUT /v1/keys/{ref.key_id}/authorizations"] * 2
    assert 3 <= world.clock.waited <= 4


def test_later_it_does_not(nvcf, world):
    ref = nvcf.create_key(**NEW).ref
    world.advance(seconds=3)
    nvcf.put_authorizations(ref, "functions", OTHER)
    assert world.clock.waited == 0


def test_a_put_that_is_always_too_early_is_given_up_after_five_tries_of_three_seconds(answering, world):
    client = answering(BUSY)
    with pytest.raises(NotExecuted, match="answered 429: Slow down"):
        put(client)
    assert sent(client) == ["PUT"] * 5
    assert world.clock.waited >= 12


@pytest.mark.parametrize("lost", LOST, ids=named)
def test_a_lost_put_that_landed_is_found_by_a_read(answering, lost):
    client = answering(lost, shown(authorizations=OTHER.authorizations("functions", FUNCTIONS)))
    put(client)
    assert sent(client) == ["PUT", "GET"]


@pytest.mark.parametrize("lost", LOST, ids=named)
def test_one_that_did_not_land_is_sent_again(answering, world, lost):
    client = answering(lost, shown(), shown())
    put(client)
    assert sent(client) == ["PUT", "GET", "PUT"]
    assert world.clock.waited >= 3


@pytest.mark.parametrize("kind", ["reset-after", "timeout-after", "status-after", "html-after", "broken-json"])
def test_a_lost_put_changes_a_key_once(nvcf, world, kind):
    ref = nvcf.create_key(**NEW).ref
    world.advance(seconds=3)
    world.emulator.inject(Fault(kind, method="PUT"))
    nvcf.put_authorizations(ref, "functions", OTHER)
    assert nvcf.key(ref, fresh=True).policy == OTHER
    assert [line.partition(" ")[0] for line in world.requests()].count("PUT") == 1


def test_a_read_from_before_does_not_pass_for_a_look(nvcf, world):
    ref = nvcf.create_key(**NEW).ref
    assert nvcf.key(ref).policy == POLICY
    world.advance(seconds=3)
    world.emulator.inject(Fault("timeout-after", method="PUT"))
    nvcf.put_authorizations(ref, "functions", OTHER)
    assert nvcf.key(ref).policy == OTHER


def test_a_put_that_is_lost_for_ever_is_reported(nvcf, world):
    ref = nvcf.create_key(**NEW).ref
    world.emulator.inject(Fault("reset-before", method="PUT", count=99))
    with pytest.raises(AnswerLost):
        nvcf.put_authorizations(ref, "functions", OTHER)
    assert [line.partition(" ")[0] for line in world.requests()].count("PUT") == ATTEMPTS


def test_a_key_that_is_gone_takes_no_policy_and_the_error_says_what_to_do(nvcf):
    with pytest.raises(NotFound, match=r"Key not found. The key is gone: run `pulumi refresh`"):
        put(nvcf)


def test_nor_does_one_that_is_not_active(nvcf, world):
    ref = nvcf.create_key(**{**NEW, "expires_at": NEW["expires_at"].replace(month=4)}).ref
    world.advance(days=100)
    with pytest.raises(Rejected, match=r"Key is not active. Rotate it by rotation.trigger with the overlap 0s"):
        nvcf.put_authorizations(ref, "functions", OTHER)


def test_any_other_refusal_of_a_put_is_told_as_it_is(answering):
    with pytest.raises(Rejected, match="size can not be greater") as caught:
        put(answering(problem(400, "authorizations size can not be greater than 2048 but was 2049")))
    assert caught.value.advice == ""
