"""API keys of EGS: made once, revoked however often, seen in every form of a list."""

import json
from datetime import date

import httpx
import pytest
from pydantic import SecretStr

from gpucreds.core.errors import AnswerLost, NotExecuted, PlatformError, Rejected
from gpucreds.platforms.egs import ApiKey
from gpucreds_emulator import Fault
from tests.platforms.egs_answers import KEY, WORKSPACE, plain, success, wrapped
from tests.platforms.wire import named, page

CREATE, LIST, AUTH = "/api/v1/api-key", "/api/v1/api-key/list", "/api/v1/auth"
SECRET = SecretStr("11111111-1111-4111-8111-111111111111")


def listed(egs, **which):
    return [key.name for key in egs.api_keys(**which)]


# Create


def test_a_new_key_logs_in(egs, world):
    assert world.logs_in(egs.create_api_key(**KEY).get_secret_value())


def test_the_body_says_all_there_is_to_say_and_the_last_day_as_a_date(answering):
    egs = answering(success({"apiKey": "k-1"}))
    egs.create_api_key(**{**KEY, "role": "Editor", "workspace_name": "red", "description": "of CI"})
    assert json.loads(egs.wire.requests[0].content) == {
        "name": "ci",
        "userName": "admin",
        "description": "of CI",
        "role": "Editor",
        "validity": "2026-12-31",
        "workspaceName": "red",
    }


def test_an_owner_key_is_asked_for_without_a_workspace(answering):
    egs = answering(success({"apiKey": "k-1"}))
    egs.create_api_key(**KEY)
    assert "workspaceName" not in json.loads(egs.wire.requests[0].content)


@pytest.mark.parametrize("kind", ["reset-before", "reset-after", "timeout-after", "html", "html-after", "broken-json"])
def test_a_create_whose_answer_is_lost_is_not_repeated(egs, world, kind):
    world.emulator.inject(Fault(kind, path=CREATE))
    with pytest.raises(AnswerLost):
        egs.create_api_key(**KEY)
    assert world.requests().count(f"POST {CREATE}") == 1


@pytest.mark.parametrize("status", [500, 503])
def test_nor_is_one_that_a_failure_of_the_platform_left_open(egs, world, status):
    world.emulator.inject(Fault("status-after", path=CREATE, status=status))
    with pytest.raises(AnswerLost):
        egs.create_api_key(**KEY)
    assert world.requests().count(f"POST {CREATE}") == 1


def test_a_create_that_the_platform_had_no_time_for_is_repeated_when_it_says(egs, world):
    world.emulator.inject(Fault("status-before", path=CREATE, status=429, retry_after=7, count=2))
    egs.create_api_key(**KEY)
    assert world.clock.waited == 14
    assert len(world.emulator.live()) == 1


def test_a_create_that_never_found_time_was_not_executed(egs, world):
    world.emulator.inject(Fault("status-before", path=CREATE, status=429, count=99))
    with pytest.raises(NotExecuted):
        egs.create_api_key(**KEY)
    assert world.emulator.live() == []


@pytest.mark.parametrize(
    "data", [None, {}, "k-1", ["k-1"], {"apiKey": None}, {"apiKey": ""}, {"apiKey": 5}, {"key": "k-1"}]
)
def test_a_success_without_a_key_is_a_lost_answer(answering, data):
    with pytest.raises(AnswerLost, match="without 'apiKey'"):
        answering(success(data)).create_api_key(**KEY)


# Delete


def test_a_deleted_key_no_longer_logs_in(egs, world):
    key = egs.create_api_key(**KEY)
    egs.delete_api_key(key)
    assert not world.logs_in(key.get_secret_value())


def test_to_delete_what_is_gone_is_a_success(egs):
    egs.delete_api_key(SECRET)
    egs.delete_api_key(SECRET)


@pytest.mark.parametrize("data", [{}, None, "deleted", 1, [], {"apiKey": "k-1"}])
def test_whatever_a_delete_answers_with_its_success_is_fine(answering, data):
    answering(success(data)).delete_api_key(SECRET)


@pytest.mark.parametrize(
    "unknown",
    [
        success({}),
        wrapped(404, "API key not found", reason="NotFound"),
        wrapped(404, "", reason="NotFound"),
        wrapped(404, "no such key"),
        wrapped(400, "API key not found"),
        wrapped(422, "API Key Not Found"),
        wrapped(500, "API key not found"),
        wrapped(404, "API key not found", http=500),
    ],
    ids=named,
)
def test_the_platforms_word_that_a_key_is_unknown_is_a_success_in_every_form(answering, unknown):
    answering(unknown, page(500)).delete_api_key(SECRET)


@pytest.mark.parametrize(
    "refusal", [plain(404, "Not Found"), plain(400, "bad key"), wrapped(422, "bad key")], ids=named
)
def test_where_it_says_something_else_the_key_itself_is_asked(answering, refusal):
    answering(refusal, plain(401, "Unauthenticated")).delete_api_key(SECRET)
    for alive in (success({"token": "t-1"}), plain(401, "Api Key has expired"), plain(400, "Configuration is invalid")):
        with pytest.raises(Rejected):
            answering(refusal, alive).delete_api_key(SECRET)


