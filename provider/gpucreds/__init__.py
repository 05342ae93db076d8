"""Credentials of GPU platforms as Pulumi resources: minted, rotated before expiry, revoked, encrypted in the stack.

from gpucreds import egs
"""

from gpucreds import egs
from gpucreds.doors.typed import StackIdentity

__all__ = ["StackIdentity", "egs"]
