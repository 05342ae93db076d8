"""Run:ai among the platforms: seeds, what lives on it, knobs over the control API, faults, secrets that stay hidden."""

from __future__ import annotations

import pytest

from gpucreds_emulator import Emulator, Fault
from gpucreds_emulator.runai import Knobs, Runai, Seed

RULES = "/v1/authorization/access-rules"
DEFAULTS = {
    "version": "2.24",
    "tokenLifetime": 3600,
    "roleIdShift": 0,
    "missingPath": "error",
    "badQuery": "refused",
    "passwordNeedsCli": False,
    "refusedLoginStatus": 401,
    "refusedLoginBody": "error",
    "unsupportedGrantStatus": 400,
    "tenantIdAsText": False,
    "tokensDieAtOnce": False,
    "newAccountsEnabled": True,
    "separateStores": False,
    "keyLimitStatus": 400,
    "keepsEmailCase": False,
    "lastAdministratorStatus": None,
    "unknownSubjectStatus": None,
    "oddCounters": False,
    "duplicateRuleStatus": 409,
    "deletedRulesAnswer": False,
    "rulesGoWithSubject": False,
    "unsentClusterId": "absent",
    "usersIgnorePaging": False,
}


def test_the_seeded_user_account_and_rules_are_those_of_the_contract(api):
    assert api.platform.environment("http://x") == {
        "RUNAI_ENDPOINT": "http://x",
        "RUNAI_CLIENT_ID": "iac-admin",
        "RUNAI_CLIENT_SECRET": "iac-admin-example-secret-0001",
    }
    assert (api.platform.username, api.platform.password) == ("admin@runai.example.com", "Adm1n-Example-Pass")
    rules = [(rule["id"], rule["subjectType"], rule["subjectId"], rule["roleName"]) for rule in api.rules()]
    assert rules == [
        (1, "user", "admin@runai.example.com", "System administrator"),
        (2, "service-account", "iac-admin", "System administrator"),
    ]
    assert {(rule["scopeType"], rule["scopeId"], rule["createdBy"]) for rule in api.rules()} == {
        ("tenant", "1001", "system")
    }


def test_a_seed_of_ones_own_replaces_secrets_and_where_the_knobs_stand(starting, refused):
    api = starting(Seed(version="3.0", client_secret="own-secret", password="own-password", role_id_shift=9))
    assert (api.platform.client_secret, api.platform.password) == ("own-secret", "own-password")
    assert api.sign_in_as_client().status_code == 200
    assert api.sign_in_as_user().status_code == 200
    refused(api.sign_in_as_client(secret="iac-admin-example-secret-0001"), 401)
    assert (api.knobs.version, api.knobs.role_id_shift) == ("3.0", 9)
    api.knobs.version = "2.18"
    api.emulator.reset()
    assert (api.knobs.version, api.knobs.role_id_shift) == ("3.0", 9)


def test_live_tells_each_account_user_rule_and_key_that_was_not_seeded(api, control):
    assert control.get("/live").json() == []
    account, user = api.account("ci"), api.user()
    rule, key = api.rule(subjectType="service-account"), api.key("laptop")
    both = {"platform": "runai", "owner": "admin@runai.example.com", "created": "2026-06-15T12:00:00Z"}
    both |= {"expires": None, "expired": False}
    assert control.get("/live").json() == [
        {**both, "kind": "application", "id": account["id"], "name": "ci"},
        {**both, "kind": "user", "id": user["id"], "name": "jo@example.com"},
        {**both, "kind": "access-rule", "id": str(rule["id"]), "name": "service-account ci on project 4501"},
        {**both, "kind": "access-key", "id": key["id"], "name": "laptop"},
    ]


def test_what_is_deleted_lives_no_more_and_the_keys_of_a_user_go_along(api):
    user = api.user()
    bearer = api.sign_in_as_user(user["username"], user["tempPassword"]).json()["accessToken"]
    api.key(bearer=bearer)
    paths = [f"/v1/apps/{api.account()['id']}", f"{RULES}/{api.rule()['id']}", f"/v1/users/{user['id']}"]
    assert {api.call("DELETE", path).status_code for path in paths} == {204}
    assert api.emulator.live() == []


