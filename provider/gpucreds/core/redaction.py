"""Secrets leave as `***`: whoever handles one teaches it here, and every text that goes to a user passes through."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from pydantic import SecretStr

_SHAPES = re.compile(r"\bnvapi-[\w-]{16,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)
"""What is a secret whoever made it, NVIDIA's keys and JWTs: a failed create may quote one that nobody has seen yet."""


def spellings(plain: str) -> set[str]:
    """A text as it is, and as JSON, JSON within JSON, URLs and forms write it."""
    quoted = json.dumps(plain)[1:-1]
    return {
        *(plain, quoted, json.dumps(quoted)[1:-1]),
        *(quote(plain, safe="", errors="replace"), quote_plus(plain, errors="replace")),
    }


class Redactor:
    """Knows the secrets of one run and takes them out of texts."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()

    def learn(self, *secrets: SecretStr | None) -> None:
        """Remember secrets, also as JSON, JSON within JSON, URLs and forms write them; empty ones are none."""
        for secret in filter(None, secrets):
            self._secrets |= spellings(secret.get_secret_value())

    def __call__(self, text: str) -> str:
        """`text` without any known secret."""
        for secret in self._longest_first():
            text = text.replace(secret, "***")
        return _SHAPES.sub("***", text)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def _longest_first(self) -> Iterable[str]:
        # A secret may be a part of another one.
        return sorted(self._secrets, key=len, reverse=True)
