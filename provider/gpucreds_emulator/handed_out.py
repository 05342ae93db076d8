"""Every secret that the platforms gave out, so that a test can look for them wherever they must not stand.

They are taken from the answers themselves, by the names that the contracts have for secrets, and not where they are
made: whatever path gave it, it passed the one place that all answers pass. They are kept in memory, and no control API
shows them.
"""

from __future__ import annotations

import dataclasses
import re
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response

SECRET_NAMES = frozenset(
    {
        "apiKey",
        "token",
        "kubeConfig",
        "secret",
        "clientSecret",
        "tempPassword",
        "accessToken",
        "access_token",
        "refreshToken",
        "refresh_token",
        "idToken",
        "id_token",
        "value",
    }
)
"""What the contracts call a secret in an answer. A name of a new route that is missing here fails a test."""

_BARE_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_TOKEN_WITHIN = re.compile(r"^ *token: (\S+)$", re.MULTILINE)
_MASK = "*"


class HandedOut:
    """What was given out since start or reset. It only grows: what a platform forgets was given out all the same."""

    def __init__(self) -> None:
        self._kinds: dict[str, str] = {}
        self._lock = Lock()

    def learn(self, platform: str, response: Response) -> None:
        """Remember the secrets in an answer."""
        with self._lock:
            self._kinds |= {secret: f"{platform} {name}" for name, secret in _secrets(response)}

    def kinds(self) -> dict[str, str]:
        """A copy: what each secret is called, by secret."""
        with self._lock:
            return dict(self._kinds)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kinds.clear()


def seeded(platform: str, seed: object) -> dict[str, str]:
    """The secrets that a client can begin with: the texts of a seed that its repr leaves out."""
    hidden = [field.name for field in dataclasses.fields(seed) if not field.repr]  # type: ignore[arg-type]
    found = {name: getattr(seed, name) for name in hidden}
    return {value: f"{platform} login {name}" for name, value in found.items() if isinstance(value, str)}


def _secrets(response: Response) -> Iterator[tuple[str, str]]:
    if not response.is_json:
        text = response.get_data(as_text=True)
        yield from [("bare token", text)] if _BARE_TOKEN.fullmatch(text) else []
        return
    for name, text in _texts("", response.get_json(silent=True)):
        if name in SECRET_NAMES and text and _MASK not in text:
            yield name, text
            yield from ((f"token in {name}", found) for found in _TOKEN_WITHIN.findall(text))


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  JSON of any form
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(key, part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(name, part)
