"""The ids of services are those that the installation tells."""

import pytest

from gpucreds.core.errors import AnswerLost, PlatformError, Refused
from gpucreds_emulator import Clock, Emulator
from gpucreds_emulator.nvcf import Seed
from gpucreds_emulator.nvcf.registration import Registration
from tests.platforms.nvcf.answers import (
    EVENTS,
    FUNCTIONS,
    NEW,
    OLDER_EVENTS,
    OWNER,
    TASKS,
    answer,
    created,
    listed,
    registered,
)
from tests.world import BEGIN, World


@pytest.mark.parametrize(("service", "service_id"), [("functions", FUNCTIONS), ("tasks", TASKS), ("events", EVENTS)])
@pytest.mark.parametrize("reversed_", [False, True])
def test_each_service_is_found_in_any_order(nvcf, world, service, service_id, reversed_):
    world.emulator.nvcf.knobs.lists_reversed = reversed_
    assert nvcf.service_id(service) == service_id


def test_the_older_id_of_events_is_found(nvcf, world):
    world.emulator.nvcf.knobs.older_events_service = True
    assert nvcf.service_id("events") == OLDER_EVENTS


@pytest.fixture
def overridden():
    """An installation that gives its services other ids."""
    services = (Registration("fns", "nvcf-api", "nvcf"), Registration("tsk", "nvct-api", "nvct"))
    return World(Emulator(nvcf=Seed(registrations=services), clock=Clock(lambda: BEGIN)))


@pytest.fixture
def world(request):
    return request.getfixturevalue("overridden") if "overridden" in request.fixturenames else World()


def test_an_id_that_an_installation_overrides_is_the_issuer_the_audience_and_in_the_policy(answering):
    client = answering(created(), services=registered(("tsk", "nvct-api"), ("fns", "nvcf-api")))
    assert (client.service_id("functions"), client.service_id("tasks")) == ("fns", "tsk")
    client.create_key(**{**NEW, "service_id": "fns"})
    assert client.wire.requests[0].headers["Key-Issuer-Id"] == "fns"
    assert client.wire.requests[0].headers["Key-Issuer-Service"] == "nvcf-api"
    assert b'"audience_service_ids":["fns"]' in client.wire.requests[0].content
    assert b'"aud":"fns","auds":["fns"]' in client.wire.requests[0].content


@pytest.mark.usefixtures("overridden")
def test_and_it_is_taken_there(nvcf):
    assert nvcf.create_key(**{**NEW, "service_id": nvcf.service_id("functions")})


def test_an_id_under_another_name_is_found_too(answering):
    assert answering(listed(), services=registered((FUNCTIONS, "functions"))).service_id("functions") == FUNCTIONS


def test_a_name_goes_before_an_id(answering):
    services = registered((FUNCTIONS, "retired"), ("fns", "nvcf-api"))
    assert answering(listed(), services=services).service_id("functions") == "fns"


def test_a_service_that_is_not_there_is_named_with_those_that_are(answering):
    client = answering(listed(), services=registered((FUNCTIONS, "nvcf-api"), (TASKS, "nvct-api")))
    with pytest.raises(Refused, match=r"no service event-ledger for events\. It has these: nvcf-api, nvct-api"):
        client.service_id("events")


def test_where_there_is_none_at_all_that_is_said(answering):
    with pytest.raises(Refused, match="It has these: none"):
        answering(listed(), services=registered()).service_id("functions")


def test_members_that_nobody_knows_yet_are_passed_over(nvcf, world):
    world.emulator.nvcf.knobs.later_version = True
    (functions, *_) = nvcf.services()
    assert functions.service_id == FUNCTIONS
    assert (functions.max_api_keys_per_user, functions.max_api_key_ttl_days) == (8, 365)


@pytest.mark.parametrize("document", [{}, {"services": None}, {"services": 3}, {"services": {}}, {"health": "UP"}])
def test_an_answer_without_services_is_an_error(answering, document):
    with pytest.raises(AnswerLost, match="in a form that nobody knows"):
        answering(listed(), services=answer(200, document, "")).services()


@pytest.mark.parametrize(
    "document", [{"services": [None, 3, "x", {}]}, {"services": [{"service_id": None, "service_name": None}]}]
)
def test_an_item_that_is_no_service_is_no_service(answering, document):
    with pytest.raises(Refused):
        answering(listed(), services=answer(200, document, "")).service_id("functions")


def test_nothing_is_sent_to_a_service_whose_services_nobody_can_read(answering):
    client = answering(created(), services=answer(502, [], "proxy"))
    for call in (lambda: client.create_key(**NEW), lambda: client.keys(OWNER, FUNCTIONS)):
        with pytest.raises(PlatformError):
            call()
    assert client.wire.requests == []