def test_a_404_of_a_wrong_address_is_no_success(answering):
    with pytest.raises(Rejected, match="Check the endpoint of EGS"):
        answering(plain(404, "Not Found")).delete_api_key(SECRET)
    with pytest.raises(AnswerLost, match="any proxy before it"):
        answering(page(404)).delete_api_key(SECRET)


@pytest.mark.parametrize("kind", ["reset-before", "reset-after", "timeout-after", "html-after", "broken-json"])
def test_a_delete_whose_answer_is_lost_is_repeated(egs, world, kind):
    key = egs.create_api_key(**KEY)
    world.emulator.inject(Fault(kind, method="DELETE"))
    egs.delete_api_key(key)
    assert world.emulator.live() == []


# List


@pytest.mark.parametrize("form", ["data.data", "data", "data.items"])
@pytest.mark.parametrize("names", ["create", "documented"])
@pytest.mark.parametrize("shown", [True, False])
def test_a_list_is_understood_in_every_form(egs, world, form, names, shown):
    egs.create_workspace(**WORKSPACE)
    key = egs.create_api_key(**{**KEY, "role": "Viewer", "workspace_name": "red"})
    world.emulator.egs.turn({"key_list_form": form, "key_list_names": names, "key_list_shows_keys": shown})
    assert egs.api_keys()[1:] == [
        ApiKey(key if shown else None, "ci", "Viewer", "red", date(2026, 12, 31), "admin", "")
    ]


@pytest.mark.parametrize(
    "data",
    [None, [], {}, {"data": None}, {"data": []}, {"items": None}, {"items": []}, {"data": {"items": []}}],
    ids=repr,
)
def test_an_empty_list_is_understood_in_every_form(answering, data):
    assert listed(answering(success(data))) == []


@pytest.mark.parametrize(
    "nothing", [wrapped(404, "API keys not found"), wrapped(404, "no keys for workspace")], ids=named
)
def test_a_404_of_the_backend_is_an_empty_list(answering, nothing):
    assert listed(answering(nothing)) == []


@pytest.mark.parametrize("old", [plain(404, "Not Found"), plain(405, "Method Not Allowed"), page(404)], ids=named)
def test_a_server_without_these_routes_has_no_empty_list(answering, old):
    with pytest.raises(PlatformError):
        answering(old).api_keys()


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ({}, ApiKey(None, "", None, None, None)),
        ({"name": None, "apiKey": "", "workspaceName": ""}, ApiKey(None, "", None, None, None)),
        ({"validity": "soon"}, ApiKey(None, "", None, None, None)),
        ({"validUntil": "2026-12-31T23:59:59Z"}, ApiKey(None, "", None, None, date(2026, 12, 31))),
        ({"apiKey": "k-1", "more": [1]}, ApiKey(SecretStr("k-1"), "", None, None, None)),
    ],
    ids=repr,
)
def test_what_an_item_does_not_say_is_not_known(answering, item, key):
    assert answering(success({"data": [item, "noise", None]})).api_keys() == [key]


def test_keys_are_listed_once_per_run_unless_asked_afresh(egs, world):
    assert listed(egs) == listed(egs) == ["root"]
    egs.create_api_key(**KEY)
    assert listed(egs) == ["root"]
    assert listed(egs, fresh=True) == listed(egs) == ["root", "ci"]
    assert world.requests().count(f"GET {LIST}") == 2


def test_no_repr_of_a_listed_key_shows_it(egs, world):
    assert world.emulator.egs.api_key not in repr(egs.api_keys())


# Probe


def test_a_key_is_asked_about_by_logging_in_with_it(egs, world):
    assert egs.probe(egs.create_api_key(**KEY)) == "active"
    assert egs.probe(SECRET) == "gone"
    assert world.requests()[-2:] == [f"POST {AUTH}"] * 2


def test_an_expired_key_is_not_gone(egs, world):
    key = egs.create_api_key(**{**KEY, "validity": date(2026, 3, 10)})
    world.advance(hours=11, minutes=59)
    assert egs.probe(key) == "active"
    world.advance(minutes=1)
    assert egs.probe(key) == "expired"


def test_a_key_without_its_workspace_is_unusable_and_works_again_with_it(egs, world):
    world.emulator.egs.knobs.polls_until_gone = 0
    egs.create_workspace(**WORKSPACE)
    key = egs.create_api_key(**{**KEY, "role": "Editor", "workspace_name": "red"})
    egs.delete_workspace("red")
    assert egs.probe(key) == "unusable"
    egs.create_workspace(**WORKSPACE)
    assert egs.probe(key) == "active"


@pytest.mark.parametrize(
    ("answer", "health"),
    [
        (wrapped(401, "Api Key has expired"), "expired"),
        (wrapped(401, "Unauthenticated", http=500), "gone"),
        (wrapped(400, "Api Key Configuration is invalid"), "unusable"),
        (plain(422, "Api Key Configuration is invalid"), "unusable"),
    ],
    ids=named,
)
def test_the_health_of_a_key_is_read_in_every_form(answering, answer, health):
    assert answering(answer).probe(SECRET) == health


@pytest.mark.parametrize("answer", [page(404), page(401), success({}), httpx.ReadTimeout], ids=named)
def test_what_does_not_answer_as_egs_says_nothing_about_a_key(answering, answer):
    with pytest.raises(PlatformError):
        answering(answer).probe(SECRET)
