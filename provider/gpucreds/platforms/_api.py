"""JSON over HTTP: the only module that speaks it. Time-outs, retries, redaction, and what each outcome means.

A request that is repeatable is sent again after anything that may pass; one that is not is sent again only when it was
certainly not executed. The wait obeys Retry-After. A status, whether of HTTP or of the body, becomes an error here and
is compared nowhere else.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
from pydantic import SecretStr
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from gpucreds.core.errors import (
    AnswerLost,
    ConfigurationError,
    Conflict,
    Forbidden,
    LoginRefused,
    NotExecuted,
    NotFound,
    NotServed,
    PlatformError,
    Rejected,
    Unrecognized,
)

if TYPE_CHECKING:
    from gpucreds.core.resource import Run
    from gpucreds.platforms.configuration import Configuration

Transport = httpx.BaseTransport

ATTEMPTS = 5
LONGEST_WAIT = 60.0
LONGEST_CONNECT = 5.0
_LONGEST_TEXT = 600


@dataclass(frozen=True)
class Said:
    """What a platform's body says: its own statuses, its text, and whether that means that an object does not exist.

    `own`: the part of the platform that knows the objects wrote it, not only a router in front of that.
    """

    statuses: Sequence[int]
    text: str
    missing: bool
    own: bool = False


class Api:
    """One platform's HTTP interface. `read_body` says what a JSON body of this platform means.

    `former_url`: another base URL of the same platform. `host`: the name by which a server at `base_url` knows it.
    `gated`: whatever stands in front of the platform may refuse a login in its own words, so a 401 or a 403 counts in
    any form.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        configuration: Configuration,
        run: Run,
        read_body: Callable[[Any], Said | None],
        transport: Transport | None = None,
        *,
        former_url: str | None = None,
        host: str | None = None,
        gated: bool = False,
    ) -> None:
        self._name = name
        url = _checked(name, base_url)
        self.endpoints = [_home(url, host), *([_checked(name, former_url)] if former_url else [])]
        """The base URLs under which the platform is reached, and was."""
        self._run = run
        self._read_body = read_body
        self._gated = gated
        timeout = configuration.timeout.total_seconds()
        self._http = httpx.Client(
            base_url=url,
            timeout=httpx.Timeout(timeout, connect=min(timeout, LONGEST_CONNECT)),
            verify=_trust(configuration),
            transport=transport,
            headers={"Accept": "application/json", **({"Host": host} if host else {})},
        )

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, object] | None = None,
        form: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        bearer: SecretStr | None = None,
        repeatable: bool,
        bodiless: bool = False,
        plain: bool = False,
        shortest_wait: float = 0.0,
    ) -> Any:  # noqa: ANN401 - JSON
        """The JSON document of a success; None for an empty one where it may be `bodiless`, text where `plain`.

        `body` is sent as JSON, `form` as a form. `shortest_wait`: seconds at least before a repetition. Raises the
        errors of PlatformError.
        """
        login = {"Authorization": f"Bearer {self._sendable(bearer)}"} if bearer else {}
        request = self._http.build_request(
            method,
            path,
            json=_revealed(body) if body is not None else None,
            data=_revealed(form) if form is not None else None,
            params=query,
            headers={**(headers or {}), **login},
        )
        passing = (NotExecuted, AnswerLost) if repeatable else (NotExecuted,)
        return Retrying(
            retry=retry_if_exception_type(passing),
            wait=lambda state: shortest_wait + _wait(state),
            stop=stop_after_attempt(ATTEMPTS),
            sleep=self._run.clock.sleep,
            reraise=True,
        )(self._once, request, bodiless, plain)

    def _once(self, request: httpx.Request, bodiless: bool, plain: bool) -> Any:  # noqa: ANN401 - JSON
        what = f"{self._name}: {request.method} {request.url.copy_with(query=None)}"
        try:
            response = self._http.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise NotExecuted(
                f"{what}: no connection ({self._clean(error)})", f"Check the endpoint of {self._name} and the network"
            ) from None
        except httpx.HTTPError as error:
            raise AnswerLost(
                f"{what}: the answer was lost ({self._clean(error) or type(error).__name__})", "Run the command again"
            ) from None
        if bodiless and response.is_success and not response.content:
            return None
        if plain and response.is_success and _json(response) is None and not response.text.lstrip().startswith("<"):
            return response.text
        return self._document(what, response)

    def _document(self, what: str, response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
        said = self._read_body(document := _json(response))
        if said is None and self._gated and response.status_code in _GATES:
            said = Said((), "", missing=False)
        if said is None:
            raise self._not_the_platform(what, response)
        bad = [status for status in (response.status_code, *said.statuses) if not httpx.codes.is_success(status)]
        if not bad:
            return document
        # A gateway may wrap a refused log-in into a failure of its own.
        status = 401 if 401 in bad else bad[0]  # noqa: PLR2004
        problem = f"{what} answered {status}: {self._clean(said.text or response.text)}"
        error = self._error(problem, status, said, response)
        error.words = self._run.redact(response.text)
        raise error

    def _error(self, problem: str, status: int, said: Said, response: httpx.Response) -> PlatformError:
        if status in _REFUSALS:
            return _REFUSALS[status](problem)
        if said.missing or (said.own and status == httpx.codes.NOT_FOUND):
            return NotFound(problem)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            return NotExecuted(problem, "Run the command again later", retry_after=_retry_after(response))
        if httpx.codes.is_server_error(status):
            return AnswerLost(problem, "Run the command again later", retry_after=_retry_after(response))
        if status in _NOT_SERVED:
            return NotServed(problem, f"Check the endpoint of {self._name}: nothing of that name is served there")
        return Rejected(problem)

    def _not_the_platform(self, what: str, response: httpx.Response) -> PlatformError:
        kind = response.headers.get("Content-Type", "no content type").partition(";")[0]
        problem = f"{what}: the answer is not {self._name}'s (HTTP {response.status_code}, {self._clean(kind)})"
        advice = f"Check the endpoint of {self._name}, and any proxy before it"
        nothing_there = response.is_success or response.status_code in _NOT_SERVED
        return Unrecognized(problem, advice) if nothing_there else AnswerLost(problem, advice)

    def _clean(self, text: object) -> str:
        """One short printable line without a secret: a platform's text must not write our logs."""
        redacted = self._run.redact(str(text))
        printable = "".join(character if character.isprintable() else " " for character in redacted)
        return printable[:_LONGEST_TEXT]

    def _sendable(self, bearer: SecretStr) -> str:
        token = bearer.get_secret_value()
        if not (token.isascii() and token.isprintable()):
            raise ConfigurationError(f"the bearer token for {self._name} has characters that no header can carry")
        return token


_NOT_SERVED = (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED)
_GATES: dict[int, type[PlatformError]] = {401: LoginRefused, 403: Forbidden}
_REFUSALS: dict[int, type[PlatformError]] = {**_GATES, 409: Conflict}

_backoff = wait_random_exponential(multiplier=0.5, max=8)


def _wait(state: RetryCallState) -> float:
    error = state.outcome and state.outcome.exception()
    asked = error.retry_after if isinstance(error, PlatformError) else None
    return min(asked, LONGEST_WAIT) if asked is not None else _backoff(state)


def _retry_after(response: httpx.Response) -> float | None:
    # The form that is a date is rare here, and the usual wait is a fair answer to it.
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() else None


def _json(response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None


def segment(text: str) -> str:
    """`text` as one part of a path, whatever is in it."""
    return quote(text, safe="")


def _revealed(body: Mapping[str, object]) -> dict[str, object]:
    return {key: value.get_secret_value() if isinstance(value, SecretStr) else value for key, value in body.items()}


def _checked(name: str, base_url: str) -> str:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if "@" in base_url:  # not shown: it may hold a password
        raise ConfigurationError(f"the endpoint of {name} names a user", "Leave user and password out of it")
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigurationError(
            f"the endpoint of {name} is not a URL: {base_url!r}",
            "Write scheme and host, for example https://platform.example.com",
        )
    return str(url).rstrip("/")  # one text for all spellings


def _home(url: str, host: str | None) -> str:
    # Behind one address there may be several platforms; the name tells which.
    return str(httpx.URL(url).copy_with(netloc=host.encode())).rstrip("/") if host else url


def _trust(configuration: Configuration) -> ssl.SSLContext | bool:
    if configuration.ca_bundle is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(configuration.ca_bundle))
    except OSError as error:
        raise ConfigurationError(
            f"gpucreds:caBundle: {configuration.ca_bundle} cannot be read as PEM ({error.strerror or error})",
            "Give the path of a PEM file with the authorities to trust",
        ) from None
