"""What a program may ask the platforms itself, while it runs: nothing is written, and nothing gets into the state."""

from __future__ import annotations

import functools
from typing import TypeVar

import pulumi
from pydantic import SecretStr

from gpucreds.doors.run import line_of, open_run
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from gpucreds.resources.lookups import Lookup

T = TypeVar("T")


@functools.cache
def _open(configuration: Configuration) -> Platforms:
    return open_run(configuration, pulumi.log.warn).platforms


def _platforms() -> Platforms:
    """The platforms that the stack is configured for; one login serves all look-ups of a program."""
    return _open(Configuration.load(pulumi.Config("gpucreds").get))


def found(lookup: Lookup[T]) -> T:
    """What the platform answers. An error reaches the user as one line: a RunError has no traceback."""
    try:
        return lookup.ask(_platforms())
    except Exception as error:  # noqa: BLE001 - a traceback would print what it says, and its causes
        line = line_of(error)
    raise pulumi.RunError(line)


def secret_output(value: SecretStr) -> pulumi.Output[str]:
    """A secret for a program, marked as one."""
    return pulumi.Output.secret(value.get_secret_value())
