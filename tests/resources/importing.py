"""`pulumi import` of one resource, at the hub: what was on the platform is in the stack afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.lifecycle.doors import DOORS, Properties
from tests.lifecycle.stack import Kept, Stack

SETTING = "GPUCREDS_IMPORT_SECRET"
BY_DEFAULT = "5747ac00-ffffffff"
"""The address that the engine's door gives."""


def take(stack: Stack, object_id: str, secret: str | None = None) -> Properties | None:
    """Import an object, with its secret if there is one to give; the state afterwards, None where nothing was found."""
    with supplying(stack, secret):
        door = DOORS[stack.door](stack.world, stack.patch)
    found = door.import_(stack.token, object_id, stack.program.get("address", BY_DEFAULT))
    stack.kept = Kept(found[0], found[2], found[1]) if found else None
    return stack.kept and stack.kept.state


@contextmanager
def supplying(stack: Stack, secret: str | None) -> Iterator[None]:
    """The runs that begin meanwhile have the secret in their configuration."""
    if secret:
        stack.world.settings[SETTING] = secret
    yield
    stack.world.settings.pop(SETTING, None)


def lose(stack: Stack) -> Kept:
    """Let the state be lost; what it was."""
    lost, stack.kept = stack.kept, None
    return lost
