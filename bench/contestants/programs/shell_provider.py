"""Runs a command of the shell for each resource, as `local.Command` of Pulumi's command provider does.

That provider is a Go program, and its module cannot be had from the module proxy; this is the same in a dynamic
provider: the command's output is what it keeps, and the command that deletes gets it in `PULUMI_COMMAND_STDOUT`.
"""

import os
import subprocess
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider


def run(command: str, former: str = "") -> str:
    """The output of a command. Raises CalledProcessError when it fails."""
    environment = os.environ | {"PULUMI_COMMAND_STDOUT": former}
    ended = subprocess.run(["/bin/sh", "-c", command], env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return ended.stdout.strip()


class Commands(ResourceProvider):
    """It has nothing to read a resource with, like its model."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Run the command that creates."""
        return CreateResult("command", {**props, "stdout": run(props["create"])})

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Run the command that deletes."""
        run(props["delete"], props["stdout"])


class Command(Resource):
    """A pair of commands."""

    def __init__(self, name: str, create: str, delete: str) -> None:
        options = pulumi.ResourceOptions(additional_secret_outputs=["stdout"])
        super().__init__(Commands(), name, {"create": create, "delete": delete, "stdout": None}, options)
