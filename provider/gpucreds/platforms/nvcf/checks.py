"""What NVCF would swallow without a word, found before it is sent: each function says what is wrong, or None."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import get_args

from gpucreds.core.durations import format_duration
from gpucreds.core.spelling import did_you_mean, near
from gpucreds.platforms.nvcf.catalog import (
    BARE_ID,
    LONGEST_AUTHORIZATIONS,
    LONGEST_LIFE,
    REGISTRATIONS,
    RESOURCE_TYPES,
    SCOPES,
    Service,
    token_only,
)
from gpucreds.platforms.nvcf.policy import Policy

LONGEST_DESCRIPTION = 32
"""NVCF takes 64 characters, and the mark needs the rest."""
_DESCRIPTION = re.compile(r"[A-Za-z0-9_-](?:[A-Za-z0-9 _-]*[A-Za-z0-9_-])?")


def wrong_with_scopes(scopes: Sequence[str], service: Service, *, allow_unknown: bool) -> str | None:
    """None at all, or the first that no key can use, that belongs to another service, or that nobody knows."""
    if not scopes:
        return "would open nothing: write at least one scope"
    return next(filter(None, (_wrong_with_scope(scope, service, allow_unknown) for scope in scopes)), None)


def wrong_with_resources(pairs: Iterable[tuple[str, str]], service: Service) -> str | None:
    """The first type or id that means nothing to a service."""
    return next(filter(None, (_wrong_with_resource(kind, name, service) for kind, name in pairs)), None)


def wrong_with_size(policy: Policy, service: Service) -> str | None:
    """More than NVCF keeps for a key; an installation's own id for a service may take a little more."""
    size = policy.size(service, REGISTRATIONS[service].service_id)
    if size <= LONGEST_AUTHORIZATIONS:
        return None
    return (
        f"and resources take {size} characters, and NVCF keeps {LONGEST_AUTHORIZATIONS} for a key: "
        "write fewer, or declare several keys"
    )


def wrong_with_lifetime(length: timedelta) -> str | None:
    """More than NVCF allows."""
    if length <= LONGEST_LIFE:
        return None
    return f"{format_duration(length)} is longer than NVCF allows: write {format_duration(LONGEST_LIFE)} or less"


def wrong_with_description(text: str) -> str | None:
    """One that NVCF does not take, or that leaves no room for the mark."""
    if len(text) <= LONGEST_DESCRIPTION and _DESCRIPTION.fullmatch(text):
        return None
    return (
        f"{text!r} is not one that NVCF takes: write 1 to {LONGEST_DESCRIPTION} letters, digits, spaces, '_' and '-', "
        "no space at either end"
    )


def near_description(text: str) -> str:
    """The nearest that a program can write: `text` itself where it can, else as much of it as leaves room."""
    if wrong_with_description(text) is None:
        return text
    return " ".join(text.split())[:LONGEST_DESCRIPTION].strip() or "imported"


def wrong_with_owner(owner_id: str) -> str | None:
    """One that no header or path can carry."""
    plain = owner_id.isascii() and owner_id.isprintable() and "/" not in owner_id
    if plain and owner_id.strip() == owner_id != "":
        return None
    return f"{owner_id!r} is no owner id: write printable ASCII without '/', and no space at either end"


def _wrong_with_scope(scope: str, service: Service, allow_unknown: bool) -> str | None:
    if scope in SCOPES[service]:
        return None
    if token_only(scope):
        return f"{scope!r} works for an admin token only, never for a key: take it out"
    owners: list[Service] = [other for other in get_args(Service) if scope in SCOPES[other]]
    if owners:
        owner = owners[0]
        return f'{scope!r} is a scope of {owner}, not of {service}: take it out, or write service="{owner}"'
    if allow_unknown:
        return None
    unknown = f"{scope!r} is no scope of {service} that gpucreds knows: {did_you_mean(scope, SCOPES[service])}"
    return unknown if near(scope, SCOPES[service]) else f"{unknown}; if NVCF has it, write allowUnknownScopes"


def _wrong_with_resource(kind: str, name: str, service: Service) -> str | None:
    known = RESOURCE_TYPES.get(kind)
    if known is None:
        return f"{kind!r} is no type of resource: {did_you_mean(kind, RESOURCE_TYPES)}"
    if service not in known.services:
        services = " or ".join(f'service="{other}"' for other in sorted(known.services))
        return f"{kind!r} means nothing to {service}: write {services}"
    if known.ids.fullmatch(name):
        return None
    if kind == "function" and BARE_ID.fullmatch(name):
        return f"{name!r} alone opens nothing: write '{name}/*' for all its versions, or '{name}/<version id>'"
    return f"{name!r} is no id of {kind!r}: write {known.form}"
