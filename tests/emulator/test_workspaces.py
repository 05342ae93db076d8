"""Creating, listing and deleting slice workspaces (contract section 6)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpucreds_emulator.egs.assumptions import WORKSPACE_NAME

NAMESPACE = "Spec.NamespaceIsolationProfile.ApplicationNamespaces.Namespace"


def inner(response):
    """The inner document of a wrapped error, whose three places for the status agree."""
    body = response.json()
    assert set(body) == {"statusCode", "status", "message", "data", "error"}
    document = json.loads(body["error"]["data"])["error"]
    assert response.status_code == body["statusCode"] == document["Status"] == document["StatusCode"]
    return document["DetailedError"]


def message(response):
    assert response.status_code == 422
    return inner(response)["Errormessage"]


def test_a_create_answers_the_name_alone(api):
    response = api.create_workspace("red")
    assert response.json() == {
        "statusCode": 200,
        "status": "OK",
        "message": "Success",
        "data": {"workspaceName": "red"},
    }


def test_the_list_has_six_keys_for_each_workspace_by_name(api):
    api.workspace("red", clusters=["worker-2", "worker-1"], namespaces=["team-b", "team-a"])
    api.workspace("blue", namespaces=[])
    fixed = {"maxClusters": 16, "sliceDescription": "Created via slice workspace API"}
    fixed["overlayNetworkDeploymentMode"] = "no-network"
    clusters = ["worker-2", "worker-1"]
    namespaces = [{"namespace": "team-b", "clusters": clusters}, {"namespace": "team-a", "clusters": clusters}]
    assert api.call("GET", "/slice-workspace/list").json() == {
        "statusCode": 200,
        "status": "OK",
        "message": "Success",
        "data": {
            "workspaces": [
                {"name": "blue", "clusters": ["worker-1"], "namespaces": None, **fixed},
                {"name": "red", "clusters": clusters, "namespaces": namespaces, **fixed},
            ]
        },
    }


def test_an_empty_list_is_a_list(api):
    assert api.call("GET", "/slice-workspace/list").json()["data"] == {"workspaces": []}


@pytest.mark.parametrize("field", ["workspaceName", "clusters", "namespaces", "username", "email"])
def test_each_of_five_fields_is_required(api, field):
    assert message(api.create_workspace(**{field: None})) == f'"{field}" is required'


@pytest.mark.parametrize("field", ["workspaceName", "username", "email"])
def test_a_text_must_be_text_and_not_empty(api, field):
    assert message(api.create_workspace(**{field: ""})) == f'"{field}" is not allowed to be empty'
    assert message(api.create_workspace(**{field: 1})) == f'"{field}" must be a string'


@pytest.mark.parametrize("field", ["clusters", "namespaces"])
def test_a_list_must_be_a_list_of_texts(api, field):
    assert message(api.create_workspace(**{field: "worker-1"})) == f'"{field}" must be an array'
    assert message(api.create_workspace(**{field: ["worker-1", 1]})) == f'"{field}[1]" must be a string'


def test_the_first_field_that_is_wrong_is_the_one_told(api):
    assert message(api.call("POST", "/slice-workspace", {})) == '"workspaceName" is required'


@pytest.mark.parametrize("name", ["Red", "-red", "red-", "re_d", "re.d", "rød", "r" * 64, "red\n"])
def test_a_name_that_is_no_label_is_refused(api, name):
    response = api.create_workspace(name)
    shown = json.dumps(name, ensure_ascii=False)
    text = f"Invalid value: {shown}: must be a lower case RFC 1123 label"
    assert message(response).endswith(f"{shown} is invalid: metadata.name: {text}")
    assert inner(response)["Reason"] == "Invalid"
    assert inner(response)["Details"] == [{"reason": "FieldValueInvalid", "message": text, "field": "metadata.name"}]


@pytest.mark.parametrize("name", ["r", "7", "red-1", "r" * 63])
def test_a_name_that_is_a_label_is_accepted(api, name):
    assert api.create_workspace(name, namespaces=[]).status_code == 200


@given(st.from_regex(r"[a-z0-9-]{1,70}", fullmatch=True))
def test_a_good_name_has_at_most_63_characters_and_no_hyphen_at_its_ends(name):
    good = len(name) <= 63 and not name.startswith("-") and not name.endswith("-")
    assert bool(WORKSPACE_NAME.fullmatch(name)) == good


def test_a_cluster_given_twice_is_refused(api):
    response = api.create_workspace(clusters=["worker-1", "worker-1"])
    assert message(response).endswith('Spec.Clusters: Duplicate value: "worker-1"')
    assert inner(response)["Details"] == [
        {"reason": "FieldValueDuplicate", "message": 'Duplicate value: "worker-1"', "field": "Spec.Clusters"}
    ]


def test_a_workspace_needs_a_cluster_also_without_namespaces(api, refused):
    refused(api.create_workspace(clusters=[], namespaces=[]), "E10", 0)


def test_a_namespace_held_on_the_same_cluster_is_refused(api):
    api.workspace("blue", namespaces=["team-a"])
    response = api.create_workspace("red", clusters=["worker-2", "worker-1"], namespaces=["team-a"])
    text = "The given namespace: team-a in cluster worker-1 is already acquired by other slice: blue"
    assert message(response).endswith(text)
    assert inner(response)["Details"][0]["reason"] == "FieldValueInvalid"


def test_a_namespace_held_on_another_cluster_is_free(api):
    api.workspace("blue", clusters=["worker-2"], namespaces=["team-a"])
    assert api.create_workspace("red", clusters=["worker-1"], namespaces=["team-a"]).status_code == 200


def test_a_namespace_with_special_characters_is_refused(api):
    response = api.create_workspace(namespaces=["team_a"])
    assert message(response).endswith("Namespaces cannot contain special characteres")


@pytest.mark.parametrize("namespace", ["Team-A", "-x-", "7"])
def test_a_namespace_of_letters_digits_and_hyphens_is_accepted(api, namespace):
    assert api.create_workspace(namespaces=[namespace]).status_code == 200


def test_a_namespace_given_twice_is_refused(api):
    response = api.create_workspace(namespaces=["team-a", "team-a"])
    assert message(response).endswith(f'{NAMESPACE}: Duplicate value: "team-a"')


def test_more_than_sixteen_clusters_are_refused(api, emulator):
    clusters = [f"worker-{number}" for number in range(17)]
    emulator.egs.knobs.registered_clusters = tuple(clusters)
    response = api.create_workspace(clusters=clusters)
    assert message(response).endswith("participating clusters cannot be greater than MaxClusterCount :16")
    assert api.create_workspace(clusters=clusters[:16]).status_code == 200


def test_the_checks_come_in_the_order_of_the_contract(api, emulator):
    """Everything is wrong at first; each repair shows the next check."""
    emulator.egs.knobs.registered_clusters = tuple(f"worker-{number}" for number in range(17))
    api.workspace("blue", namespaces=["team-a"])
    api.workspace("red")
    body = {"workspaceName": "Red", "clusters": ["x", "x"], "namespaces": ["team-a", "a_b", "c", "c"], "email": ""}
    repairs = [
        ({}, "is not allowed to be empty"),
        ({"email": "jo@example.com"}, "RFC 1123 label"),
        ({"workspaceName": "red"}, "Duplicate value"),
        ({"clusters": ["x"]}, "not registered"),
        ({"clusters": []}, "Required value: clusters"),
        ({"clusters": [f"worker-{number}" for number in range(17)]}, "already acquired"),
        ({"namespaces": ["a_b", "c", "c"]}, "special characteres"),
        ({"namespaces": ["c", "c"]}, "Duplicate value"),
        ({"namespaces": ["c"]}, "MaxClusterCount"),
        ({"clusters": ["worker-1"]}, "already exists"),
    ]
    for repair, expected in repairs:
        body |= repair
        assert expected in api.create_workspace(**body).text


@pytest.mark.parametrize("mode", ["no-network", "single-network", "multi-network"])
def test_a_network_mode_is_listed_as_given(api, mode):
    api.workspace("red", overlayNetworkDeploymentMode=mode)
    (item,) = api.call("GET", "/slice-workspace/list").json()["data"]["workspaces"]
    assert item["overlayNetworkDeploymentMode"] == mode


def test_an_unknown_network_mode_is_refused(api):
    response = api.create_workspace(overlayNetworkDeploymentMode="mesh")
    assert inner(response)["Reason"] == "Invalid"
    assert response.status_code == 422


def test_the_other_network_fields_are_neither_checked_nor_kept(api):
    api.workspace("red", sliceSubnet="x", sliceGWType=5, standardQosProfileName=None)
    (item,) = api.call("GET", "/slice-workspace/list").json()["data"]["workspaces"]
    assert len(item) == 6


def test_a_delete_answers_an_empty_object_and_the_workspace_leaves_the_list_later(api):
    api.workspace("red")
    response = api.delete_workspace("red")
    assert response.json() == {"statusCode": 200, "status": "OK", "message": "Success", "data": {}}
    assert [api.workspaces() for _ in range(3)] == [["red"], ["red"], []]


def test_a_second_delete_is_fine_until_the_workspace_is_gone(api):
    api.workspace("red")
    assert [api.delete_workspace("red").status_code for _ in range(3)] == [200, 200, 200]
    assert [api.workspaces() for _ in range(3)] == [["red"], ["red"], []]
    assert api.delete_workspace("red").status_code == 404


def test_a_refused_create_counts_as_a_poll(api, refused):
    api.workspace("red")
    api.delete_workspace("red")
    refused(api.create_workspace("red"), "E9")
    refused(api.create_workspace("red"), "E9")
    assert api.create_workspace("red").status_code == 200
    assert [api.workspaces() for _ in range(4)] == [["red"]] * 4


def test_a_workspace_that_is_leaving_keeps_its_namespaces(api):
    api.workspace("red", namespaces=["team-a"])
    api.delete_workspace("red")
    assert "already acquired by other slice: red" in message(api.create_workspace("blue", namespaces=["team-a"]))
    api.workspaces()
    api.workspaces()
    assert api.create_workspace("blue", namespaces=["team-a"]).status_code == 200


def test_polls_until_gone_may_be_none(api, emulator):
    emulator.egs.knobs.polls_until_gone = 0
    api.workspace("red")
    api.delete_workspace("red")
    assert api.workspaces() == []
    assert api.create_workspace("red").status_code == 200


def test_late_conflicts_refuse_a_name_that_left_the_list(api, emulator):
    emulator.egs.knobs.late_conflicts = 2
    emulator.egs.knobs.polls_until_gone = 1
    api.workspace("red")
    api.delete_workspace("red")
    assert [api.workspaces(), api.workspaces()] == [["red"], []]
    assert api.delete_workspace("red").status_code == 404
    assert [api.create_workspace("red").status_code for _ in range(3)] == [409, 409, 200]


def test_gpu_requests_keep_only_the_named_workspaces(api, emulator, refused):
    emulator.egs.knobs.active_gpu_requests = ("red", "gone")
    api.workspace("red")
    api.workspace("blue")
    assert api.delete_workspace("blue").status_code == 200
    refused(api.delete_workspace("gone"), "E6", replacing={"red": "gone"})


def test_a_delete_names_the_field_that_is_missing(api):
    assert message(api.call("DELETE", "/slice-workspace", {})) == '"workspaceName" is required'


@pytest.mark.parametrize("path", ["//api/v1/slice-workspace/list", "/api//v1///slice-workspace/list"])
def test_repeated_slashes_count_as_one(api, path):
    url = f"http://egs.example.com{path}"
    assert api.http.get(url, headers={"Authorization": f"Bearer {api.owner}"}).status_code == 200
