"""Secrets leave as `***`: whoever handles one teaches it here, and every text that goes to a user passes through."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import SecretStr


class Redactor:
    """Knows the secrets of one run and takes them out of texts."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()

    def learn(self, *secrets: SecretStr | None) -> None:
        """Remember secrets; empty ones are none."""
        self._secrets |= {secret.get_secret_value() for secret in secrets if secret}

    def __call__(self, text: str) -> str:
        """`text` without any known secret."""
        for secret in self._longest_first():
            text = text.replace(secret, "***")
        return text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._secrets)} secrets)"

    def _longest_first(self) -> Iterable[str]:
        # A secret may be a part of another one.
        return sorted(self._secrets, key=len, reverse=True)
