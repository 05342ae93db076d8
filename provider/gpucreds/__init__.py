"""Credentials of GPU platforms as Pulumi resources: minted, rotated before expiry, revoked, encrypted in the stack.

from gpucreds import TeamEnvironment, egs, nvcf, runai
"""

from gpucreds import egs, nvcf, runai
from gpucreds.doors.typed import StackIdentity
from gpucreds.environment import TeamEnvironment

__all__ = ["StackIdentity", "TeamEnvironment", "egs", "nvcf", "runai"]
