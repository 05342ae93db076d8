"""The emulator's own signature on its tokens: RS256, with one key for each process."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

_ALGORITHM = "RS256"
_GENERATING = Lock()

# Expiry follows the emulator's clock and not the machine's, so it is checked by who reads the claims.
_SIGNATURE_ONLY = {f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}


@cache
def _generate() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _key() -> rsa.RSAPrivateKey:
    with _GENERATING:  # `cache` alone would let two threads make a key each
        return _generate()


def sign(claims: dict[str, Any]) -> str:
    """A JWT whose header is exactly `alg` and `kid` (an empty `typ` makes PyJWT leave it out)."""
    return jwt.encode(claims, _key(), algorithm=_ALGORITHM, headers={"kid": "emulator", "typ": None})


def verified(token: str) -> dict[str, Any] | None:
    """The claims of a token that this process signed, else None. Nothing is said about its expiry."""
    try:
        return jwt.decode(token, _key().public_key(), algorithms=[_ALGORITHM], options=_SIGNATURE_ONLY)  # type: ignore[arg-type]
    except jwt.InvalidTokenError:
        return None
