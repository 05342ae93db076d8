"""A local user: an address in any letter case, a password that Run:ai chooses, and nothing to change in place."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from gpucreds.core.errors import Refused
from gpucreds.core.unknown import UNKNOWN
from gpucreds_emulator import Fault
from gpucreds_emulator.runai.access_rule import Meaning
from gpucreds_emulator.runai.knobs import Knobs
from tests.lifecycle.doors import CheckFailed
from tests.lifecycle.stack import Stack
from tests.resources.runai.conftest import Make
from tests.resources.runai.console import USER, Console
from tests.world import World

AT_ONCE = "the trigger changed; the old secret stops working at once"


@pytest.fixture
def bodies(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """The bodies of all creates of users."""
    seen: list[dict] = []
    handle = httpx.WSGITransport.handle_request

    def noting(line: httpx.WSGITransport, request: httpx.Request) -> httpx.Response:
        if f"{request.method} {request.url.path}" == USER:
            seen.append(json.loads(request.content))
        return handle(line, request)

    monkeypatch.setattr(httpx.WSGITransport, "handle_request", noting)
    return seen


@pytest.mark.parametrize(
    "email", ["jo", "jo@", "jo@example", "@example.com", "jo@example.c", "jo doe@example.com", "jo@example.com\n", ""]
)
def test_an_address_that_run_ai_does_not_take_is_refused(user: Stack, world: World, email: str):
    user.program["email"] = email
    with pytest.raises(CheckFailed) as caught:
        user.preview()
    told = f'{email!r} is not an e-mail address that Run:ai takes: write for example "jo@example.com"'
    assert caught.value.failures == {"email": told}
    assert world.requests() == []


def test_the_longest_address_is_taken_and_no_longer_one(user: Stack, console: Console):
    longest = f"{'a' * 242}@example.com"
    user.up(email=longest)
    assert console.users()[0].username == longest
    with pytest.raises(CheckFailed):
        user.up(email=f"a{longest}")


def test_an_address_is_needed(user: Stack):
    del user.program["email"]
    with pytest.raises(CheckFailed) as caught:
        user.preview()
    assert list(caught.value.failures) == ["email"]


def test_an_address_that_is_not_known_yet_is_planned_without_it(user: Stack, world: World):
    user.up()
    checked = world.run().check(user.token, {"email": UNKNOWN}, user.kept.inputs)
    assert checked.failures == []
    assert world.run().diff(user.token, user.kept.state, checked.inputs).replaces == ["email"]


@pytest.mark.parametrize("keeps", [False, True])
def test_an_address_is_sent_in_lower_case_and_compared_without_case(
    user: Stack, world: World, console: Console, knobs: Knobs, bodies: list[dict], keeps: bool
):
    knobs.keeps_email_case = keeps
    state = user.up(email="Jo@Example.com")
    assert bodies == [{"email": "jo@example.com"}]
    assert state["username"] == "jo@example.com"
    before = world.requests()
    user.program["email"] = "JO@EXAMPLE.COM"
    assert user.preview() == {}
    assert user.up() == state
    assert world.requests() == before
    assert len(console.users()) == 1


def test_one_who_is_there_in_another_letter_case_is_there(user: Stack, console: Console):
    console.add_user("Jo@Example.COM", created_by="somebody@example.com")
    with pytest.raises(Refused, match="exists already"):
        user.up()


def test_two_resources_in_two_letter_cases_are_one_user_too_many(
    user: Stack, twin: Make, world: World, console: Console
):
    other = twin(user)
    run = world.run()
    world.run = lambda: run
    state = user.up()
    with pytest.raises(Refused, match="exists already"):
        other.up(email="JO@example.com")
    assert console.signs_in("jo@example.com", state["tempPassword"])


@pytest.mark.parametrize("created_by", ["iac-admin", "somebody@example.com"])
def test_one_who_signs_in_by_sso_is_never_adopted(user: Stack, console: Console, world: World, created_by: str):
    console.add_user("jo@example.com", created_by=created_by, local=False)
    with pytest.raises(Refused, match="exists already"):
        user.up()
    assert not any(line.endswith("/password") for line in world.requests())


def test_not_even_when_an_answer_is_lost_in_the_moment_of_the_first_sign_in(
    user: Stack, console: Console, world: World, on_the_way: Callable[..., None]
):
    world.emulator.inject(Fault("reset-before", method="POST", path="/api/v1/users"))
    on_the_way("POST /api/v1/users", lambda: None)
    resource = world.run()
    world.run = lambda: resource
    resource._resources[user.token].platforms.runai.users.all()
    console.add_user("jo@example.com", local=False)
    with pytest.raises(Refused, match=r"signs in by SSO\. Name another address"):
        user.up()
    assert not any(line.endswith("/password") for line in world.requests())


def test_one_of_whom_nobody_says_whether_he_is_local_is_not_adopted(
    user: Stack, console: Console, monkeypatch: pytest.MonkeyPatch
):
    made = console.add_user("jo@example.com")
    monkeypatch.setattr(type(made), "is_local", property(lambda _: None))
    with pytest.raises(Refused, match="exists already"):
        user.up()


def test_a_new_trigger_resets_the_password_in_place(user: Stack, world: World, console: Console):
    old = user.up()
    before = world.requests()
    user.program["passwordReset"] = "one"
    planned = user.preview()
    assert planned["rotationReason"] == AT_ONCE
    assert planned["generation"] == 2
    assert world.requests() == before
    new = user.up()
    assert new["userId"] == old["userId"]
    assert console.signs_in("jo@example.com", new["tempPassword"])
    assert not console.signs_in("jo@example.com", old["tempPassword"])
    assert user.preview() == {}


def test_time_alone_resets_nothing(user: Stack, world: World):
    user.up(passwordReset="one")
    world.advance(days=4000)
    assert user.preview() == {}


def test_taking_the_trigger_away_sends_nothing(user: Stack, world: World):
    user.up(passwordReset="one")
    before = world.requests()
    user.up(passwordReset=None)
    assert world.requests() == before


@pytest.mark.parametrize("change", [{"notify": True}, {"resetPassword": True}, {"resetPassword": False}])
def test_another_option_replaces_the_user_who_goes_first(user: Stack, world: World, console: Console, change: dict):
    old = user.up()
    new = user.up(**change)
    writes = [line for line in world.writes() if not line.endswith("/token")]
    assert writes == [USER, f"DELETE /api/v1/users/{old['userId']}", USER]
    assert [one.id for one in console.users()] == [new["userId"]] != [old["userId"]]
    assert new["generation"] == 1


def test_another_address_replaces_the_user_who_goes_last(user: Stack, world: World, console: Console):
    old = user.up()
    user.up(email="al@example.com")
    writes = [line for line in world.writes() if not line.endswith("/token")]
    assert writes == [USER, USER, f"DELETE /api/v1/users/{old['userId']}"]
    assert [one.username for one in console.users()] == ["al@example.com"]


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({}, {}),
        ({"resetPassword": True}, {"resetPassword": True}),
        ({"resetPassword": False, "notify": False}, {"resetPassword": False, "notify": False}),
        ({"notify": True}, {"notify": True}),
    ],
)
def test_only_what_a_program_says_is_sent(user: Stack, bodies: list[dict], options: dict, sent: dict):
    user.up(**options)
    assert bodies == [{"email": "jo@example.com", **sent}]


def test_a_replacement_after_the_list_was_read_finds_the_address_free(
    user: Stack, twin: Make, world: World, console: Console
):
    user.up()
    other = twin(user)
    run = world.run()
    world.run = lambda: run
    other.up(email="al@example.com")  # reads the list of this run
    state = user.up(notify=True)
    assert console.signs_in("jo@example.com", state["tempPassword"])
    assert world.warnings == []


@pytest.mark.parametrize("status", [400, 403, 409])
def test_the_last_administrator_may_have_to_stay(
    user: Stack, world: World, console: Console, knobs: Knobs, status: int
):
    user.up()
    console.store.add_rule(Meaning("user", "jo@example.com", 1, "tenant", "1001"), None, "system")
    console.remove(next(one for one in console.store.users.values() if one.seeded))
    knobs.last_administrator_status = status
    with pytest.raises(
        Exception, match=f"answered {status}: .*[a-z]: at least one local administrator must stay"
    ) as caught:
        user.destroy()
    assert "\n" not in str(caught.value)
    assert len(console.users()) == 1
    knobs.last_administrator_status = None
    user.destroy()
    assert console.users() == []
    assert world.warnings == []


def test_nobody_signs_in_with_a_temporary_password(user: Stack, world: World):
    user.up()
    user.refresh()
    user.up(passwordReset="one")
    assert not any("/v1/token" in line for line in world.requests())


def test_no_password_is_in_a_warning_a_plan_or_a_repr(user: Stack, world: World, forgotten: Callable[..., None]):
    forgotten(user, user.up)
    one = user.up()["tempPassword"]
    two = user.up(passwordReset="one")["tempPassword"]
    run = world.run()
    seen = repr([world.warnings, run, run.run, user.kept.inputs, user.preview()])
    assert one not in seen
    assert two not in seen


def test_a_password_that_an_error_repeats_is_taken_out_of_it(user: Stack, world: World, monkeypatch):
    state = user.up()
    handle = httpx.WSGITransport.handle_request

    def telling(line: httpx.WSGITransport, request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            return httpx.Response(400, json={"code": 400, "message": f"password {state['tempPassword']}"})
        return handle(line, request)

    monkeypatch.setattr(httpx.WSGITransport, "handle_request", telling)
    with pytest.raises(Exception, match=r"password \*\*\*") as caught:
        user.destroy()
    assert state["tempPassword"] not in repr([str(caught.value), vars(caught.value), world.warnings])
