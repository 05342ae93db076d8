"""What the engine hears when a program declares a resource: types, names, secret outputs, addresses, one identity."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pulumi
import pytest

import gpucreds
from gpucreds import egs
from gpucreds.core.declaration import Internal, marked
from gpucreds.core.ownership import address
from gpucreds.resources.api_token import ApiToken
from tests.doors.mock_engine import IDENTITY, STACK_IDENTITY, Heard, heard, inputs

API_TOKEN = "pulumi-python:dynamic/egs:ApiToken"
SLICE_WORKSPACE = "pulumi-python:dynamic/egs:SliceWorkspace"


def workspace(name: str = "red", **more: Any) -> egs.SliceWorkspace:
    asked = {"clusters": ["worker-1"], "namespaces": ["a"], "username": "Jo", "email": "jo@example.com"}
    return egs.SliceWorkspace(name, **asked, **more)


def urn(request: Heard, parent: str = "") -> str:
    types = f"{parent}$" if parent else "pulumi:pulumi:Stack$"
    return f"urn:pulumi:stack::project::{types}{request.type}::{request.name}"


def test_every_resource_has_its_type():
    told = heard(lambda: (egs.ApiToken("ci", role="Owner"), workspace()))
    assert {name: request.type for name, request in told.items()} == {
        "gpucreds": STACK_IDENTITY,
        "ci": API_TOKEN,
        "red": SLICE_WORKSPACE,
    }


def test_the_name_on_the_platform_is_the_resources_unless_another_one_is_given():
    told = heard(lambda: [egs.ApiToken("a", role="Owner"), egs.ApiToken("b", role="Owner", name="c"), workspace("d")])
    assert {name: inputs(told[name])["name"] for name in "abd"} == {"a": "a", "b": "c", "d": "d"}


def test_an_object_has_what_programs_read_and_of_the_bookkeeping_only_the_address_that_it_was_given():
    made: list[egs.ApiToken] = []
    heard(lambda: made.append(egs.ApiToken("ci", role="Owner")))
    state = ApiToken.state.model_fields.keys()
    read = state - set(marked(ApiToken.state, Internal))
    assert vars(made[0]).keys() & state == read | {"address"}


def test_the_engine_gets_what_the_program_says_in_camel_case_and_nothing_empty():
    rotation = egs.Rotation(before="14d", trigger="x")
    told = heard(
        lambda: egs.ApiToken("ci", role="Viewer", workspace_name="red", expires_on="2027-01-31", rotation=rotation)
    )
    given = inputs(told["ci"])
    assert given.pop("__provider")
    assert given.pop("address")
    assert given == {
        "name": "ci",
        "role": "Viewer",
        "workspaceName": "red",
        "userName": "admin",
        "description": "",
        "expiresOn": "2027-01-31",
        "rotation": {"before": "14d", "trigger": "x"},
    }


def test_secret_outputs_are_marked_beside_those_that_the_program_marks():
    mine = pulumi.ResourceOptions(additional_secret_outputs=["description"])
    told = heard(lambda: [egs.ApiToken("ci", role="Owner", opts=mine), workspace()])
    assert set(told["ci"].additionalSecretOutputs) == {"description", "token", "previousToken", "leftovers"}
    assert set(told["red"].additionalSecretOutputs) == {"kubeconfigs"}
    assert mine.additional_secret_outputs == ["description"]


def test_a_stack_has_one_identity_however_many_credentials_it_holds():
    told = heard(lambda: [egs.ApiToken(name, role="Owner") for name in "abc"])
    assert [request.type for request in told.values()].count(STACK_IDENTITY) == 1


def test_each_stack_has_an_identity_of_its_own():
    for _ in range(2):
        assert "gpucreds" in heard(lambda: egs.ApiToken("ci", role="Owner"))


def test_a_workspace_has_no_address_and_needs_no_identity():
    told = heard(workspace)
    assert set(told) == {"red"}
    assert "address" not in inputs(told["red"])


def test_an_address_is_of_identity_type_name_and_parent():
    def program() -> None:
        team = pulumi.ComponentResource("my:Team", "team")
        egs.ApiToken("alone", role="Owner")
        egs.ApiToken("member", role="Owner", opts=pulumi.ResourceOptions(parent=team))

    told = heard(program)
    kind = ApiToken.resource_type
    assert inputs(told["alone"])["address"] == address(IDENTITY, kind, "alone", "")
    assert inputs(told["member"])["address"] == address(IDENTITY, kind, "member", urn(told["team"]))


def test_a_token_depends_on_the_identity_and_not_on_its_own_parent():
    def program() -> None:
        parent = egs.ApiToken("parent", role="Owner")
        egs.ApiToken("child", role="Owner", opts=pulumi.ResourceOptions(parent=parent))

    told = heard(program)
    identity = urn(told["gpucreds"])
    for name in ("parent", "child"):
        assert list(told[name].dependencies) == [identity]
        assert list(told[name].propertyDependencies["address"].urns) == [identity]


def test_a_preview_before_the_first_update_knows_no_address_and_declares_everything():
    told = heard(lambda: egs.ApiToken("ci", role="Owner"), preview=True)
    assert inputs(told["ci"])["address"] == pulumi.runtime.rpc.UNKNOWN


def test_a_users_own_subclass_is_the_resource_that_it_extends():
    class Mine(egs.ApiToken):
        """With a habit."""

        def __init__(self, name: str) -> None:
            super().__init__(name, role="Owner")

    assert heard(lambda: Mine("ci"))["ci"].type == API_TOKEN


def test_an_option_of_the_engine_passes_through():
    told = heard(lambda: egs.ApiToken("ci", role="Owner", opts=pulumi.ResourceOptions(protect=True)))
    assert told["ci"].protect


def test_the_provider_in_a_registration_is_no_secret():
    told = heard(lambda: egs.ApiToken("ci", role="Owner"))
    assert isinstance(inputs(told["ci"])["__provider"], str)


def test_without_a_stack_an_identity_is_refused_with_the_way_out():
    with ThreadPoolExecutor(1) as thread, pytest.raises(RuntimeError, match="run the program with `pulumi up`"):
        thread.submit(gpucreds.StackIdentity.of_stack).result()
