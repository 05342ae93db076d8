"""The value of a key: prefix, 32 random bytes and a check part (contract section 7)."""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from gpucreds_emulator.nvcf.problems import bad_request

BODY_BYTES = 32
_BODY = 43
_CHECK = 21


@dataclass(frozen=True)
class KeyFormat:
    """What one installation's keys look like, and how it knows them again by their hash."""

    prefix: str
    data_key: bytes = field(repr=False)

    def new(self) -> str:
        """A value that never was."""
        return self.value(secrets.token_bytes(BODY_BYTES))

    def value(self, body: bytes) -> str:
        """The value made of these bytes."""
        return self.prefix + encoded(body) + self._hash(body)[:_CHECK]

    def mask(self, value: str) -> str:
        """What may be seen of a value after its creation."""
        return f"{self.prefix}{'*' * 10}{value[-3:]}"

    def hash_of(self, value: str | None) -> str:
        """The hash under which the key is kept, if it is one of this installation."""
        if not value:
            raise bad_request("api key empty")
        found = re.fullmatch(rf"{re.escape(self.prefix)}([A-Za-z0-9_-]{{{_BODY}}})([A-Za-z0-9_-]{{{_CHECK}}})", value)
        if not found:
            raise bad_request("api key format invalid")
        whole = self._hash(urlsafe_b64decode(f"{found[1]}="))
        if not hmac.compare_digest(whole[:_CHECK], found[2]):
            raise bad_request("Invalid key")
        return whole

    def _hash(self, body: bytes) -> str:
        return encoded(hmac.digest(self.data_key, body, "sha3_256"))


def encoded(content: bytes) -> str:
    """In base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()
