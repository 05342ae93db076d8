"""The ground of the typed classes that Python programs write, and the identity of the stack they run in."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

import pulumi
from pulumi import dynamic
from pulumi.runtime import get_root_resource

from gpucreds.core.declaration import Internal, Kept, Named, marked, properties, property_name, secrets
from gpucreds.core.ownership import address
from gpucreds.core.resource import Resource as Declared
from gpucreds.doors.dynamic import PROVIDERS
from gpucreds.doors.package import PACKAGE, VERSION
from gpucreds.platforms import Platforms
from gpucreds.resources import DECLARED

AnyDeclared = type[Declared[Any, Any, Platforms]]


_in_plugin: ContextVar[bool] = ContextVar("in_plugin", default=False)


@contextmanager
def through_the_plugin() -> Iterator[None]:
    """What is declared in here belongs to the plugin, which fills in the addresses itself."""
    token = _in_plugin.set(True)
    try:
        yield
    finally:
        _in_plugin.reset(token)


def plugin_type(declared: AnyDeclared) -> str:
    """The type of a resource of the plugin."""
    return f"{PACKAGE}:{declared.resource_type}"


def dynamic_type(declared: AnyDeclared) -> str:
    """The type of a dynamic resource, which the SDK makes of its module and its name."""
    return f"pulumi-python:dynamic/{declared.resource_type}"


class _Declaration:
    """Finds the declaration when somebody asks: a program imports many classes, and makes resources of few."""

    def __get__(self, _: object, owner: type[Resource]) -> AnyDeclared:
        return DECLARED[owner.type_of_declared]


class Resource(dynamic.Resource):
    """Says how a declaration looks to a program: snake_case names, secret outputs marked, the address filled in."""

    declared = _Declaration()
    type_of_declared: ClassVar[str]

    def __init_subclass__(cls, resource_type: str | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - the SDK's
        # A user's own subclass names no type: to the engine it is the resource that it extends.
        cls.type_of_declared = resource_type or cls.type_of_declared
        module, _, name = cls.type_of_declared.partition(":")
        super().__init_subclass__(module=module, name=name, **kwargs)

    def __init__(self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **inputs: object) -> None:
        """Register the resource. Outputs that programs read are given as None, so that they become attributes."""
        inputs |= {field: resource_name for field in marked(self.declared.inputs, Named) if inputs[field] is None}
        if marked(self.declared.inputs, Kept) and not _in_plugin.get():
            inputs["address"] = _address(self.declared.resource_type, resource_name, opts)
        at_the_other_door = dynamic_type(self.declared) if _in_plugin.get() else plugin_type(self.declared)
        added = pulumi.ResourceOptions(
            additional_secret_outputs=secrets(self.declared.state), aliases=[pulumi.Alias(type_=at_the_other_door)]
        )
        # An attribute costs the program some ten objects, and nobody reads the provider's bookkeeping.
        internal = marked(self.declared.state, Internal)
        outputs = (field for field in self.declared.state.model_fields if field not in internal)
        properties = dict.fromkeys(outputs) | inputs
        options = pulumi.ResourceOptions.merge(opts, added)
        if _in_plugin.get():
            options.version = VERSION
            # The ground of a dynamic resource adds a provider of its own to each.
            pulumi.CustomResource.__init__(self, plugin_type(self.declared), resource_name, properties, options)
        else:
            super().__init__(PROVIDERS[self.declared.resource_type](), resource_name, properties, options)

    def translate_input_property(self, prop: str) -> str:
        """The name in the state of a Python name."""
        return property_name(prop) if prop in self.declared.state.model_fields else prop

    def translate_output_property(self, prop: str) -> str:
        """The Python name of a name in the state."""
        return properties(self.declared.state).get(prop, prop)


class StackIdentity(Resource, resource_type="gpucreds:StackIdentity"):
    """Who this stack is on the platforms: eight hex digits that begin every mark it leaves there.

    A stack that holds credentials has exactly one, made when the first credential is declared; no program writes it.
    """

    identity: pulumi.Output[str]
    """Eight random hex digits; a copy of the project in another stack has others."""

    def __init__(self) -> None:
        super().__init__("gpucreds")

    @classmethod
    def of_stack(cls) -> StackIdentity:
        """The one of the stack that the program runs in."""
        root = get_root_resource()
        if root is None:
            raise RuntimeError("there is no stack: run the program with `pulumi up` or `pulumi preview`")
        return _identities.get(root) or _identities.setdefault(root, cls())


_identities: weakref.WeakKeyDictionary[pulumi.Resource, StackIdentity] = weakref.WeakKeyDictionary()


def _address(resource_type: str, name: str, opts: pulumi.ResourceOptions | None) -> pulumi.Output[str]:
    identity = StackIdentity.of_stack().identity
    if not (opts and opts.parent):
        return identity.apply(lambda known: address(known, resource_type, name, ""))
    # The bare value: as an Output it would make the resource depend on its own parent, which is a circle.
    both: pulumi.Output[list[str]] = pulumi.Output.all(identity, opts.parent.urn.future())
    return both.apply(lambda known: address(known[0], resource_type, name, known[1]))
