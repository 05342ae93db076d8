"""What goes into a request: parts of a path, headers, and secrets in clear."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from pydantic import SecretStr

from gpucreds.core.errors import ConfigurationError, Refused


def segment(text: str) -> str:
    """`text` as one part of a path, whatever is in it. Raises Refused for what cannot be one."""
    # Clients and servers take these, quoted or not, for another path: the list's, or its parent's.
    if text in ("", ".", "..") or any("\ud800" <= character <= "\udfff" for character in text):
        raise Refused(f"the id {text!r} would lead to another object", "Run `pulumi refresh`, or repair the state")
    return quote(text, safe="")


def headers_of(platform: str, headers: Mapping[str, str], bearer: SecretStr | None) -> dict[str, str]:
    """The headers of a request. Raises ConfigurationError for what none can carry; a bearer is not shown then."""
    for name, value in headers.items():
        if not _sendable(value):
            raise ConfigurationError(f"{name} for {platform} has characters that no header can carry: {value!a:.200}")
    if not bearer:
        return dict(headers)
    token = bearer.get_secret_value()
    if not _sendable(token):
        raise ConfigurationError(f"the bearer token for {platform} has characters that no header can carry")
    return {**headers, "Authorization": f"Bearer {token}"}


def _sendable(value: str) -> bool:
    return value.isascii() and value.isprintable() and value == value.strip()


def revealed(body: Mapping[str, object] | None) -> dict[str, object] | None:
    """A body with its secrets in clear."""
    if body is None:
        return None
    return {key: value.get_secret_value() if isinstance(value, SecretStr) else value for key, value in body.items()}


def secrets_of(body: Mapping[str, object] | None) -> list[SecretStr]:
    """The secrets in a body."""
    return [value for value in (body or {}).values() if isinstance(value, SecretStr)]
