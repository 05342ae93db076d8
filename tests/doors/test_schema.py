"""The package schema says what the declarations say, and offers other languages what Python programs have."""

from __future__ import annotations

import importlib
import inspect
import json
import re
from typing import Any, get_args, get_origin

import pulumi
import pytest
from pydantic import SecretStr

from gpucreds import environment
from gpucreds.core.declaration import Internal, Kept, Planned, Promised, Replaces, marked, property_name, secrets
from gpucreds.core.durations import parse_duration
from gpucreds.doors import schema
from gpucreds.doors.parts import bare, is_input, parts, taken
from gpucreds.doors.schema_types import Types
from gpucreds.environment import TeamEnvironment
from gpucreds.platforms.configuration import Configuration, Variable
from gpucreds.resources import ON_PLATFORMS, RESOURCES
from gpucreds.resources.lookups import LOOKUPS
from gpucreds.resources.stack_identity import StackIdentity
from tests.world import World
from tools.environment import ROOT

SCHEMA = schema.package_schema()
COMPONENT = SCHEMA["resources"][environment.TOKEN]
ONE_OF_SEVERAL = {"nvcf:ScopedKey": {"functions": ["*"]}}
"""What a program has to give in one of several ways, which no schema can say."""


@pytest.fixture(params=ON_PLATFORMS, ids=lambda resource: resource.resource_type)
def resource(request):
    return request.param


def spec(resource) -> dict[str, Any]:
    return SCHEMA["resources"][f"gpucreds:{resource.resource_type}"]


def names(fields) -> set[str]:
    return set(map(property_name, fields))


def in_python(token: str):
    """What a Python program calls it."""
    module, _, name = token.removeprefix("gpucreds:").partition(":")
    return getattr(importlib.import_module(f"gpucreds.{module}"), name)


def parameters(cls: type) -> dict[str, inspect.Parameter]:
    """What a program gives, by its name in the schema."""
    found = inspect.signature(cls.__init__).parameters.values()
    return {property_name(one.name): one for one in found if one.kind is one.KEYWORD_ONLY and one.name != "opts"}


def with_mark(properties, mark: str) -> set[str]:
    return {name for name, one in properties.items() if one.get(mark)}


def every_object():
    """All that has properties, by where it is."""
    yield "config", SCHEMA["config"]["variables"]
    yield "provider", SCHEMA["provider"]["inputProperties"]
    for token, one in SCHEMA["resources"].items():
        yield token, one["properties"]
        yield f"{token} (inputs)", one["inputProperties"]
    for token, one in SCHEMA["functions"].items():
        yield token, one["outputs"]["properties"]
    for token, one in SCHEMA["types"].items():
        yield token, one.get("properties", {})


