"""Reading the errors of EGS: plain ones, and those of its backend that are JSON in a text inside."""

import json
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gpucreds.core.errors import (
    AnswerLost,
    Conflict,
    Forbidden,
    LoginRefused,
    NotFound,
    PlatformError,
    Refused,
    Rejected,
)
from tests.platforms.egs_answers import WORKSPACE, wrapped

CONTRACT = Path(__file__).parents[1] / "emulator" / "contract_errors.txt"
BODIES = [line.split(maxsplit=1) for line in CONTRACT.read_text(encoding="utf-8").splitlines()]

MEANINGS = {
    "E1": (LoginRefused, "Unauthenticated"),
    "E2": (LoginRefused, "Api Key has expired"),
    "E3": (Rejected, "Api Key Configuration is invalid"),
    "E4": (Rejected, "Bad Request"),
    "E5": (Forbidden, "is forbidden: User"),
    "E6": (NotFound, '"red" not found'),
    "E7": (NotFound, "API key not found"),
    "E8": (Rejected, "Not Found"),
    "E9": (Conflict, '"red" already exists'),
    "E10": (Rejected, 'SliceConfig.controller.kubeslice.io "red" is invalid'),
    "E11": (Rejected, '" '),
    "E12": (Rejected, "active GPRs associated with the workspace"),
    "E13": (PlatformError, "No record found for slice red"),
    "E14": (AnswerLost, "Internal Server Error"),
}


INNER = {
    "no JSON": "why",
    "no object": "[]",
    "no error": "{}",
    "an error that is no object": '{"error": "why"}',
    "nothing": None,
}


def document(message, error):
    return {"statusCode": 400, "status": "UNKNOWN", "message": message, "data": None, "error": error}


def told(egs):
    with pytest.raises(PlatformError) as caught:
        egs.create_workspace(**WORKSPACE)
    return caught.value


@pytest.mark.parametrize(("number", "body"), BODIES, ids=[number for number, _ in BODIES])
def test_every_error_of_the_contract_is_understood(answering, number, body):
    kind, text = MEANINGS[number]
    error = told(answering(httpx.Response(json.loads(body)["statusCode"], text=body)))
    assert isinstance(error, kind)
    assert f"answered {json.loads(body)['statusCode']}: " in error.problem
    assert text in error.problem


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ({"Message": "what failed", "DetailedError": {"Errormessage": "why", "Reason": "Invalid"}}, "why"),
        ({"Message": "what failed", "DetailedError": {"Errormessage": "", "Reason": "Invalid"}}, "what failed"),
        ({"Message": "what failed", "DetailedError": "odd"}, "what failed"),
        ({"Message": "what failed", "DetailedError": None}, "what failed"),
        ({"Message": "what failed"}, "what failed"),
        ({"Message": ""}, "Bad Request"),
    ],
)
def test_the_innermost_text_is_told(answering, inner, text):
    body = document("UNKNOWN", {"message": "Bad Request", "data": json.dumps({"error": inner})})
    assert told(answering(httpx.Response(400, json=body))).problem.endswith(f"answered 400: {text}")


@pytest.mark.parametrize("inner", INNER.values(), ids=INNER)
def test_without_an_inner_error_the_text_beside_it_is_told(answering, inner):
    body = document("UNKNOWN", {"message": "Bad Request", "data": inner})
    assert told(answering(httpx.Response(400, json=body))).problem.endswith("answered 400: Bad Request")


@pytest.mark.parametrize("error", [None, {}, "odd", {"message": ""}, {"message": None, "data": None}], ids=repr)
def test_without_that_the_outer_text_is_told(answering, error):
    body = document("Bad Request", error)
    assert told(answering(httpx.Response(400, json=body))).problem.endswith("answered 400: Bad Request")


def test_without_any_text_the_raw_body_is_told(answering):
    body = {"statusCode": 400, "detail": "why"}
    assert '"detail":"why"' in told(answering(httpx.Response(400, json=body))).problem


ODD = [{}, {"message": "no"}, {"statusCode": "400"}, {"statusCode": None}, [], "no", 5, None]


@pytest.mark.parametrize("body", ODD, ids=repr)
def test_a_body_without_a_status_is_not_one_of_egs(answering, body):
    assert isinstance(told(answering(httpx.Response(400, json=body))), AnswerLost)


jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text(), inside, max_size=2),
    max_leaves=3,
)


def objects(**fields):
    """An object as it should be, or anything else, equally often."""
    return st.booleans().flatmap(lambda right: st.fixed_dictionaries(fields) if right else jsons)


details = objects(Errormessage=jsons, Reason=jsons, Details=jsons)
inners = objects(error=objects(Message=jsons, Status=jsons, DetailedError=details)).map(json.dumps)
bodies = st.fixed_dictionaries(
    {"statusCode": st.integers(400, 599), "message": jsons, "error": objects(message=jsons, data=inners)}
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies)
def test_no_error_body_is_too_odd_to_be_read(answering, body):
    assert "answered " in told(answering(httpx.Response(400, json=body))).problem


LONG = "x" * 63
"""A name of the greatest length."""


def test_a_refusal_is_told_to_its_end_however_long_the_names_in_it_are(answering):
    text = (
        f'admission webhook "vsliceconfig.kb.io" denied the request: SliceConfig.controller.kubeslice.io "{LONG}" is '
        f"invalid: Spec.NamespaceIsolationProfile.ApplicationNamespaces.Namespace: Invalid value: {LONG!r}: "
        f"The given namespace: {LONG} in cluster {LONG} is already acquired by other slice: {LONG}"
    )
    assert told(answering(wrapped(422, text))).problem.endswith(f"is already acquired by other slice: {LONG}")


def saying(where, words):
    """An error with these words at one place, and nothing of interest at all others."""
    said = dict.fromkeys(["message", "error.message", "Message", "Errormessage", "Details"], "Error") | {where: words}
    detail = {"Errormessage": said["Errormessage"], "Reason": "", "Details": [{"message": said["Details"]}]}
    inner = {"error": {"Message": said["Message"], "Status": 400, "DetailedError": detail}}
    error = {"message": said["error.message"], "data": json.dumps(inner)}
    return httpx.Response(400, json={"statusCode": 400, "message": said["message"], "error": error})


@pytest.mark.parametrize("where", ["message", "error.message", "Message", "Errormessage", "Details"])
def test_the_words_that_count_are_found_anywhere_in_the_body(answering, where):
    not_ready = saying(where, "No record found for slice red")
    assert answering(not_ready).kubeconfig("red", "worker-1") is None
    busy = saying(where, "There are few active GPRs associated with the workspace")
    with pytest.raises(Refused, match="has active GPU requests"):
        answering(busy).delete_workspace("red")
