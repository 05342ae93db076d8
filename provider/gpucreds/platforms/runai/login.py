"""Logging in: whatever grant and token endpoint the control plane has, found by trying and then remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from gpucreds.core.errors import (
    AnswerLost,
    Conflict,
    Forbidden,
    LoginRefused,
    NotFound,
    NotServed,
    PlatformError,
    Rejected,
)
from gpucreds.platforms._bearer import NEVER, Token, claims, lifetime
from gpucreds.platforms.configuration import needed
from gpucreds.platforms.runai.missing import MISSING

if TYPE_CHECKING:
    from gpucreds.core.resource import Run
    from gpucreds.platforms._api import Api
    from gpucreds.platforms.configuration import Configuration

UNSAID_LIFETIME = 300.0
"""Seconds that a token is used where neither the answer nor the token says when it ends."""

_REFUSED = (LoginRefused, Forbidden, NotFound, Conflict, Rejected)
"""Every refusal of a log-in; none may pass for what the call itself was told, such as that an object is gone."""
_NO_LOGIN = (NotFound, NotServed)
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Credentials:
    """A login of the configuration: its names on the wire, by grant."""

    identity: str
    """The client id or the user name."""
    secret: SecretStr
    form: Mapping[str, object]
    """For the token endpoint of 2.24 and later."""
    legacy: tuple[Mapping[str, object], ...]
    """For the one before, in the order of trying."""
    advice: str


def credentials(configuration: Configuration) -> Credentials:
    """The client of the configuration, else its user. Raises ConfigurationError where neither is whole."""
    client_id, client_secret = configuration.runai_client_id, configuration.runai_client_secret
    username, password = configuration.runai_username, configuration.runai_password
    if client_id and client_secret:
        return _client(client_id, client_secret)
    if username and password:
        return _user(username, password, configuration.runai_user_client_id)
    if client_id or client_secret:
        needed(client_id, "runai_client_id")
        needed(client_secret, "runai_client_secret", secret=True)
    if username or password:
        needed(username, "runai_username")
        needed(password, "runai_password", secret=True)
    return needed(None, "runai_client_id", "runai_username")


def _client(client_id: str, secret: SecretStr) -> Credentials:
    return Credentials(
        identity=client_id,
        secret=secret,
        form={"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret},
        legacy=(
            {"grantType": "client_credentials", "clientID": client_id, "clientSecret": secret},
            {"grantType": "app_token", "appID": client_id, "appSecret": secret},
        ),
        advice="Check gpucreds:runaiClientId and gpucreds:runaiClientSecret (RUNAI_CLIENT_ID, RUNAI_CLIENT_SECRET)",
    )


def _user(username: str, password: SecretStr, client_id: str) -> Credentials:
    named = client_id != "none"
    login = {"username": username, "password": password}
    return Credentials(
        identity=username,
        secret=password,
        form={"grant_type": "password", **({"client_id": client_id} if named else {}), **login},
        legacy=({"grantType": "password", **({"clientID": client_id} if named else {}), **login},),
        advice="Check gpucreds:runaiUsername and gpucreds:runaiPassword (RUNAI_USERNAME, RUNAI_PASSWORD)",
    )


class Login:
    """Buys tokens with the credentials of the configuration."""

    def __init__(self, api: Api, credentials: Credentials, run: Run) -> None:
        self._api = api
        self._run = run
        self._way: Callable[[], Token] | None = None
        self.credentials = credentials
        run.redact.learn(credentials.secret)

    def __call__(self) -> Token:
        """A new token. Raises LoginRefused in whatever way the control plane refuses."""
        try:
            return self._way() if self._way else self._find_way()
        except _REFUSED as error:
            raise LoginRefused(error.problem, self.credentials.advice) from None

    @property
    def is_newer(self) -> bool:
        """Whether the newer token endpoint has taken the log-in."""
        return self._way == self._v2

    def takes(self, client_id: str, secret: SecretStr) -> bool:
        """Whether the control plane takes the secret of another client."""
        try:
            Login(self._api, _client(client_id, secret), self._run)()
        except LoginRefused:
            return False
        return True

    def _find_way(self) -> Token:
        try:
            return self._remember(self._v2)
        except MISSING:
            return self._find_legacy_way()

    def _find_legacy_way(self) -> Token:
        failures: list[PlatformError] = []
        for body in self.credentials.legacy:
            try:
                return self._remember(partial(self._v1, body))
            except (*_REFUSED, AnswerLost) as error:
                failures.append(error)
        if all(isinstance(failure, _NO_LOGIN) for failure in failures):
            problem = f"Run:ai serves no log-in: {failures[0].problem}"
            raise PlatformError(problem, "Check gpucreds:runaiEndpoint: it is the base URL, without /api")
        raise next((failure for failure in failures if isinstance(failure, _REFUSED)), failures[0])

    def _remember(self, way: Callable[[], Token]) -> Token:
        token = way()
        self._way = way
        return token

    def _v2(self) -> Token:
        answer = self._api.send("POST", "/api/v2/token", form=self.credentials.form, repeatable=True)
        return self._token(answer, "access_token", "expires_in")

    def _v1(self, body: Mapping[str, object]) -> Token:
        answer = self._api.send("POST", "/api/v1/token", body=body, repeatable=True)
        return self._token(answer, "accessToken", "expiresIn")

    def _token(self, answer: Answer, name: str, seconds: str) -> Token:
        text = answer.get(name) if isinstance(answer, dict) else None
        if not isinstance(text, str) or not text:
            raise AnswerLost(f"Run:ai answered a log-in without {name!r}", "Run the command again")
        value = SecretStr(text)
        self._run.redact.learn(value)
        said = answer.get(seconds)
        return Token(value, float(said) if isinstance(said, (int, float)) else self._by_claims(value))

    def _by_claims(self, value: SecretStr) -> float:
        whole = lifetime(value)
        if whole != NEVER:
            return whole
        end = claims(value).get("exp")
        return float(end) - self._run.clock.now().timestamp() if isinstance(end, (int, float)) else UNSAID_LIFETIME
