"""The words that rotating credentials of all platforms share."""

from __future__ import annotations

from typing import TypedDict

import pulumi


class Rotation(TypedDict, total=False):
    """When a credential is replaced by a new one, and how long the old one stays valid.

    Durations are `90d`, `12h`, `1d12h` or ISO 8601.
    """

    before: pulumi.Input[str]
    """How long before its end a new one is minted: less than the lifetime, and at least what the platform counts in (a
    day on EGS, a minute on NVCF). Without it only the end itself or the trigger rotates."""
    jitter: pulumi.Input[str]
    """Up to how much later than that, so that what was minted together does not rotate together: how much of it, each
    credential has of its own. It and the overlap fit into `before`. Default: none."""
    overlap: pulumi.Input[str]
    """How long the old one stays valid, at most `before`. `0s` revokes it in the same update, which is the answer to a
    leak. Default: one day."""
    trigger: pulumi.Input[str]
    """Any text; a new text rotates now."""


@pulumi.output_type
class Retiring:
    """The generation that a rotation replaced, while it is still valid."""

    generation: int = pulumi.property("generation")
    """Its number."""
    revoke_after: str = pulumi.property("revokeAfter")
    """The first update after this instant (RFC 3339, UTC) revokes it."""
