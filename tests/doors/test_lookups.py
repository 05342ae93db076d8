"""Look-ups: declared once, answered alike to Python programs and to the plugin, secrets as secrets."""

from __future__ import annotations

import asyncio
import importlib
import inspect
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest
from pydantic import SecretStr
from pydantic.alias_generators import to_snake

from gpucreds import egs, runai
from gpucreds.core.errors import Refused
from gpucreds.doors import lookup as door
from gpucreds.doors.schema import package_schema
from gpucreds.platforms import Platforms
from gpucreds.platforms.egs import ApiKey
from gpucreds.resources import lookups
from gpucreds.resources.lookups import LOOKUPS, Lookup, answer
from tests.world import World

SCHEMA = package_schema()
FORMS = {"string": str, "integer": int}
HIDDEN = SimpleNamespace(egs=SimpleNamespace(api_keys=lambda: [ApiKey(None, "ci", None, "", None)]))
"""An EGS that shows the names of its keys and nothing else."""


@pytest.fixture
def platforms() -> Platforms:
    (resource, *_) = World().run()._resources.values()
    return resource.platforms


@pytest.fixture(params=LOOKUPS, ids=lambda lookup: lookup.token)
def lookup(request) -> Lookup[Any]:
    return request.param


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch, platforms: Platforms) -> Iterator[None]:
    """A program that runs in a stack which is configured for the emulator."""
    monkeypatch.setattr(door, "_platforms", lambda: platforms)


def in_python(lookup: Lookup[Any]):
    module, _, name = lookup.token.partition(":")
    return getattr(importlib.import_module(f"gpucreds.{module}"), to_snake(name))


def fits(value: object, spec: dict[str, Any]) -> bool:
    """Whether a value has the form that the schema promises."""
    if spec.get("secret"):
        return isinstance(value, SecretStr)
    if spec.get("type") == "array":
        return isinstance(value, list) and all(fits(item, spec["items"]) for item in value)
    if "$ref" not in spec:
        return isinstance(value, FORMS[spec["type"]])
    declared = SCHEMA["types"][spec["$ref"].removeprefix("#/types/")]
    known = all(
        name in declared["properties"] and fits(part, declared["properties"][name]) for name, part in value.items()
    )
    return known and value.keys() >= set(declared["required"])


def test_an_answer_has_the_form_that_the_schema_promises(lookup, platforms):
    outputs = SCHEMA["functions"][f"gpucreds:{lookup.token}"]["outputs"]
    found = answer(lookup, platforms)
    assert list(found) == outputs["required"] == list(outputs["properties"])
    for name, value in found.items():
        assert value
        assert fits(value, outputs["properties"][name]), value


def test_a_python_program_has_every_look_up_as_a_function_with_its_description(lookup):
    function = in_python(lookup)
    assert inspect.getdoc(function) == lookup.description
    assert not inspect.signature(function).parameters
    assert function.__name__ in importlib.import_module(function.__module__).__all__


def test_an_answer_is_in_the_words_of_the_state(platforms):
    roles = answer(lookups.roles, platforms)["roles"]
    assert set(roles[0]) == {"id", "name", "description"}
    assert "L1 researcher" in {role["name"] for role in roles}
    assert answer(lookups.tenant_id, platforms) == {"tenantId": "1001"}
    services = answer(lookups.services, platforms)["services"]
    assert [service["serviceName"] for service in services] == ["nvcf-api", "nvct-api", "event-ledger"]


def test_an_api_token_is_listed_with_its_last_day_and_itself_as_a_secret(platforms):
    made = platforms.egs.create_api_key(
        name="ci", user_name="jo", description="", role="Owner", validity=date(2026, 12, 31), workspace_name=None
    )
    (token,) = (one for one in answer(lookups.api_tokens, platforms)["apiTokens"] if one["name"] == "ci")
    assert token == {"name": "ci", "role": "Owner", "expiresOn": "2026-12-31", "token": made}


def test_what_a_server_does_not_show_of_a_token_is_left_out():
    assert answer(lookups.api_tokens, HIDDEN) == {"apiTokens": [{"name": "ci"}]}


@pytest.mark.usefixtures("stack")
def test_a_python_program_gets_a_listed_token_as_a_secret_output(platforms):
    async def program() -> tuple[bool, object]:
        listed, *_ = egs.get_api_tokens()
        return await listed.token.is_secret(), await listed.token.future()

    secret, value = asyncio.run(program())
    assert secret
    assert value in {key.api_key.get_secret_value() for key in platforms.egs.api_keys()}


def test_a_python_program_sees_none_where_a_server_hides_a_value(monkeypatch):
    monkeypatch.setattr(door, "_platforms", lambda: HIDDEN)
    assert egs.get_api_tokens() == [egs.ListedApiToken("ci", None, None, None, None)]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (Refused("no such thing", "Write another"), "no such thing. Write another"),
        (KeyError("a value"), "gpucreds made a mistake, please report it: KeyError"),
    ],
)
def test_a_look_up_that_fails_is_one_line_without_a_cause(monkeypatch, error, line):
    def fail() -> Platforms:
        raise error

    monkeypatch.setattr(door, "_platforms", fail)
    with pytest.raises(pulumi.RunError) as caught:
        runai.get_roles()
    assert str(caught.value).startswith(line)
    assert "a value" not in str(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
