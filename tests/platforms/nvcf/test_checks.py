"""What NVCF would swallow without a word is found before it is sent, and said with the way out."""

from uuid import UUID

import pytest

from gpucreds.platforms.nvcf import Policy
from gpucreds.platforms.nvcf.catalog import REGISTRATIONS, RESOURCE_TYPES, SCOPES, token_only
from gpucreds.platforms.nvcf.checks import wrong_with_description, wrong_with_resources, wrong_with_scopes
from tests.platforms.nvcf.answers import EVENTS, FUNCTIONS, TASKS

ONE, TWO = str(UUID(int=1)), str(UUID(int=2))
TOKEN_ONLY = [
    "list_cluster_groups",
    "cluster-management",
    "llm:check_invocation",
    "llm:check_worker",
    "autoscaler:auth",
]


def scope(text, service="functions", *, allow_unknown=False):
    return wrong_with_scopes([text], service, allow_unknown=allow_unknown)


def resource(kind, name, service="functions"):
    return wrong_with_resources([(kind, name)], service)


# Scopes


@pytest.mark.parametrize(
    ("service", "scopes"),
    [
        (
            "functions",
            (
                "invoke_function list_functions list_functions_details queue_details register_function update_function "
                "delete_function deploy_function authorize_clients manage_telemetries manage_registry_credentials "
                "account_setup update_secrets"
            ),
        ),
        (
            "tasks",
            "update_secrets launch_task list_tasks task_details cancel_task delete_task list_events list_results",
        ),
        (
            "events",
            (
                "fnds:getEvents fnds:createEvent fnds:archiveEvents fnds:getStats read write nvcf:getCluster "
                "nvcf:writeCluster nvcf:deleteCluster"
            ),
        ),
    ],
)
def test_every_scope_of_the_contract_is_taken_for_its_service_and_there_are_no_others(service, scopes):
    assert SCOPES[service] == set(scopes.split())
    assert wrong_with_scopes(scopes.split(), service, allow_unknown=False) is None


@pytest.mark.parametrize("allow_unknown", [True, False])
@pytest.mark.parametrize("text", [*TOKEN_ONLY, "admin:", "admin:everything"])
def test_a_scope_for_tokens_alone_is_refused_even_where_unknown_ones_are_taken(text, allow_unknown):
    assert token_only(text)
    for service in SCOPES:
        wrong = scope(text, service, allow_unknown=allow_unknown)
        assert wrong == f"{text!r} works for an admin token only, never for a key: take it out"


@pytest.mark.parametrize("allow_unknown", [True, False])
@pytest.mark.parametrize(
    ("text", "service", "owner"),
    [("launch_task", "functions", "tasks"), ("invoke_function", "tasks", "functions"), ("read", "functions", "events")],
)
def test_a_scope_of_another_service_is_refused_even_where_unknown_ones_are_taken(text, service, owner, allow_unknown):
    wrong = scope(text, service, allow_unknown=allow_unknown)
    assert wrong == f'{text!r} is a scope of {owner}, not of {service}: take it out, or write service="{owner}"'


@pytest.mark.parametrize(
    ("text", "meant"), [("invoke_functions", "invoke_function"), ("Invoke_Function", "invoke_function")]
)
def test_an_unknown_scope_comes_with_what_it_was_meant_to_be(text, meant):
    assert f"did you mean '{meant}'" in scope(text)


@pytest.mark.parametrize("text", ["teleport", "", "*"])
def test_one_that_looks_like_nothing_comes_with_the_way_to_send_it_all_the_same(text):
    assert "write allowUnknownScopes" in scope(text)
    assert scope(text, allow_unknown=True) is None


def test_the_first_wrong_scope_among_right_ones_is_named():
    wrong = wrong_with_scopes(["invoke_function", "teleport", "admin:x"], "functions", allow_unknown=False)
    assert wrong.startswith("'teleport' is no scope of functions that gpucreds knows")


# Resources


@pytest.mark.parametrize(
    ("kind", "name", "services"),
    [
        ("account-functions", "*", {"functions", "events"}),
        ("authorized-functions", "*", {"functions"}),
        ("function", f"{ONE}/*", {"functions"}),
        ("function", f"{ONE}/{TWO}", {"functions"}),
        ("account-tasks", "*", {"tasks"}),
        ("task", ONE, {"tasks"}),
    ],
)
def test_a_resource_of_the_contract_is_taken_for_its_services_alone(kind, name, services):
    for service in REGISTRATIONS:
        wrong = resource(kind, name, service)
        assert (wrong is None) == (service in services)
        assert wrong is None or "means nothing to" in wrong


