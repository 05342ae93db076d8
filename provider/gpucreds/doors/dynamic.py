"""The door for Python programs: Pulumi dynamic providers.

A provider is pickled into the state of every resource. It is a class without instance state, importable from here, so
the pickle is a reference of some 60 bytes; its module path and its name stand in users' states and never change.
"""

from __future__ import annotations

import functools
import sys
import traceback
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, ClassVar, ParamSpec, TypeVar, cast

import pulumi
from pulumi import dynamic

from gpucreds.core.hub import Hub
from gpucreds.doors.run import line_of, open_run
from gpucreds.doors.values import from_engine, to_engine
from gpucreds.platforms.configuration import Configuration
from gpucreds.resources import DECLARED

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class OneLine(Exception):
    """An error as the user shall read it."""


@functools.cache
def open_hub(configuration: Configuration) -> Hub:
    """The hub of a configuration: all resources of a process share it, and with it the log-ins and what was read."""
    return open_run(configuration, pulumi.log.warn).hub


def _one_line(verb: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Let an error reach the user as one line without a secret, a traceback or a chained cause."""

    @functools.wraps(verb)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        provider = cast("Provider", args[0])
        try:
            return verb(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not print a user's values either
            line = line_of(error)
        raise OneLine(provider.scrub(line))

    return guarded


class Provider(dynamic.ResourceProvider):
    """Translates the SDK's calls into the hub's. Subclasses say for which resource."""

    serialize_as_secret_always = False  # a reference holds nothing secret
    resource_type: ClassVar[str]

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Called by the engine's provider process once per type of resource, before any verb."""
        _quiet_tracebacks()
        try:
            self.hub = open_hub(Configuration.load(lambda name: req.config.get(f"gpucreds:{name}")))
        except Exception as error:  # noqa: BLE001 - what it says may hold a log-in
            raise OneLine(line_of(error)) from None

    def scrub(self, text: str) -> str:
        """`text` without any secret of this run."""
        return self.hub.run.redact(text)

    @_one_line
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Validate and plan."""
        checked = self.hub.check(self.resource_type, from_engine(news), from_engine(_olds) if _olds else None)
        failures = [dynamic.CheckFailure(failure.property, failure.reason) for failure in checked.failures]
        return dynamic.CheckResult(to_engine(checked.inputs), failures)

    @_one_line
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Say what replaces; the engine finds the rest by comparing inputs, so that it can show each property."""
        found = self.hub.diff(self.resource_type, from_engine(_olds), from_engine(_news))
        return dynamic.DiffResult(
            changes=True if found.pending else None,
            replaces=found.replaces,
            delete_before_replace=found.delete_before_replace,
        )

    @_one_line
    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Make the object."""
        made = self.hub.create(self.resource_type, from_engine(props))
        return dynamic.CreateResult(made.id, made.state)

    @_one_line
    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Look at the object; an empty id tells the engine that it is gone."""
        found = self.hub.read(self.resource_type, id_, from_engine(props))
        return dynamic.ReadResult(found.id, found.state, found.inputs) if found else dynamic.ReadResult("", {})

    @_one_line
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Bring the object to what the inputs say."""
        updated = self.hub.update(self.resource_type, _id, from_engine(_olds), from_engine(_news))
        return dynamic.UpdateResult(updated.state)

    @_one_line
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Remove the object."""
        self.hub.delete(self.resource_type, from_engine(_props))


def _provider(resource_type: str) -> type[Provider]:
    about = {"__module__": __name__, "__doc__": f"{resource_type} for the engine.", "resource_type": resource_type}
    return type(f"{resource_type.partition(':')[2]}Provider", (Provider,), about)


PROVIDERS = {resource_type: _provider(resource_type) for resource_type in DECLARED}
globals().update({provider.__name__: provider for provider in PROVIDERS.values()})  # pickle finds them by name


def _quiet_tracebacks() -> None:
    """Let the SDK's server answer our errors with their text alone.

    It answers every error with `traceback.format_exc()` of its own module, and has no other way to report one.
    """
    server = sys.modules.get("__main__")
    if server and getattr(server, "DynamicResourceProviderServicer", None):
        vars(server)["traceback"] = SimpleNamespace(**vars(traceback) | {"format_exc": _text_of_error})


def _text_of_error() -> str:
    error = sys.exc_info()[1]
    return str(error) if isinstance(error, OneLine) else traceback.format_exc()