def every_part(value):
    """An object of the schema and all that are in it."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from every_part(inner)


def test_the_file_is_what_the_declarations_say(capsys):
    schema.main()
    assert (ROOT / "schema.json").read_text() == capsys.readouterr().out, "run `make sdk`"


def test_it_has_every_resource_on_a_platform_and_the_component():
    assert set(RESOURCES) - set(ON_PLATFORMS) == {StackIdentity}
    assert set(SCHEMA["resources"]) == {f"gpucreds:{one.resource_type}" for one in ON_PLATFORMS} | {environment.TOKEN}


def test_nothing_that_a_program_cannot_write_is_an_input(resource):
    model = resource.inputs
    hidden = {*marked(model, Planned()), *marked(model, Kept), *marked(model, Internal)}
    assert set(spec(resource)["inputProperties"]) == names(model.model_fields.keys() - hidden)


def test_everything_in_the_state_but_bookkeeping_is_an_output(resource):
    shown = resource.state.model_fields.keys() - set(marked(resource.state, Internal))
    assert set(spec(resource)["properties"]) == names(shown)


def test_an_output_is_required_where_every_state_has_it(resource):
    absent = {name for name, one in resource.state.model_fields.items() if type(None) in get_args(one.annotation)}
    optional = absent - set(marked(resource.state, Promised))
    assert set(spec(resource)["required"]) == set(spec(resource)["properties"]) - names(optional)


def test_every_secret_is_marked_and_nothing_else(resource):
    assert with_mark(spec(resource)["properties"], "secret") == names(
        set(secrets(resource.state)) - set(marked(resource.state, Internal))
    )
    assert with_mark(spec(resource)["inputProperties"], "secret") == names(secrets(resource.inputs))


def test_secret_settings_are_marked_and_no_others():
    for settings in (SCHEMA["config"]["variables"], SCHEMA["provider"]["inputProperties"]):
        assert with_mark(settings, "secret") == names(secrets(Configuration))


def test_what_a_component_puts_together_is_secret():
    assert with_mark(COMPONENT["properties"], "secret") == {"environment"}


def test_what_replaces_is_marked_and_nothing_else(resource):
    replacing = names(marked(resource.inputs, Replaces))
    assert with_mark(spec(resource)["properties"], "replaceOnChanges") == replacing
    assert with_mark(spec(resource)["inputProperties"], "replaceOnChanges") == replacing & set(
        spec(resource)["inputProperties"]
    )


def test_every_reference_leads_to_a_type_and_every_type_is_referred_to():
    referred = {part["$ref"].removeprefix("#/types/") for part in every_part(SCHEMA) if "$ref" in part}
    assert referred == set(SCHEMA["types"])


def test_everything_says_what_it_is():
    for where, properties in every_object():
        for name, one in properties.items():
            assert one["description"].strip(), f"{where}.{name}"
    for kind in ("types", "resources", "functions"):
        assert all(one["description"].strip() for one in SCHEMA[kind].values())


def test_no_description_names_a_property_as_python_writes_it():
    fields = {name for one in ON_PLATFORMS for name in one.state.model_fields if "_" in name}
    for one in every_part(SCHEMA):
        told = one["description"] if isinstance(one.get("description"), str) else ""
        assert not fields & set(re.findall(r"`(\w+)`", told)), told


def test_an_input_is_required_exactly_where_check_refuses_its_absence(resource):
    hub = World().run()
    given = {"address": "5747ac00-00000001"} if marked(resource.inputs, Kept) else {}
    given |= ONE_OF_SEVERAL.get(resource.resource_type, {})
    refused = hub.check(resource.resource_type, given, name="vision").failures
    assert {failure.property for failure in refused} == set(spec(resource)["requiredInputs"])


def test_a_choice_has_the_words_of_its_declaration(resource):
    for part in parts(resource.state):
        one = spec(resource)["properties"][property_name(part.name)]
        words = list(get_args(bare(part.form))) if "Literal" in str(part.form) else None
        declared = SCHEMA["types"].get(one.get("$ref", "").removeprefix("#/types/"), {})
        assert [value["value"] for value in declared.get("enum", [])] == (words or [])


def test_no_two_modules_use_each_other():
    """Each is a package in Go, which has no circles."""
    uses = {
        (token.split(":")[1], part["$ref"].split(":")[1])
        for kind in ("types", "resources", "functions")
        for token, one in SCHEMA[kind].items()
        for part in every_part(one)
        if "$ref" in part
    }
    between = {(one, other) for one, other in uses if one != other}
    assert not {(one, other) for one, other in between if (other, one) in between}
    assert {one for one, _ in between} == {"egs", "nvcf", "index"}
    assert {other for _, other in between} == {"credential", "nvcf", "runai"}


def test_choices_are_named_by_whose_they_are_and_what():
    assert {token for token, one in SCHEMA["types"].items() if "enum" in one} == {
        "gpucreds:egs:ApiTokenRole",
        "gpucreds:egs:SliceWorkspaceStatus",
        "gpucreds:credential:CredentialStatus",
        "gpucreds:index:EgsTeamToken",
        "gpucreds:nvcf:ScopedKeyService",
        "gpucreds:runai:ApplicationKind",
        "gpucreds:runai:ScopeType",
        "gpucreds:runai:SubjectType",
    }


def test_a_default_is_the_one_that_a_python_program_gets(resource):
    in_signature = parameters(in_python(resource.resource_type))
    for name, one in spec(resource)["inputProperties"].items():
        if "default" in one:
            assert one["default"] == in_signature[name].default
            assert f"Default: `{json.dumps(one['default'])}`.".replace('"', "") in one["description"]


def test_settings_have_no_default_for_the_environment_comes_before_it():
    for settings in (SCHEMA["config"]["variables"], SCHEMA["provider"]["inputProperties"]):
        assert not any("default" in one or "defaultInfo" in one for one in settings.values())


def test_every_setting_is_a_text_that_names_its_variable():
    for name, field in Configuration.model_fields.items():
        (variable,) = (mark.name for mark in field.metadata if isinstance(mark, Variable))
        setting = SCHEMA["provider"]["inputProperties"][property_name(name)]
        assert setting["type"] == "string"
        assert setting["description"].endswith(f"In the environment: `{variable}`.")
    assert SCHEMA["config"]["variables"] == SCHEMA["provider"]["inputProperties"]


def test_what_is_written_in_a_form_of_its_own_says_the_form():
    ttl = SCHEMA["resources"]["gpucreds:egs:ApiToken"]["inputProperties"]["ttl"]["description"]
    for text in re.findall(r"`(\w+)`", ttl):
        parse_duration(text)
    for where, properties in every_object():
        for name, one in properties.items():
            if name in ("expiresAt", "issuedAt", "rotatedAt", "revokeAfter"):
                assert "RFC 3339" in one["description"], where


def test_a_resource_takes_what_its_class_in_python_takes(resource):
    in_signature = parameters(in_python(resource.resource_type))
    assert set(spec(resource)["inputProperties"]) == set(in_signature)
    assert set(spec(resource)["requiredInputs"]) == {
        name for name, one in in_signature.items() if one.default is one.empty
    }


def test_the_component_takes_what_its_class_in_python_takes():
    assert COMPONENT["isComponent"] is True
    assert set(COMPONENT["inputProperties"]) == set(parameters(TeamEnvironment))
    assert COMPONENT["requiredInputs"] == []


@pytest.mark.parametrize(
    "form",
    [environment.EgsTeam, environment.RunaiTeam, environment.NvcfTeam, environment.KeyGrant, environment.TeamRotation],
)
def test_an_object_of_the_component_has_the_parts_of_its_class_in_python(form):
    declared = SCHEMA["types"][f"gpucreds:index:{form.__name__}"]
    assert set(declared["properties"]) == names(form.__annotations__)
    optional = {name for name, hint in form.__annotations__.items() if "NotRequired" in str(hint)}
    assert set(declared["required"]) == (names(form.__annotations__.keys() - optional) if form.__total__ else set())


def test_what_the_component_looks_at_before_it_declares_anything_is_plain():
    for part in taken(TeamEnvironment):
        assert COMPONENT["inputProperties"][part.name]["plain"] is True
        form = bare(part.form)
        for inner in parts(form):
            one = SCHEMA["types"][f"gpucreds:index:{form.__name__}"]["properties"][property_name(inner.name)]
            assert one.get("plain", False) is not is_input(inner.form), inner.name


def test_the_parts_of_a_plain_list_or_map_are_plain():
    for part in every_part(SCHEMA["types"]):
        for item in ("items", "additionalProperties"):
            if item in part:
                assert part.get("plain") == part[item].get("plain")


def test_every_look_up_is_a_function():
    assert set(SCHEMA["functions"]) == {f"gpucreds:{lookup.token}" for lookup in LOOKUPS}


@pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda lookup: lookup.token)
def test_an_answer_that_is_secret_is_marked(lookup):
    (answer,) = SCHEMA["functions"][f"gpucreds:{lookup.token}"]["outputs"]["properties"].values()
    assert answer.get("secret", False) is (lookup.form is SecretStr)


def test_a_secret_inside_an_answer_is_marked():
    assert with_mark(SCHEMA["types"]["gpucreds:egs:ListedApiToken"]["properties"], "secret") == {"token"}


def test_what_the_sdk_means_by_an_input_is_what_is_taken_for_one():
    assert is_input(pulumi.Input[str])
    assert get_origin(bare(pulumi.Input[str])) is None


def test_no_two_types_share_a_name():
    types = Types(schema._roots())
    assert len(types._first) == len(types.specs()) == len(SCHEMA["types"])