def test_there_are_five_types():
    assert len(RESOURCE_TYPES) == 5


@pytest.mark.parametrize(
    ("kind", "name", "service"),
    [
        ("account-functions", ONE, "functions"),
        ("account-functions", "", "functions"),
        ("authorized-functions", "**", "functions"),
        ("function", "*", "functions"),
        ("function", f"{ONE}/", "functions"),
        ("function", f"*/{TWO}", "functions"),
        ("function", f"{ONE}/{TWO}/*", "functions"),
        ("function", f"{ONE}/*\n", "functions"),
        ("function", f" {ONE}/*", "functions"),
        ("function", "my-function/*", "functions"),
        ("account-tasks", ONE, "tasks"),
        ("task", "*", "tasks"),
        ("task", f"{ONE}/*", "tasks"),
        ("task", ONE[:-1], "tasks"),
    ],
)
def test_an_id_in_another_form_is_refused_with_the_right_one(kind, name, service):
    assert f"is no id of {kind!r}: write `" in resource(kind, name, service)


def test_a_function_alone_opens_nothing():
    assert resource("function", ONE) == (
        f"'{ONE}' alone opens nothing: write '{ONE}/*' for all its versions, or '{ONE}/<version id>'"
    )


@pytest.mark.parametrize(("kind", "meant"), [("functions", "function"), ("account-function", "account-functions")])
def test_an_unknown_type_comes_with_what_it_was_meant_to_be(kind, meant):
    assert f"{meant!r}" in resource(kind, "*")


def test_a_cluster_is_no_type_here():
    assert "'cluster' is no type of resource: there are" in resource("cluster", ONE)


# The policy


@pytest.mark.parametrize(
    ("service", "service_id", "product"),
    [
        ("functions", FUNCTIONS, "nv-cloud-functions"),
        ("tasks", TASKS, "nv-cloud-tasks"),
        ("events", EVENTS, "nv-cloud-functions"),
        ("functions", "overridden", "nv-cloud-functions"),
    ],
)
def test_there_is_exactly_one_policy_with_the_issuer_as_its_audience(service, service_id, product):
    sent = Policy.of(["b", "a"], [("task", TWO), ("task", ONE)]).authorizations(service, service_id)
    assert sent == {
        "policies": [
            {
                "aud": service_id,
                "auds": [service_id],
                "product": product,
                "resources": [{"id": ONE, "type": "task"}, {"id": TWO, "type": "task"}],
                "scopes": ["a", "b"],
            }
        ]
    }


def test_what_is_sent_has_one_order_and_nothing_twice():
    scopes = [f"scope-{number:02}" for number in range(20)]
    tasks = [("task", str(UUID(int=number))) for number in range(20)]
    (one,) = Policy.of(scopes, tasks).authorizations("tasks", TASKS)["policies"]
    (other,) = Policy.of(scopes[::-1] * 2, tasks[::-1] * 2).authorizations("tasks", TASKS)["policies"]
    assert one == other
    assert one["scopes"] == scopes
    assert one["resources"] == [{"id": name, "type": kind} for kind, name in tasks]


def test_its_size_is_that_of_its_compact_json_in_utf_16():
    empty = Policy.of([], []).size("functions", FUNCTIONS)
    assert Policy.of(["ab"], []).size("functions", FUNCTIONS) == empty + 4
    assert Policy.of(["ä"], []).size("functions", FUNCTIONS) == empty + 3
    assert Policy.of(["\N{ROCKET}"], []).size("functions", FUNCTIONS) == empty + 4


# The description


@pytest.mark.parametrize("text", ["a", "-", "_", "team a invoke", "A-1_b", "x" * 32])
def test_a_description_is_of_letters_digits_spaces_and_two_signs(text):
    assert wrong_with_description(text) is None


@pytest.mark.parametrize(
    "text", ["", " ", " a", "a ", "a.b", "a/b", "a\n", "\ta", "a\tb", "a\u00a0b", "tëam", "٣", "x" * 33], ids=ascii
)
def test_any_other_is_refused_with_what_to_write(text):
    assert "write 1 to 32 letters, digits, spaces, '_' and '-', no space at either end" in wrong_with_description(text)
