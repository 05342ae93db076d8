"""Introspection, evaluation and the cache behind both (rows 6 and 7; contract sections 3.3, 4 and 5)."""

from __future__ import annotations

import pytest

EVENTS = "nvidia-event-ledger-ncp-service-id-ckozoh6f"
NO = {"allowed": False}


def test_introspection_tells_whose_key_it_is_and_what_it_may(api):
    key = api.key()
    response = api.introspect(key["value"])
    assert list(response.json().items()) == [
        ("owner_type", "USER"),
        ("owner_id", "team-a"),
        ("key_id", key["id"]),
        ("issuer_service_id", api.functions),
        ("authorizations", api.policies("a")),
    ]
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "max-age=360")


def test_a_value_is_checked_before_it_is_looked_up(api, refused):
    value = api.key()["value"]
    refused(api.http.post("/v1/introspect", json={}), 400, "api key empty")
    refused(api.introspect(None), 400, "api key empty")
    refused(api.introspect(""), 400, "api key empty")
    for wrong in (value[:-1], f"{value}a", value.replace("nvapi", "other"), f"{value[:-1]}!", f"{value}\n"):
        refused(api.introspect(wrong), 400, "api key format invalid")
    refused(api.introspect(value[:-1] + ("a" if value[-1] != "a" else "b")), 400, "Invalid key")


def test_a_key_that_is_not_active_is_not_found_whatever_the_audience(api, refused, knobs):
    knobs.introspect_cache_seconds = 0
    deleted, suspended, expired = api.key(), api.key(), api.key()
    unknown = api.nvcf._store.key_format.new()
    api.delete(deleted)
    api.set_status(suspended, "SUSPENDED")
    for value in (unknown, deleted["value"], suspended["value"]):
        refused(api.introspect(value, "mars"), 404, "Key not found")
    api.advance(days=80)
    refused(api.introspect(expired["value"], "mars"), 404, "Key not found")


@pytest.mark.parametrize("audience", [None, "", "mars", "nvidia-cloud-tasks-ncp-service-id-nvcttasks"])
def test_the_audience_must_be_one_of_the_key(api, refused, audience):
    key = api.key()
    api.set_owner_status("team-a", "SUSPENDED")
    refused(api.introspect(key["value"], audience), 400, "audience_service_id invalid")


def test_an_owner_without_a_record_is_invalid(api, refused):
    key = api.key()
    api.nvcf._store.owners.clear()
    refused(api.introspect(key["value"]), 400, "Invalid key owner")


def test_the_key_of_a_suspended_owner_is_not_found_with_a_dot(api, refused):
    key = api.key()
    api.set_owner_status("team-a", "SUSPENDED")
    refused(api.introspect(key["value"]), 404, "Key not found.")


def test_evaluation_gives_the_account_the_owner_and_the_policy(api):
    key = api.key()
    response = api.evaluate(key["value"])
    result = {"allowed": True, "ncaId": "nvcf-default", "ownerId": "team-a", "policy": api.policies("a")["policies"][0]}
    assert response.json() == {"namespace": "nvcf", "rule_name": "apikey.allow", "result": result}
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "max-age=60")


def test_a_call_of_an_evaluation_is_checked_in_the_order_of_the_contract(api, refused):
    refused(api.evaluate(None, "mars", "apikey.deny"), 400, "Rule name is not supported: apikey.deny")
    refused(api.evaluate(None, "mars"), 400, "Api key is not provided")
    refused(api.evaluate("x", "mars"), 400, "Namespace 'mars' is not configured")


@pytest.mark.parametrize("rule", ["apikey.llm_allow", "allow", ".allow", "apikey.allowed", "a.b.allow", "a+b.allow"])
def test_a_rule_ends_in_allow_after_one_word(api, refused, rule):
    refused(api.evaluate("x", rule=rule), 400, f"Rule name is not supported: {rule}")


def test_a_rule_may_have_any_such_name(api):
    assert api.result(api.key()["value"], rule="my-own_rule2.allow")["allowed"]


@pytest.mark.parametrize("body", [{}, {"input": None}, {"input": {}}, {"input": {"apiKey": ""}}])
def test_an_evaluation_needs_a_key(api, refused, body):
    refused(api.http.post("/v1/namespaces/nvcf/evaluations/a.allow", json=body), 400, "Api key is not provided")


