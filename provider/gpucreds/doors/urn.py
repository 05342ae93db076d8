"""What the engine's name of a resource says, and how messages about that resource are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2 as rpc

from gpucreds.core.declaration import property_name, secrets
from gpucreds.core.errors import Refused
from gpucreds.core.hub import Existing
from gpucreds.doors.calls import Unfinished
from gpucreds.doors.messages import Received, sent
from gpucreds.doors.package import PACKAGE, VERSION
from gpucreds.resources import DECLARED

T = TypeVar("T")


def resource_type(token: str) -> str:
    """What the hub calls a type, or a function, of the package."""
    return token.removeprefix(f"{PACKAGE}:")


def of_package(known: Mapping[str, T], token: str) -> T:
    """What the package knows under a token. Raises Refused: an SDK may be newer than the plugin."""
    if resource_type(token) in known:
        return known[resource_type(token)]
    raise Refused(f"{PACKAGE} {VERSION} has no {token}", "Install the version of the plugin that the SDK has")


class Urn:
    """What the name of a resource says: `urn:pulumi:<stack>::<project>::<parents' types>$<type>::<name>`."""

    def __init__(self, urn: str) -> None:
        _, _, types, self.name = urn.split("::", 3)
        self.parents, _, token = types.rpartition("$")
        self.resource_type = resource_type(token)
        self.declared = of_package(DECLARED, token)

    def sent(self, state: dict[str, Any], inputs: Received) -> Struct:
        """A state, in which is marked what is declared as secret, and what the program marks."""
        declared = {(property_name(name),) for name in secrets(self.declared.state)}
        return sent(state, declared | inputs.secret)

    def finished(self, made: Existing, inputs: Received) -> Existing:
        """What is made, if it can be used. Raises Unfinished."""
        if made.unfinished is None:
            return made
        details = rpc.ErrorResourceInitFailed(
            id=made.id,
            properties=self.sent(made.state, inputs),
            inputs=sent(made.inputs, inputs.secret),
            reasons=[made.unfinished],
        )
        raise Unfinished(made.unfinished, details)
