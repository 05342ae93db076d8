"""The door for Python programs: Pulumi dynamic providers.

A provider is pickled into the state of every resource. It is a class without instance state, importable from here, so
the pickle is a reference of some 60 bytes; its module path and its name stand in users' states and never change.
"""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, ClassVar, ParamSpec, TypeVar, cast

import pulumi
from pulumi import dynamic
from pulumi.runtime.rpc import UNKNOWN as ENGINE_UNKNOWN

from gpucreds.core.clock import SystemClock
from gpucreds.core.declaration import UNKNOWN
from gpucreds.core.durations import parse_instant
from gpucreds.core.errors import ConfigurationError, GpucredsError
from gpucreds.core.hub import Hub
from gpucreds.core.resource import Resource as Declared
from gpucreds.core.resource import Run
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from gpucreds.resources import RESOURCES

NOW = "GPUCREDS_NOW"
"""For tests and rehearsals: the instant that plans count from, instead of the machine's date."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class OneLine(Exception):
    """An error as the user shall read it."""


@functools.cache
def open_hub(configuration: Configuration) -> Hub:
    """The hub of a configuration: all resources of a process share it, and with it the log-ins and what was read."""
    run = Run(provider_clock(), pulumi.log.warn)
    platforms = Platforms(configuration, run)
    return Hub(run, [resource(run, platforms) for resource in RESOURCES])


def provider_clock() -> SystemClock:
    """The machine's clock, or the instant of GPUCREDS_NOW. Raises ConfigurationError."""
    now = os.environ.get(NOW)
    if not now:
        return SystemClock()
    pulumi.log.warn(f"{NOW} is set: gpucreds plans as if it were {now}.")
    try:
        return SystemClock(parse_instant(now))
    except ValueError as error:
        raise ConfigurationError(f"{NOW}: {error}") from None


def told_as_ours(error: Exception) -> str:
    """The line for a mistake of ours: its type and its place. Its text, its causes and its locals may hold values."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"gpucreds made a mistake, please report it: {type(error).__name__} in {where.name}:{where.lineno}"


def _one_line(verb: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Let an error reach the user as one line without a secret, a traceback or a chained cause."""

    @functools.wraps(verb)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        provider = cast("Provider", args[0])
        try:
            return verb(*args, **kwargs)
        except GpucredsError as error:
            line = str(error)
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not print a user's values either
            line = told_as_ours(error)
        raise OneLine(provider.scrub(line))

    return guarded


class Provider(dynamic.ResourceProvider):
    """Translates the SDK's calls into the hub's. Subclasses say for which resource."""

    serialize_as_secret_always = False  # a reference holds nothing secret
    resource: ClassVar[type[Declared[Any, Any, Platforms]]]

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Called by the engine's provider process once per type of resource, before any verb."""
        _quiet_tracebacks()
        try:
            self.hub = open_hub(Configuration.load(lambda name: req.config.get(f"gpucreds:{name}")))
        except GpucredsError as error:
            raise OneLine(str(error)) from None
        except Exception as error:  # noqa: BLE001 - what it says may hold a log-in
            raise OneLine(told_as_ours(error)) from None

    def scrub(self, text: str) -> str:
        """`text` without any secret of this run."""
        return self.hub.run.redact(text)

    @_one_line
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Validate and plan."""
        checked = self.hub.check(
            self.resource.resource_type, _from_engine(news), _from_engine(_olds) if _olds else None
        )
        failures = [dynamic.CheckFailure(failure.property, failure.reason) for failure in checked.failures]
        return dynamic.CheckResult(_to_engine(checked.inputs), failures)

    @_one_line
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Say what replaces; the engine finds the rest by comparing inputs, so that it can show each property."""
        found = self.hub.diff(self.resource.resource_type, _from_engine(_olds), _from_engine(_news))
        return dynamic.DiffResult(
            changes=True if found.pending else None,
            replaces=found.replaces,
            delete_before_replace=found.delete_before_replace,
        )

    @_one_line
    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Make the object."""
        made = self.hub.create(self.resource.resource_type, _from_engine(props))
        return dynamic.CreateResult(made.id, made.state)

    @_one_line
    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Look at the object; an empty id tells the engine that it is gone."""
        found = self.hub.read(self.resource.resource_type, id_, _from_engine(props))
        return dynamic.ReadResult(found.id, found.state, found.inputs) if found else dynamic.ReadResult("", {})

    @_one_line
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Bring the object to what the inputs say."""
        updated = self.hub.update(self.resource.resource_type, _id, _from_engine(_olds), _from_engine(_news))
        return dynamic.UpdateResult(updated.state)

    @_one_line
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Remove the object."""
        self.hub.delete(self.resource.resource_type, _from_engine(_props))


def _provider(resource: type[Declared[Any, Any, Platforms]]) -> type[Provider]:
    name = f"{resource.__name__}Provider"
    return type(
        name,
        (Provider,),
        {"__module__": __name__, "__doc__": f"{resource.resource_type} for the engine.", "resource": resource},
    )


PROVIDERS = {resource.resource_type: _provider(resource) for resource in RESOURCES}
globals().update({provider.__name__: provider for provider in PROVIDERS.values()})  # pickle finds them by name


def _from_engine(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _known(value) for name, value in properties.items() if name != dynamic.dynamic.PROVIDER_KEY}


def _known(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return UNKNOWN if isinstance(value, pulumi.output.Unknown) else value


def _to_engine(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _sendable(value) for name, value in properties.items()}


def _sendable(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return _to_engine(value)
    if isinstance(value, list):
        return [_sendable(item) for item in value]
    return ENGINE_UNKNOWN if value is UNKNOWN else value


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
