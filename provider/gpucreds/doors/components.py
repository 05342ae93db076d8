"""The components of the package for every language: made by the plugin, out of the package's own resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.provider import ConstructResult, Provider
from pydantic.alias_generators import to_snake

from gpucreds.core.loading import LOADING
from gpucreds.doors.package import VERSION


class Components(Provider):
    """What the SDK's servicer asks to make one."""

    def __init__(self) -> None:
        super().__init__(VERSION)

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: Mapping[str, Any],
        options: pulumi.ResourceOptions | None = None,
    ) -> ConstructResult:
        """Make a team's environment, the one component there is."""
        with LOADING:  # what programs write, for components alone
            from gpucreds.doors.typed import through_the_plugin  # noqa: PLC0415
            from gpucreds.environment import TOKEN, TeamEnvironment  # noqa: PLC0415
        if resource_type != TOKEN:
            raise pulumi.RunError(f"there is no component {resource_type}")
        with through_the_plugin():
            environment = TeamEnvironment(name, **_in_python(inputs), opts=options)
        return ConstructResult(environment.urn, {"environment": environment.environment})


def _in_python(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs under their Python names; deeper inside are texts that a user chose."""
    return {name: _renamed(value) if isinstance(value, Mapping) else value for name, value in inputs.items()}


def _renamed(value: Mapping[str, Any]) -> dict[str, Any]:
    return {to_snake(name): part for name, part in value.items()}
