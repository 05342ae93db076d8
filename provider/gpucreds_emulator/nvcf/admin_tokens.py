"""The admin tokens: JWTs that live 12 hours (contract section 10, E13).

The issuer keeps nothing of them. The emulator keeps hashes, for the check that a knob puts in front of it (E1).
"""

from __future__ import annotations

import json
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from gpucreds_emulator.nvcf.assumptions import JWT_HEADER, SIGNATURE_BYTES
from gpucreds_emulator.nvcf.instant import SECOND
from gpucreds_emulator.nvcf.key_format import encoded

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.instant import Instant

LIFETIME = 12 * 3600
_CLIENT = "ncp"


class AdminTokens:
    """Those given out in this life."""

    def __init__(self) -> None:
        self._expiry: dict[str, int] = {}

    def issue(self, issued: int, scopes: tuple[str, ...]) -> str:
        """A new token, as of a second since 1970."""
        claims = {
            "iss": "http://api.nvcf.svc.cluster.local",
            "sub": _CLIENT,
            "azp": _CLIENT,
            "aud": [_CLIENT, "s:api"],
            "scopes": list(scopes),
            "iat": issued,
            "nbf": issued,
            "exp": issued + LIFETIME,
            "jti": str(uuid4()),
        }
        token = f"{_part(JWT_HEADER)}.{_part(claims)}.{encoded(secrets.token_bytes(SIGNATURE_BYTES))}"
        self._expiry[_hash(token)] = issued + LIFETIME
        return token

    def opens(self, token: str, now: Instant) -> bool:
        """Whether it is one of these and not expired."""
        return now < self._expiry.get(_hash(token), 0) * SECOND


def _part(content: dict[str, Any]) -> str:
    return encoded(json.dumps(content, separators=(",", ":")).encode())


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
