"""What a test can turn (contract section 11): checks in front, the cache, and what other installations do otherwise."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from gpucreds_emulator.knob_form import KNOBS
from gpucreds_emulator.nvcf.assumptions import ADMIN_SCOPES


@dataclass(config=KNOBS)
class Knobs:
    """In JSON the names are in camelCase."""

    domain: str = ""
    """E6: with a domain, only requests for the host `api-keys.<domain>` are served; empty: all are."""

    require_bearer: bool = False
    """E1: whether every request needs an admin token of this life, not expired yet, as its bearer."""

    introspect_cache_seconds: Annotated[int, Field(ge=0)] = 60
    """How long the results of introspection and evaluation stay as they are; 0 turns the cache off."""

    error_media_type: Literal["application/problem+json", "application/json", ""] = "application/problem+json"
    """E2: the content type of errors; empty: they have none."""

    error_types: Literal["all", "urn", "none"] = "all"
    """E2: which errors have a `type`: all, only those of the service itself, or none."""

    slots_enforced: bool = True
    """E7: whether a key beyond the limit is refused."""

    lists_reversed: bool = False
    """E8: whether services come the other way round."""

    expired_keys_purged: bool = False
    """E11: whether keys are gone two days after their expiry."""

    token_issuer_fails: bool = False
    """E12: whether the admin token issuer answers 500 in plain text."""

    admin_token_bare: bool = False
    """E13: whether the answer is the bare token as text, and not an object like a key."""

    admin_token_status: Literal[200, 201] = 200
    """E13: the status of an admin token's answer."""

    admin_token_expires_at: bool = True
    """E13: whether the object has `expires_at`."""

    admin_token_scopes: tuple[str, ...] = ADMIN_SCOPES
    """E13: what an admin token may do."""

    older_events_service: bool = False
    """E14: whether the events service is the one of older installations, which no namespace leads to."""

    later_version: bool = False
    """E15: whether answers have members that nobody knows yet, and rules ending `.llm_allow` exist."""

    revoked_keys: tuple[str, ...] = ()
    """E15: the ids of keys whose status is REVOKED."""

    create_status: Literal[200, 201] = 200
    """The status of a created key's answer."""

    delete_status: Literal[200, 204] = 204
    """The status of a delete's answer."""
