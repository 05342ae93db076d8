"""A create: what is sent, what it answers, and that there is never one too many."""

import json
import threading
from datetime import datetime, timedelta, timezone

import pytest

from gpucreds.core.errors import (
    AnswerLost,
    NoRoom,
    Rejected,
)
from gpucreds_emulator import Clock, Emulator, Fault
from gpucreds_emulator.nvcf import Seed
from tests.platforms.crowd import Narrow, at_once
from tests.platforms.nvcf.answers import (
    EVENTS,
    FUNCTIONS,
    KEYS,
    LOST,
    NEW,
    OWNER,
    POLICY,
    REF,
    TASKS,
    UNCONNECTED,
    VALUE,
    created,
    sent,
)
from tests.platforms.wire import named
from tests.world import BEGIN, Line, World


def test_the_body_says_all_there_is_to_say_with_whole_seconds_and_z(answering):
    client = answering(created())
    at = datetime(2026, 6, 1, 2, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=2)))
    client.create_key(**{**NEW, "expires_at": at})
    (request,) = client.wire.requests
    assert (request.method, request.url.path) == ("POST", "/v1/keys")
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.content) == {
        "description": "ci",
        "expires_at": "2026-06-01T00:00:00Z",
        "audience_service_ids": [FUNCTIONS],
        "authorizations": POLICY.authorizations("functions", FUNCTIONS),
    }


@pytest.mark.parametrize("status", [200, 201])
def test_a_create_may_answer_200_or_201(nvcf, world, status):
    world.emulator.nvcf.knobs.create_status = status
    new = nvcf.create_key(**NEW)
    (live,) = world.emulator.live()
    assert (new.ref.owner_id, new.ref.service_id, new.ref.key_id) == (OWNER, FUNCTIONS, live.id)


@pytest.mark.parametrize(("service", "service_id"), [("functions", FUNCTIONS), ("tasks", TASKS), ("events", EVENTS)])
def test_a_new_key_opens_what_it_was_made_for(nvcf, world, service, service_id):
    new = nvcf.create_key(**{**NEW, "service": service, "service_id": service_id})
    namespace = {"functions": "nvcf", "tasks": "nvct", "events": "event-ledger"}[service]
    body = {"input": {"apiKey": new.value.get_secret_value()}}
    client = world.emulator.nvcf.app.test_client()
    result = client.post(f"/v1/namespaces/{namespace}/evaluations/apikey.allow", json=body).json["result"]
    assert result["allowed"] is True
    assert set(result["policy"]["scopes"]) == POLICY.scopes


UNUSABLE = [
    ...,
    None,
    "",
    5,
    VALUE[-63:],
    f"{VALUE}\n",
    f"{VALUE}=",
    VALUE[:-1] + " ",
    "nvapi-" + "*" * 64,
    VALUE + "*",
]


@pytest.mark.parametrize("value", [*UNUSABLE, "nvapi-nvcf-stg-**********12k", "nvapi-*" + VALUE[-64:]], ids=repr)
def test_a_success_without_a_whole_value_is_a_lost_answer(answering, value):
    client = answering(created(value=value))
    with pytest.raises(AnswerLost, match="without a usable value"):
        client.create_key(**NEW)
    assert len(client.wire.requests) == 1


@pytest.mark.parametrize("told", [..., None, ""])
def test_so_is_one_without_an_id(answering, told):
    with pytest.raises(AnswerLost, match="without an id") as caught:
        answering(created(id=told)).create_key(**NEW)
    assert VALUE not in repr(caught.value)


def test_a_value_is_known_as_a_secret_before_anything_else_is_looked_at(answering, run):
    with pytest.raises(AnswerLost):
        answering(created(id=...)).create_key(**NEW)
    assert run.redact(VALUE) == "***"


@pytest.mark.parametrize("prefix", ["nvapi-", "nvapi-nvcf-stg-", "nvapi-later-"])
def test_a_key_of_whatever_kind_begins_with_nvapi(answering, world, prefix):
    value = prefix + VALUE[-64:]
    assert answering(created(value=value)).create_key(**NEW).value.get_secret_value() == value
    assert world.warnings == []


