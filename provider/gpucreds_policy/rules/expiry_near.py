"""What ends next week is news today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from gpucreds.core.durations import Duration, Instant, format_duration, format_instant
from gpucreds_policy.rule import Parameters, resource_rule
from gpucreds_policy.subject import Subject


class Notice(Parameters):
    """How soon is soon."""

    within: Duration = timedelta(days=7)
    """How long before its end a credential is told of. Default: `7d`."""


@resource_rule(
    "gpucreds-expiry-near",
    Notice,
    types=("egs:ApiToken", "nvcf:ScopedKey"),
    steps='Write rotation={"before": "14d"}, or a later end where it is fixed; then run `pulumi up`.',
    level="advisory",
)
def expiry_near(credential: Subject, notice: Notice) -> Iterator[str]:
    """A credential that ends within seven days has a rotation that replaces it before.

    A rotation does so from `rotation.before` on; one that has only a trigger waits for somebody, or for the end. What
    has ended already is told of in any case: nothing rotates it, or no `pulumi up` has come.
    """
    end = credential.get("expiresAt", Instant)
    if end is None:
        return
    within = format_duration(notice.within)
    if end <= credential.seen_at:
        yield f"it has ended at {format_instant(end)}"
    elif end <= credential.seen_at + notice.within and _waits_for_somebody(credential):
        yield f"it ends at {format_instant(end)}, within {within}, and nothing rotates it before"


def _waits_for_somebody(credential: Subject) -> bool:
    return credential.sees("rotation") and credential.get("rotation.before", Duration) is None
