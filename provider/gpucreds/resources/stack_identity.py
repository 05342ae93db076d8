"""The identity of a stack: eight hex digits in its state, and the begin of every mark that the stack leaves."""

from __future__ import annotations

from gpucreds.core.declaration import Model
from gpucreds.core.ownership import new_identity
from gpucreds.core.resource import Resource
from gpucreds.platforms import Platforms


class StackIdentityInputs(Model):
    """A program gives nothing."""


class StackIdentityState(StackIdentityInputs):
    """What the stack remembers."""

    identity: str
    """Eight random hex digits. A copy of the project in another stack has others."""


class StackIdentity(Resource[StackIdentityInputs, StackIdentityState, Platforms]):
    """Exists in the state only; no platform knows it."""

    resource_type = "gpucreds:StackIdentity"
    inputs = StackIdentityInputs
    state = StackIdentityState
    failures = """
    - A stack from which it was taken (`pulumi state delete`) draws another: credentials keep their marks, but what a
      run that died has left under the old one is no longer found.
    - Two states with one identity (a copied checkpoint, or `pulumi state move`) speak for the same marks: a create or a
      delete by one may revoke what belongs to the other. Destroy no copies.
    """

    def create(self, inputs: StackIdentityInputs) -> tuple[str, StackIdentityState]:  # noqa: ARG002 - there are none
        """Draw the digits."""
        identity = new_identity()
        return identity, StackIdentityState(identity=identity)

    def read(self, state: StackIdentityState) -> StackIdentityState:
        """Nothing outside can change it."""
        return state

    def update(self, state: StackIdentityState, inputs: StackIdentityInputs) -> StackIdentityState:  # noqa: ARG002
        """Nothing in it can change."""
        return state

    def delete(self, state: StackIdentityState) -> None:
        """Nothing to remove."""
