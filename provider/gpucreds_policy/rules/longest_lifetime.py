"""No credential lives longer than a team can bear to lose it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from gpucreds.core.durations import Duration, Instant, format_duration, format_instant
from gpucreds.core.planning import Grain
from gpucreds.resources.api_token import ApiToken
from gpucreds.resources.scoped_key import ScopedKey
from gpucreds_policy.rule import Parameters, resource_rule
from gpucreds_policy.subject import Subject

GRAINS: dict[str, Grain] = {resource.resource_type: resource.grain for resource in (ApiToken, ScopedKey)}


class Lifetime(Parameters):
    """How long is too long."""

    longest: Duration = timedelta(days=90)
    """The longest life of a credential, from its mint to its end. Default: `90d`."""


@resource_rule(
    "gpucreds-longest-lifetime",
    Lifetime,
    types=tuple(GRAINS),
    steps='Write a shorter ttl, and a rotation, so that nobody feels it: ttl="90d", rotation={"before": "14d"}.',
)
def longest_lifetime(credential: Subject, allowed: Lifetime) -> Iterator[str]:
    """A credential lives 90 days at most.

    What counts is the `ttl`, and the end that is planned: it is the program's own, or that of a generation which was
    minted before the `ttl` became shorter. What a platform adds because it counts in days or minutes is free.
    """
    ttl = credential.get("ttl", Duration)
    begin, end = credential.get("issuedAt", Instant), credential.get("expiresAt", Instant)
    longest = format_duration(allowed.longest)
    if ttl and ttl > allowed.longest:
        yield f"its ttl is {format_duration(ttl)}, and {longest} is the longest"
    elif begin and end and end > begin + allowed.longest + GRAINS[credential.type].value:
        yield f"it lives to {format_instant(end)}, longer than {longest} from its mint at {format_instant(begin)}"