def test_the_knobs_stand_as_the_contract_says_and_can_be_turned(control):
    assert control.get("/knobs/runai").json() == DEFAULTS
    changed = {"version": "3.0", "tokenLifetime": 5, "duplicateRuleStatus": None, "unsentClusterId": "null"}
    assert control.patch("/knobs/runai", json=changed).json() == {**DEFAULTS, **changed}
    assert control.post("/reset").json() == {}
    assert control.get("/knobs/runai").json() == DEFAULTS


@pytest.mark.parametrize(
    "wrong", [{"version": "2.19"}, {"tokenLifetime": 0}, {"roleIdShift": -1}, {"refusedLoginStatus": 500}, {"x": 1}]
)
def test_a_knob_that_cannot_be_turns_none(control, wrong):
    assert control.patch("/knobs/runai", json={"oddCounters": True, **wrong}).status_code == 400
    assert control.get("/knobs/runai").json() == DEFAULTS


def test_a_reset_brings_back_the_seeds_and_begins_rule_ids_anew(api):
    account = api.account()
    assert api.rule()["id"] == 3
    api.call("POST", "/v1/apps/2d8f7b61-4e63-4c9a-b2d5-8e3f6071ac24/secret")
    api.emulator.reset()
    api._administrator = None
    assert [one["name"] for one in api.get("/v1/apps")] == ["iac-admin"]
    assert api.rule()["id"] == 3
    assert api.sign_in_as_client().status_code == 200
    assert api.sign_in_as_client("ci", account["clientSecret"]).status_code == 401


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_a_fault_comes_in_the_error_body_before_the_work(api, refused, status):
    assert api.administrator
    api.emulator.inject(Fault("status-before", platform="runai", status=status, retry_after=3))
    response = api.call("POST", "/v1/apps", {"name": "ci"})
    refused(response, status)
    assert response.headers["Retry-After"] == "3"
    assert len(api.get("/v1/apps")) == 1


def test_a_lost_answer_comes_after_the_work(api):
    assert api.administrator
    api.emulator.inject(Fault("reset-after", platform="runai", method="POST", path="/api/v1/apps"))
    with pytest.raises(ConnectionResetError):
        api.call("POST", "/v1/apps", {"name": "ci"})
    assert len(api.get("/v1/apps")) == 2


@pytest.mark.parametrize(("status", "oauth"), [(400, True), (401, True), (429, False), (500, False), (503, False)])
def test_a_fault_at_the_token_form_speaks_oauth_where_the_contract_does(api, refused, status, oauth):
    api.emulator.inject(Fault("status-before", status=status))
    response = api.sign_in_v2(grant_type="password")
    if oauth:
        assert (response.status_code, set(response.json())) == (status, {"error", "error_description"})
    else:
        refused(response, status)


def test_no_repr_log_or_control_answer_holds_a_secret(api, control):
    made = [api.account()["clientSecret"], api.user()["tempPassword"], api.key()["clientSecret"]]
    tokens = list(api.sign_in_as_user().json().values())[:3]
    store = api.platform._store
    shown = [repr(store), repr(api.platform), repr(Seed()), repr(store.sessions), repr(api.knobs)]
    shown += [control.get(path).text for path in ("/live", "/log", "/clock", "/faults", "/knobs/runai")]
    for secret in (*made, *tokens, api.platform.client_secret, api.platform.password):
        assert not [text for text in shown if secret in text]


def test_a_refusal_repeats_nothing_that_was_sent(api):
    sent = {"clientID": "hunter2" * 40, "clientSecret": "hunter2" * 90, "username": "hunter2", "password": "hunter2"}
    for grant in ("client_credentials", "app_token", "password", "hunter2"):
        assert "hunter2" not in api.sign_in(grantType=grant, **sent).text
        assert "hunter2" not in api.sign_in_v2(grant_type=grant, client_id="hunter2", client_secret="hunter2").text


def test_the_emulator_has_it_among_its_platforms():
    emulator = Emulator(runai=Seed(version="2.18"))
    assert emulator.platforms["runai"] is emulator.runai
    assert isinstance(emulator.runai, Runai)
    assert emulator.runai.knobs == Knobs(version="2.18")
