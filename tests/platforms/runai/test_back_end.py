"""Service accounts or applications: asked once, and only a missing call means the other one."""

import httpx
import pytest

from gpucreds.core.errors import AnswerLost, Forbidden, LoginRefused, NotExecuted, PlatformError
from gpucreds.platforms.runai.access_rules import Grant
from gpucreds_emulator import Fault
from tests.platforms.runai.answers import APPS, SERVICE_ACCOUNTS, V2, account, error, ok, page, paths, token
from tests.platforms.wire import named

LISTS = [SERVICE_ACCOUNTS, APPS]


def asked(wire):
    return [path for path in paths(wire) if path in LISTS]


@pytest.mark.parametrize(
    ("version", "kind", "lists"),
    [("2.18", "application", LISTS), ("2.24", "service-account", LISTS[:1]), ("3.0", "service-account", LISTS[:1])],
)
def test_new_accounts_are_service_accounts_where_there_are_any(runai, knobs, tap, version, kind, lists):
    knobs.version = version
    made = runai.accounts.create("ci")
    assert (made.kind, made.client_id) == (kind, "ci")
    assert asked(tap) == lists


@pytest.mark.parametrize("version", ["2.18", "2.24", "3.0"])
def test_it_is_decided_once(runai, knobs, tap, version):
    knobs.version = version
    for name in ("one", "two"):
        made = runai.accounts.create(name)
        runai.accounts.enable(made.kind, made.id, enabled=False)
        runai.accounts.regenerate(made.kind, made.id)
        runai.accounts.delete(made.kind, made.id)
    assert len(asked(tap)) == (2 if version == "2.18" else 1)


@pytest.mark.parametrize("missing", ["error", "html", "method-not-allowed", "page"])
def test_a_missing_list_in_any_form_means_the_other_one(runai, knobs, missing):
    knobs.version, knobs.missing_path = "2.18", missing
    assert runai.accounts.create("ci").kind == "application"


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (error(401), LoginRefused),
        (page(401), LoginRefused),
        (error(403), Forbidden),
        (page(403), Forbidden),
        (httpx.Response(403), Forbidden),
        (error(429), NotExecuted),
        (error(500), AnswerLost),
        (error(502), AnswerLost),
        (error(503), AnswerLost),
        (error(504), AnswerLost),
        (httpx.ReadTimeout, AnswerLost),
        (httpx.ConnectError, NotExecuted),
    ],
    ids=lambda value: named(value) if not isinstance(value, type) else value.__name__,
)
def test_a_refusal_or_a_failure_never_means_the_other_one(answering, refusal, told):
    tokens = [token(f"t-{number}") for number in range(2)]
    runai = answering(tokens[0], refusal, *([tokens[1], refusal] if told is LoginRefused else []), refusal)
    with pytest.raises(told):
        runai.accounts.create("ci")
    assert set(paths(runai.wire)) == {V2, SERVICE_ACCOUNTS}


@pytest.mark.parametrize("status", [400, 500, 502, 503, 504])
def test_a_gateway_s_page_about_a_failure_does_not_mean_the_other_one_either(answering, status):
    runai = answering(token(), page(status))
    with pytest.raises(AnswerLost):
        runai.accounts.all()
    assert set(paths(runai.wire)) == {V2, SERVICE_ACCOUNTS}


def test_behind_a_gateway_in_trouble_nothing_is_made_the_old_way(runai, world):
    world.emulator.inject(Fault("html", path="/api/v1/service-accounts", count=1000))
    with pytest.raises(AnswerLost):
        runai.accounts.create("ci")
    assert world.emulator.live() == []


def test_a_gateway_s_page_about_a_failure_leads_to_no_other_token_endpoint(answering):
    runai = answering(page(502))
    with pytest.raises(NotExecuted):
        runai.accounts.all()
    assert set(paths(runai.wire)) == {V2}


def test_where_neither_is_served_the_endpoint_is_to_blame(answering):
    runai = answering(token(), error(404))
    with pytest.raises(PlatformError, match="serves neither service accounts nor applications") as caught:
        runai.accounts.all()
    assert "runaiEndpoint" in caught.value.advice


def test_a_refusal_is_no_decision(runai, world, tap):
    world.emulator.inject(Fault("status-before", path="/api/v1/service-accounts", status=403))
    with pytest.raises(Forbidden):
        runai.accounts.all()
    assert runai.accounts.create("ci").kind == "service-account"
    assert asked(tap) == [SERVICE_ACCOUNTS] * 2


@pytest.mark.parametrize("kind", ["application", "service-account"])
@pytest.mark.parametrize("separate", [False, True])
def test_an_object_is_kept_to_by_the_half_that_made_it(runai, knobs, tap, kind, separate):
    knobs.separate_stores = separate
    half = "/api/v1/apps" if kind == "application" else "/api/v1/service-accounts"
    made = runai.session.call("POST", half, {"name": "ci"}, repeatable=False)
    before = len(tap.requests)
    runai.accounts.enable(kind, made["id"], enabled=False)
    assert runai.accounts.regenerate(kind, made["id"]).get_secret_value()
    assert runai.accounts.find(kind, made["id"]).kind == kind
    runai.accounts.delete(kind, made["id"])
    assert all(request.url.path.startswith(half) for request in tap.requests[before:])
    assert runai.session.find(f"{half}/{made['id']}") is None


