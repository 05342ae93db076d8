"""The package as Pulumi's schema describes it, for the engine and for the SDKs of every language.

It is derived from the declarations and from nothing else: `python -m gpucreds.doors.schema` prints it as JSON.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from collections.abc import Iterator
from importlib.metadata import metadata
from typing import Any

from pydantic.alias_generators import to_camel

from gpucreds.core.loading import LOADING
from gpucreds.core.resource import Resource
from gpucreds.doors.package import PACKAGE, VERSION
from gpucreds.doors.parts import Part, outputs, parts, taken, written
from gpucreds.doors.schema_types import INDEX, Spec, Types, text
from gpucreds.doors.typed import dynamic_type
from gpucreds.environment import TOKEN, TeamEnvironment
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration, Variable
from gpucreds.resources import ON_PLATFORMS
from gpucreds.resources.lookups import LOOKUPS, Lookup

OLDEST_PULUMI = "3.142.0"
_ABOUT = metadata(PACKAGE)
LANGUAGES: Spec = {
    "python": {
        "packageName": "pulumi_gpucreds",
        "pyproject": {"enabled": True},
        "requires": {"pulumi": f">={OLDEST_PULUMI},<4.0.0"},
        "respectSchemaVersion": True,
    },
    "nodejs": {
        "packageName": "@gpucreds/gpucreds",
        "dependencies": {"@pulumi/pulumi": f"^{OLDEST_PULUMI}"},
        "packageDescription": _ABOUT["Summary"],
        "respectSchemaVersion": True,
        "typescriptVersion": ">=4.7.0 <7",
    },
    "go": {
        "importBasePath": "github.com/gpucreds/gpucreds/sdk/go/gpucreds",
        "generateResourceContainerTypes": True,
        "respectSchemaVersion": True,
    },
}
"""What the generators of SDKs have to know."""


def package_schema() -> Spec:
    """The whole schema."""
    types = Types(_roots())
    resources = {f"{PACKAGE}:{one.resource_type}": _resource(one, types) for one in ON_PLATFORMS}
    resources[TOKEN] = _component(types)
    functions = {f"{PACKAGE}:{lookup.token}": _function(lookup, types) for lookup in LOOKUPS}
    settings = _settings(types)
    return {
        "name": PACKAGE,
        "displayName": PACKAGE,
        "version": VERSION,
        "description": _ABOUT["Summary"],
        "keywords": ["category/infrastructure", "kind/native"],
        "meta": {"supportPack": True},  # which also says that the versions of the SDKs are this one
        "license": _ABOUT["License-Expression"],
        "publisher": PACKAGE,
        "language": LANGUAGES,
        "config": {"variables": settings},
        "types": types.specs(),
        "provider": {"description": text(inspect.getdoc(Configuration) or "", ()), "inputProperties": settings},
        "resources": dict(sorted(resources.items())),
        "functions": dict(sorted(functions.items())),
    }


def _roots() -> Iterator[tuple[str, Part]]:
    """Where types are met, with the module of each place."""
    for resource in ON_PLATFORMS:
        yield from ((_module(resource.resource_type), part) for part in parts(resource.state))
    yield from ((_module(lookup.token), _answer(lookup)) for lookup in LOOKUPS)
    yield from ((INDEX, part) for part in taken(TeamEnvironment))


def _module(token: str) -> str:
    return token.partition(":")[0]


def _resource(resource: type[Resource[Any, Any, Platforms]], types: Types) -> Spec:
    given, state = written(resource.inputs), parts(resource.state)
    module, _, name = resource.resource_type.partition(":")
    with LOADING:
        in_python = getattr(importlib.import_module(f"{PACKAGE}.{module}"), name)
    return {
        "description": text(inspect.getdoc(in_python) or "", {part.name for part in state}),
        "properties": types.properties(state, defaults=False),
        "required": [to_camel(part.name) for part in state if part.always_there],
        "inputProperties": types.properties(given),
        "requiredInputs": [to_camel(part.name) for part in given if part.required],
        "aliases": [{"type": dynamic_type(resource)}],
    }


def _settings(types: Types) -> dict[str, Spec]:
    """The provider's settings. They have no defaults here, for the environment comes before those."""
    specs = types.properties(parts(Configuration), defaults=False)
    for name, field in Configuration.model_fields.items():
        variable = next(mark.name for mark in field.metadata if isinstance(mark, Variable))
        specs[to_camel(name)]["description"] += f" In the environment: `{variable}`."
    return specs


def _function(lookup: Lookup[Any], types: Types) -> Spec:
    properties = types.properties([_answer(lookup)])
    return {
        "description": text(lookup.description, ()),
        "outputs": {"type": "object", "properties": properties, "required": list(properties)},
    }


def _answer(lookup: Lookup[Any]) -> Part:
    meaning = lookup.description.partition("\n\n")[0]
    return Part(lookup.gives, lookup.form, meaning, required=True, owner=Lookup)


def _component(types: Types) -> Spec:
    given, found = taken(TeamEnvironment), outputs(TeamEnvironment)
    return {
        "isComponent": True,
        "description": text(inspect.getdoc(TeamEnvironment) or "", ()),
        # What it puts together comes from credentials.
        "properties": {name: spec | {"secret": True} for name, spec in types.properties(found).items()},
        "required": [to_camel(part.name) for part in found],
        "inputProperties": types.properties(given),
        "requiredInputs": [to_camel(part.name) for part in given if part.required],
    }


def main() -> None:
    """Print the schema."""
    sys.stdout.write(json.dumps(package_schema(), indent=2) + "\n")


if __name__ == "__main__":
    main()