@pytest.mark.parametrize("body", [{"input": "x"}, {"input": {"apiKey": 5}}])
def test_an_input_of_a_wrong_type_is_bad_json(api, body):
    response = api.http.post("/v1/namespaces/nvcf/evaluations/a.deny", json=body)
    assert (response.status_code, response.json()["detail"][:16]) == (400, "JSON parse error")


def test_any_bad_key_is_simply_not_allowed(api):
    task_key, suspended, gone = api.key(issuer=api.tasks), api.key(), api.key()
    api.set_status(suspended, "SUSPENDED")
    api.delete(gone)
    for value in ("x", task_key["value"], suspended["value"], gone["value"]):
        response = api.evaluate(value)
        assert (response.status_code, response.json()["result"]) == (200, NO)
        assert response.headers["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize(
    "authorizations",
    [{}, [], "x", {"policies": None}, {"policies": {}}, {"policies": []}, {"policies": ["x", {"aud": "mars"}]}],
)
def test_a_key_without_a_policy_for_the_service_is_not_allowed(api, authorizations):
    assert api.result(api.key(authorizations=authorizations)["value"]) == NO


def test_of_several_policies_the_first_for_the_service_counts(api):
    policies = [{"aud": "mars", "n": 1}, {"aud": api.functions, "n": 2}, {"aud": api.functions, "n": 3}]
    assert api.result(api.key(authorizations={"policies": policies})["value"])["policy"] == policies[1]


def test_each_namespace_is_about_its_service(api):
    for issuer, namespace in [(api.functions, "nvcf"), (api.tasks, "nvct"), (EVENTS, "event-ledger")]:
        key = api.key(issuer=issuer, authorizations=api.policies("a", aud=issuer))
        allowed = [
            one for one in ("nvcf", "nvct", "event-ledger") if api.result(key["value"], namespace=one)["allowed"]
        ]
        assert allowed == [namespace]


def test_a_good_result_stays_for_sixty_seconds(api):
    key = api.key()
    assert api.introspect(key["value"]).status_code == 200
    api.delete(key)
    api.advance(seconds=59.999)
    assert api.introspect(key["value"]).status_code == 200
    assert api.result(key["value"])["allowed"]
    api.advance(seconds=0.001)
    assert api.introspect(key["value"]).status_code == 404
    assert not api.result(key["value"])["allowed"]


def test_a_bad_result_stays_as_long(api, refused):
    key = api.key()
    api.set_status(key, "SUSPENDED")
    assert api.result(key["value"]) == NO
    api.set_status(key, "ACTIVE")
    refused(api.introspect(key["value"]), 404, "Key not found")
    api.advance(seconds=60)
    assert api.introspect(key["value"]).status_code == 200


def test_new_authorizations_bite_when_the_old_result_is_forgotten(api):
    key = api.key()
    api.introspect(key["value"])
    api.advance(seconds=3)
    api.authorize(key, 1)
    assert api.introspect(key["value"]).json()["authorizations"] == api.policies("a")
    api.advance(seconds=57)
    assert api.introspect(key["value"]).json()["authorizations"] == 1


def test_a_result_is_kept_for_each_audience(api):
    key = api.key()
    assert api.introspect(key["value"], "mars").status_code == 400
    assert api.introspect(key["value"]).status_code == 200


def test_a_cached_error_names_the_path_of_the_call(api, refused):
    api.evaluate("x")
    refused(api.introspect("x"), 400, "api key format invalid")


def test_a_clock_put_back_makes_no_result_last_longer(api):
    key = api.key()
    api.introspect(key["value"])
    api.delete(key)
    api.advance(days=-1)
    assert api.introspect(key["value"]).status_code == 404


def test_the_cache_can_be_turned_off(api, knobs):
    knobs.introspect_cache_seconds = 0
    key = api.key()
    assert api.introspect(key["value"]).status_code == 200
    api.delete(key)
    assert api.introspect(key["value"]).status_code == 404


def test_reads_and_look_ups_are_not_cached(api):
    key = api.key()
    api.read(key)
    api.http.post("/v1/admin/lookup", json={"key": key["value"]})
    api.delete(key)
    assert api.read(key).status_code == 404
    assert api.http.post("/v1/admin/lookup", json={"key": key["value"]}).status_code == 404
