"""A bearer token that is bought once and shared: by all threads, for all resources, until shortly before it ends."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import SecretStr

from gpucreds.core.clock import Clock
from gpucreds.core.errors import AnswerLost, LoginRefused, NotExecuted

T = TypeVar("T")

LONGEST_MARGIN = 30.0


class Bearer:
    """Logs in when a token is first needed, near its end, or refused; one log-in at a time."""

    def __init__(self, login: Callable[[], SecretStr], clock: Clock) -> None:
        self._login = login
        self._clock = clock
        self._lock = threading.Lock()
        self._token: SecretStr | None = None
        self._good_until = 0.0

    def use(self, call: Callable[[SecretStr], T]) -> T:
        """`call` with a token. A token that is refused is replaced once: a refused request was not executed."""
        token = self._get()
        try:
            return call(token)
        except LoginRefused:
            self._drop(token)
            another = self._get()
            if another == token:
                raise
        return call(another)

    def _get(self) -> SecretStr:
        with self._lock:
            if self._token is None or self._clock.monotonic() >= self._good_until:
                self._token = self._logged_in()
                self._good_until = self._clock.monotonic() + _usable_seconds(self._token)
            return self._token

    def _logged_in(self) -> SecretStr:
        try:
            return self._login()
        except AnswerLost as error:
            # What the token was for was not even sent.
            raise NotExecuted(error.problem, error.advice) from None

    def _drop(self, token: SecretStr) -> None:
        with self._lock:
            if self._token == token:
                self._token = None


def _usable_seconds(token: SecretStr) -> float:
    """The lifetime by the token's own claims, so a wrong local clock does no harm, less a margin."""
    claims = _claims(token.get_secret_value())
    try:
        lifetime = float(claims["exp"]) - float(claims["iat"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return float("inf")  # no readable end: until it is refused
    return lifetime - min(LONGEST_MARGIN, lifetime / 10)


def _claims(token: str) -> dict[str, Any]:
    # Only to learn the end; whether the signature is right is the platform's business.
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}
