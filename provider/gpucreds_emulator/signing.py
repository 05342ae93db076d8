"""The emulator's own signature on its tokens: RS256, with one key for each process."""

from __future__ import annotations

import json
from functools import cache
from threading import Lock
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

_ALGORITHM = "RS256"
_GENERATING = Lock()

# Expiry follows the emulator's clock and not the machine's, so it is checked by who reads the claims.
_SIGNATURE_ONLY = {f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}

_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in ">?~\x7f"}


@cache
def _generate() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _key() -> rsa.RSAPrivateKey:
    with _GENERATING:  # `cache` alone would let two threads make a key each
        return _generate()


class _Plain(json.JSONEncoder):
    """JSON whose base64 is the same in both alphabets: ASCII with four characters escaped, all of them in texts."""

    def encode(self, value: Any) -> str:  # noqa: ANN401  whatever JSON can be
        return super().encode(value).translate(_ESCAPED)


def sign(claims: dict[str, Any]) -> str:
    """A JWT whose header is exactly `alg` and `kid` (an empty `typ` makes PyJWT leave it out).

    Clients in use decode the claims with the standard alphabet of base64, so neither `-` nor `_` is in them.
    """
    headers = {"kid": "emulator", "typ": None}
    return jwt.encode(claims, _key(), algorithm=_ALGORITHM, headers=headers, json_encoder=_Plain)


def verified(token: str) -> dict[str, Any] | None:
    """The claims of a token that this process signed, else None. Nothing is said about its expiry."""
    try:
        return jwt.decode(token, _key().public_key(), algorithms=[_ALGORITHM], options=_SIGNATURE_ONLY)  # type: ignore[arg-type]
    except jwt.InvalidTokenError:
        return None
