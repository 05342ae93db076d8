"""Which objects on a platform are ours, and whose they are: the mark that each credential carries in its name.

    gc-<identity>-<place>-<nonce>-<generation>

`identity` is of the stack (StackIdentity), `place` of the resource in it, `nonce` of one incarnation of that resource,
`generation` of one rotation. Identity and place together are the address: one address has one living incarnation, so
what else stands there was left behind by a run that died. The identity is in the mark so that everything a stack ever
made can be found on a platform without its state.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

_MARK = re.compile(r"(?:^|-)gc-(?P<address>[0-9a-f]{8}-[0-9a-f]{8})-(?P<nonce>[0-9a-f]{4})-(?P<generation>[1-9]\d*)$")


def new_identity() -> str:
    """Eight random hex digits for a stack."""
    return secrets.token_hex(4)


def new_nonce() -> str:
    """Four random hex digits for one incarnation."""
    return secrets.token_hex(2)


def address(identity: str, resource_type: str, logical_name: str, parent: str) -> str:
    """The address of a resource: its stack's identity and its place there. `parent` is the parent's URN, or empty."""
    place = hashlib.sha256(f"{identity}\0{resource_type}\0{logical_name}\0{parent}".encode()).hexdigest()
    return f"{identity}-{place[:8]}"


@dataclass(frozen=True)
class Mark:
    """What the end of a name on a platform says of an object of ours."""

    address: str
    nonce: str
    generation: int

    @classmethod
    def parse(cls, text: str) -> Mark | None:
        """The mark at the end of `text`, if there is one."""
        match = _MARK.search(text)
        return cls(match["address"], match["nonce"], int(match["generation"])) if match else None

    @property
    def identity(self) -> str:
        """The stack's."""
        return self.address.partition("-")[0]

    @property
    def incarnation(self) -> str:
        """What all generations of one incarnation share; it serves as the resource's id."""
        return f"gc-{self.address}-{self.nonce}"

    def __str__(self) -> str:
        return f"{self.incarnation}-{self.generation}"
