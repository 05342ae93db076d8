"""What a program may ask the platforms itself, while it runs: nothing is written, and nothing gets into the state."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import pulumi
from pydantic import SecretStr

from gpucreds.core.errors import GpucredsError
from gpucreds.core.resource import Run
from gpucreds.doors.dynamic import provider_clock, told_as_ours
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@functools.cache
def _open(configuration: Configuration) -> Platforms:
    return Platforms(configuration, Run(provider_clock(), pulumi.log.warn))


def platforms() -> Platforms:
    """The platforms that the stack is configured for; one login serves all look-ups of a program."""
    return _open(Configuration.load(pulumi.Config("gpucreds").get))


def lookup(ask: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Let an error reach the user as one line: the engine prints a RunError without a traceback."""

    @functools.wraps(ask)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return ask(*args, **kwargs)
        except GpucredsError as error:
            line = str(error)
        except Exception as error:  # noqa: BLE001 - a traceback would print what it says, and its causes
            line = told_as_ours(error)
        raise pulumi.RunError(line)

    return guarded


def secret_output(value: SecretStr) -> pulumi.Output[str]:
    """A secret for a program, marked as one."""
    return pulumi.Output.secret(value.get_secret_value())
