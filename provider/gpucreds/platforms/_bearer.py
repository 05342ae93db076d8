"""A bearer token that is bought once and shared: by all threads, for all resources, until shortly before it ends."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import SecretStr

from gpucreds.core.clock import Clock
from gpucreds.core.errors import AnswerLost, LoginRefused, NotExecuted

T = TypeVar("T")

NEVER = float("inf")


@dataclass(frozen=True)
class Token:
    """A bearer token, and the seconds from now that it is good for; NEVER ends by itself, only by being refused."""

    value: SecretStr
    lifetime: float = NEVER


@dataclass(frozen=True)
class Margin:
    """How long before its end a token is replaced: so many seconds, but no more than that part of its lifetime."""

    seconds: float = 30.0
    part: float = 0.1

    def usable(self, lifetime: float) -> float:
        """The seconds that a token is used."""
        return lifetime - min(self.seconds, lifetime * self.part)


class Bearer:
    """Logs in when a token is first needed, near its end, or refused; one log-in at a time."""

    def __init__(self, login: Callable[[], Token], clock: Clock, margin: Margin = Margin()) -> None:
        self._login = login
        self._clock = clock
        self._margin = margin
        self._lock = threading.Lock()
        self._token: SecretStr | None = None
        self._good_until = 0.0

    def use(self, call: Callable[[SecretStr], T]) -> T:
        """`call` with a token. A token that is refused is replaced once: a refused request was not executed."""
        token = self.get()
        try:
            return call(token)
        except LoginRefused:
            self._drop(token)
            another = self.get()
            if another == token:
                raise
        return call(another)

    def get(self) -> SecretStr:
        """The token of the moment."""
        with self._lock:
            if self._token is None or self._clock.monotonic() >= self._good_until:
                bought = self._logged_in()
                self._token = bought.value
                self._good_until = self._clock.monotonic() + self._margin.usable(bought.lifetime)
            return self._token

    def _logged_in(self) -> Token:
        try:
            return self._login()
        except AnswerLost as error:
            # What the token was for was not even sent.
            raise NotExecuted(error.problem, error.advice) from None

    def _drop(self, token: SecretStr) -> None:
        with self._lock:
            if self._token == token:
                self._token = None


def lifetime(token: SecretStr) -> float:
    """The lifetime by the token's own claims, so a wrong local clock does no harm."""
    told = claims(token)
    try:
        return float(told["exp"]) - float(told["iat"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return NEVER


def claims(token: SecretStr) -> dict[str, Any]:
    """What a JWT says, none where it is no JWT. Whether the signature is right is the platform's business."""
    try:
        payload = token.get_secret_value().split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
