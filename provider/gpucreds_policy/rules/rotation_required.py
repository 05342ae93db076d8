"""What nobody rotates ends some day with nobody there, or is given a life that is too long to lose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from gpucreds.core.credential import CredentialInputs
from gpucreds.core.durations import Duration, Instant, format_duration
from gpucreds.core.planning import Grain, Terms
from gpucreds_policy.rule import Parameters, resource_rule
from gpucreds_policy.subject import Subject

TOKEN, KEY, APPLICATION = "egs:ApiToken", "nvcf:ScopedKey", "runai:Application"


class Rotations(Parameters):
    """What a rotation has to be like."""

    minimum_before: Duration = timedelta(days=3)
    """How long before its end a credential is rotated at the least: how many days may bring no `pulumi up`.

    Default: `3d`.
    """
    minimum_overlap: Duration = timedelta(days=1)
    """How long the old and the new credential both work at the least, on EGS and NVCF. Default: `1d`."""
    longest: Duration = timedelta(days=90)
    """The greatest age of the secret of a `runai.Application`. Default: `90d`."""
    fixed_ends: bool = False
    """Whether what has a fixed end, by `expires_on` or `expires_at`, may go without: it cannot have `before`.

    Default: `false`.
    """


@resource_rule(
    "gpucreds-rotation-required",
    Rotations,
    types=(TOKEN, KEY, APPLICATION),
    steps='Write ttl="90d", rotation={"before": "14d", "overlap": "2d"}; '
    'for a runai.Application rotation={"every": "30d"}.',
)
def rotation_required(credential: Subject, demanded: Rotations) -> Iterator[str]:
    """A credential that ends is rotated days before its end, with an overlap; the secret of an application by its age.

    A `rotation` that has only a `trigger` is none: somebody has to think of it. A fixed end has no window, so that it
    is refused, unless `fixedEnds` allows it.
    """
    if not all(map(credential.sees, ("rotation", "expiresOn", "expiresAt"))):
        return
    if credential.type == APPLICATION:
        yield from _by_age(credential, demanded)
    else:
        yield from _before_the_end(credential, demanded)
        yield from _with_overlap(credential, demanded)


def _by_age(application: Subject, demanded: Rotations) -> Iterator[str]:
    every = application.get("rotation.every", Duration)
    if every is None:
        yield "its secret is never made anew: rotation.every is not set"
    elif every > demanded.longest:
        yield f"its secret lives {format_duration(every)}, and {format_duration(demanded.longest)} is the longest"


def _before_the_end(credential: Subject, demanded: Rotations) -> Iterator[str]:
    before, least = credential.get("rotation.before", Duration), demanded.minimum_before
    if before is not None:
        if before < least:
            yield f"it is rotated {format_duration(before)} before its end, and {format_duration(least)} is the least"
    elif not _has_fixed_end(credential):
        yield "nothing rotates it before its end: rotation.before is not set"
    elif not demanded.fixed_ends:
        yield "nothing rotates it before its fixed end: only what has a ttl can have rotation.before"


def _with_overlap(credential: Subject, demanded: Rotations) -> Iterator[str]:
    before, overlap = credential.get("rotation.before", Duration), credential.get("rotation.overlap", Duration)
    length, least = Terms(before=before, overlap=overlap).effective_overlap(), demanded.minimum_overlap
    if length < least:
        short = format_duration(length)
        yield f"the old one works for {short} after a rotation, and {format_duration(least)} is the least"


def _has_fixed_end(credential: Subject) -> bool:
    """Whether the program gives the end. For an NVCF key a state keeps it where it keeps a planned one."""
    if credential.type == TOKEN:
        return "expiresOn" in credential.properties
    begin, end = credential.get("issuedAt", Instant), credential.get("expiresAt", Instant)
    if "ttl" in credential.properties or begin is None or end is None:
        return False
    beyond: timedelta = abs(end - begin - CredentialInputs.default_ttl)
    return beyond > Grain.MINUTE.value
