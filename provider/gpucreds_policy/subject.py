"""A resource as a rule sees it, whoever tells of it: an engine in a preview or an update, or the state of a stack."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import datetime, timezone
from typing import Any

from pydantic import Secret, TypeAdapter, ValidationError

from gpucreds.doors.package import PACKAGE
from gpucreds.doors.typed import dynamic_type, plugin_type
from gpucreds.platforms.configuration import Configuration, Home
from gpucreds.resources import RESOURCES

STACK = "pulumi:pulumi:Stack"
PROVIDER = f"pulumi:providers:{PACKAGE}"
TEAM = "gpucreds:index:TeamEnvironment"

_DECLARED = {token(resource): resource.resource_type for resource in RESOURCES for token in (dynamic_type, plugin_type)}


HOMES = {
    name.partition("_")[0]: name
    for name, field in Configuration.model_fields.items()
    if any(isinstance(mark, Home) for mark in field.metadata)
}
"""By platform the setting that says where it is."""


def declared_type(token: str) -> str:
    """What the declarations call a type, `egs:ApiToken`, whichever door made it; other types as they are."""
    return _DECLARED.get(token, token)


@dataclass(frozen=True)
class Subject:
    """One resource: what is known of it. What a preview cannot know yet is not in `properties`."""

    type: str
    """`egs:ApiToken` and the like at both doors; the engine's own word for whatever is not of gpucreds."""
    urn: str
    properties: Mapping[str, Any] = default(default_factory=dict)
    """By their names in the state. What is marked as secret is a `pydantic.Secret`."""
    parents: Sequence[str] = ()
    """The URNs of its parents, the nearest first."""
    endpoint: str | None = None
    """The base URL of the platform that it is on, where anybody can tell."""
    seen_at: datetime = default(default_factory=lambda: datetime.now(timezone.utc))
    """The instant that ends and windows count from."""
    unknown: Collection[str] = ()
    """The paths of what is there and not known yet, `rotation.before`: a preview does not know all values."""

    @property
    def name(self) -> str:
        """The logical name."""
        return self.urn.split("::")[-1]

    @property
    def stack(self) -> str:
        """The name of its stack, without the project."""
        return self.urn.split("::")[0].rpartition(":")[2]

    @property
    def project(self) -> str:
        """The name of its project."""
        return self.urn.split("::")[1]

    @property
    def team(self) -> str | None:
        """The URN of the `TeamEnvironment` that it belongs to."""
        return next((parent for parent in self.parents if parent.split("::")[2].split("$")[-1] == TEAM), None)

    def get(self, path: str, form: Any) -> Any:  # noqa: ANN401 - a type form such as list[str], and a value of it
        """The property at `path` (`rotation.before`) as a `form`; None where it is not known or otherwise."""
        value: object = self.properties
        for part in path.split("."):
            value = plain(value)
            value = value.get(part) if isinstance(value, Mapping) else None
        try:
            return None if value is None else TypeAdapter(form).validate_python(plain(value))
        except ValidationError:
            return None

    def sees(self, path: str) -> bool:
        """Whether all at `path` is known: what `properties` lacks there is lacking indeed."""
        return not any(f"{path}.".startswith(f"{one}.") or one.startswith(f"{path}.") for one in self.unknown)


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """`value` without the marks of secrets, at whatever depth."""
    if isinstance(value, Secret):
        return plain(value.get_secret_value())
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value