def test_an_application_of_2_18_lives_on_under_the_same_id_through_both_upgrades(connect, knobs):
    knobs.version = "2.18"
    made = connect().accounts.create("ci")
    kinds = []
    for knobs.version in ("2.18", "2.24", "3.0"):
        runai = connect()
        found = runai.accounts.find("application", made.id)
        runai.accounts.enable("application", made.id, enabled=not found.enabled)
        secret = runai.accounts.regenerate("application", made.id)
        kinds.append(found.kind)
    assert kinds == ["application", "application", "service-account"]
    connect(RUNAI_CLIENT_ID="iac-admin").accounts.delete("application", made.id)
    assert connect().accounts.find("application", made.id) is None
    assert secret.get_secret_value()


def test_with_stores_apart_an_application_is_gone_when_its_half_of_the_api_is(connect, knobs):
    knobs.version, knobs.separate_stores = "2.18", True
    made = connect().accounts.create("ci")
    knobs.version = "2.24"
    assert connect().accounts.find("application", made.id).name == "ci"
    knobs.version = "3.0"
    assert connect().accounts.find("application", made.id) is None


@pytest.mark.parametrize("answer", [[account("ci", clientId=None)], [{**account("ci"), "clientId": ""}]])
def test_without_a_client_id_the_name_is_one(answering, answer):
    assert answering(token(), ok(answer)).accounts.all()[0].client_id == "ci"


@pytest.mark.parametrize("name", ["secret", "clientSecret"])
def test_a_secret_is_read_under_either_name(answering, name):
    created = ok({"id": "a", "name": "ci", name: "s-1"}, 201)
    runai = answering(token(), ok([]), created, ok({name: "s-2"}))
    assert runai.accounts.create("ci").secret.get_secret_value() == "s-1"
    assert runai.accounts.regenerate("service-account", "a").get_secret_value() == "s-2"


@pytest.mark.parametrize("enabled", [True, False])
def test_whether_a_new_account_is_enabled_is_asked_of_the_first_one_only(runai, knobs, tap, enabled):
    knobs.new_accounts_enabled = enabled
    for name in ("one", "two", "three"):
        made = runai.accounts.create(name)
        assert runai.accounts.is_enabled(made.kind, made.id) is enabled
    assert sum(path.startswith("GET /api/v1/service-accounts/") for path in paths(tap)) == 1


def test_what_this_run_has_deleted_is_in_no_list_that_it_read_before(runai):
    account, user = runai.accounts.create("ci"), runai.users.create("jo@example.com", {})
    rule = runai.access_rules.create(Grant("ci", "service-account", 7, "4501", "project"), None)
    for part in (runai.accounts, runai.users, runai.access_rules):
        part.all(fresh=True)
    runai.accounts.delete(account.kind, account.id)
    runai.users.delete(user.id)
    runai.access_rules.delete(rule.id)
    assert "ci" not in [found.name for found in runai.accounts.all()]
    assert user.id not in [found.id for found in runai.users.all()]
    assert rule.id not in [found.id for found in runai.access_rules.all()]
    assert runai.accounts.find(account.kind, account.id) is None
    assert runai.users.find(user.id) is None
    assert runai.access_rules.find(rule.id) is None


def test_who_was_made_in_this_run_is_known_without_another_look(runai, tap):
    runai.accounts.all()
    runai.users.all()
    runai.accounts.create("ci")
    runai.users.create("jo@example.com", {})
    before = len(tap.requests)
    assert runai.accounts.client_id("ci") == "ci"
    assert runai.users.username("Jo@Example.com") == "jo@example.com"
    assert len(tap.requests) == before


@pytest.mark.parametrize(
    ("answer", "act"),
    [
        ({"id": "a", "name": "ci", "clientSecret": "new-secret"}, lambda runai: runai.accounts.create("ci")),
        ({"clientSecret": "new-secret"}, lambda runai: runai.accounts.regenerate("service-account", "a")),
        ({"id": "u", "tempPassword": "new-secret"}, lambda runai: runai.users.create("jo@example.com", {})),
        ({"tempPassword": "new-secret"}, lambda runai: runai.users.reset_password("u")),
    ],
    ids=["account", "secret", "user", "password"],
)
def test_a_new_secret_that_a_later_error_repeats_is_taken_out_of_it(answering, monkeypatch, answer, act):
    runai = answering(token(), ok(answer), error(400, "what is new-secret?"))
    monkeypatch.setattr(runai.accounts, "serving", lambda kind: kind)
    act(runai)
    with pytest.raises(Exception, match=r"what is \*\*\*\?") as caught:
        runai.users.reset_password("u")
    assert "new-secret" not in repr([caught.value, vars(caught.value)])