def test_a_key_that_begins_otherwise_is_taken_with_a_warning_that_does_not_show_it():
    world = World(Emulator(nvcf=Seed(key_prefix="nvcfapi-"), clock=Clock(lambda: BEGIN)))
    nvcf = world.run()._resources["nvcf:ScopedKey"].platforms.nvcf
    value = nvcf.create_key(**NEW).value.get_secret_value()
    (warning,) = world.warnings
    assert "does not begin with nvapi-" in warning
    assert value not in warning


# Repeated or not


@pytest.mark.parametrize("unconnected", UNCONNECTED)
def test_a_create_is_repeated_where_no_connection_was_made(answering, unconnected):
    client = answering(unconnected, unconnected, created())
    assert client.create_key(**NEW).ref == REF
    assert sent(client) == ["POST"] * 3


@pytest.mark.parametrize("lost", LOST, ids=named)
def test_a_create_whose_answer_is_lost_is_not_repeated(answering, lost):
    client = answering(lost)
    with pytest.raises(AnswerLost):
        client.create_key(**NEW)
    assert sent(client) == ["POST"]


@pytest.mark.parametrize("kind", ["reset-after", "timeout-after", "status-after", "html-after", "broken-json"])
def test_nor_is_one_that_was_executed(nvcf, world, kind):
    world.emulator.inject(Fault(kind, method="POST", path=KEYS))
    with pytest.raises(AnswerLost):
        nvcf.create_key(**NEW)
    assert len(world.emulator.live()) == 1


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"description": ""}, "description is invalid"),
        ({"service_id": "unheard-of"}, "Caller service not registered"),
        ({"expires_at": NEW["expires_at"].replace(year=2025)}, "expires_at must be in the future"),
    ],
)
def test_a_refused_create_says_why_and_made_no_key(nvcf, world, changes, detail):
    with pytest.raises(Rejected, match=f"answered 400: {detail}"):
        nvcf.create_key(**{**NEW, **changes})
    assert world.emulator.live() == []


def test_a_full_owner_is_told_what_takes_the_room(nvcf, world):
    for number in range(8):
        nvcf.create_key(**{**NEW, "description": f"key-{number}"})
    with pytest.raises(NoRoom, match="answered 400: Actor reached maximum") as caught:
        nvcf.create_key(**NEW)
    for live in world.emulator.live():
        assert f"{live.id} '{live.name}' (ACTIVE)" in str(caught.value)
    assert len(world.emulator.live()) == 8


def test_a_full_owner_is_no_other_owner_and_no_other_service(nvcf):
    for _ in range(8):
        nvcf.create_key(**NEW)
    assert nvcf.create_key(**{**NEW, "owner_id": "team-b"})
    assert nvcf.create_key(**{**NEW, "service": "tasks", "service_id": TASKS})


def test_a_ninth_key_that_slipped_in_is_a_key(nvcf, world):
    world.emulator.nvcf.knobs.slots_enforced = False
    for _ in range(9):
        nvcf.create_key(**NEW)
    assert len(nvcf.keys(OWNER, FUNCTIONS)) == 9


# One at a time


@pytest.fixture
def before_creates(monkeypatch):
    """Call something before the platform sees a create."""
    to_the_emulator = Line.handle_request

    def before_creates(act):
        def handle(line, request):
            if request.method == "POST":
                act()
            return to_the_emulator(line, request)

        monkeypatch.setattr(Line, "handle_request", handle)

    return before_creates


def test_creates_for_one_owner_and_service_go_one_at_a_time(nvcf, world, before_creates):
    narrow = Narrow()
    before_creates(narrow.pass_through)
    at_once(4, lambda: nvcf.create_key(**NEW))
    assert not narrow.met
    assert len(world.emulator.live()) == 4


@pytest.mark.parametrize("other", [{"owner_id": "team-b"}, {"service": "tasks", "service_id": TASKS}], ids=str)
def test_those_for_others_need_not_wait(nvcf, world, before_creates, other):
    together = threading.Barrier(2)
    before_creates(lambda: together.wait(timeout=10))
    asked = [NEW, {**NEW, **other}]
    at_once(2, lambda: nvcf.create_key(**asked.pop()))
    assert len(world.emulator.live()) == 2
