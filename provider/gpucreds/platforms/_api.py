"""JSON over HTTP: the only module that speaks it. Limits, retries, redaction, and what each outcome means.

A request that is repeatable is sent again after anything that may pass; one that is not is sent again only when it was
certainly not executed. The wait obeys Retry-After. A status, whether of HTTP or of the body, becomes an error here and
is compared nowhere else. A login goes to the configured endpoint and to nobody else: no redirect is followed, no cookie
kept and no .netrc read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

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
)
from gpucreds.platforms._answer import Answer, Said
from gpucreds.platforms._command_line import without_command_line
from gpucreds.platforms._deadline import Deadline, time_connections
from gpucreds.platforms._in_clear import InClear
from gpucreds.platforms._limiter import Limiter, NoneFree, Turn
from gpucreds.platforms._observed import Observed
from gpucreds.platforms._packing import PACKINGS, Unusable, whole
from gpucreds.platforms._problems import Problems
from gpucreds.platforms._request import headers_of, revealed, secrets_of, segment
from gpucreds.platforms._retries import ATTEMPTS, repeated
from gpucreds.platforms._slots import Slots
from gpucreds.platforms._trust import no_connection, trust

with without_command_line():
    import httpx

if TYPE_CHECKING:
    from gpucreds.core.resource import Run
    from gpucreds.platforms.configuration import Configuration

__all__ = ["ATTEMPTS", "Api", "Said", "Transport", "segment"]

Transport = httpx.BaseTransport

LONGEST_CONNECT = 5.0
SILENCES = 4
"""How many time-outs one exchange may take from its first byte to its last; each is the longest silence in it."""
CONNECTIONS = 64
_ALWAYS = {"Accept": "application/json", "Accept-Encoding": ", ".join(PACKINGS)}


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
        self.observed = Observed()
        """What the last answer showed beside its content."""
        self._run = run
        self._read_body = read_body
        # Who limits the requests stands before the platform, and has words of his own too.
        self._gates = {httpx.codes.TOO_MANY_REQUESTS, *(_GATES if gated else ())}
        self._problems = Problems(name, run.redact)
        timeout = configuration.timeout.total_seconds()
        self._deadline = Deadline(run.clock, SILENCES * timeout)
        client = partial(
            _client,
            self._deadline,
            transport=transport,
            base_url=url,
            verify=trust(configuration) if transport is None else True,
            timeout=httpx.Timeout(timeout, connect=min(timeout, LONGEST_CONNECT)),
            headers={**_ALWAYS, **({"Host": host} if host else {})},
        )
        # httpx may close a connection that another thread has just begun to use, so each thread has a client to itself.
        self._clients = Slots(client)
        self._limiter = Limiter(run.clock, CONNECTIONS, patience=SILENCES * timeout)
        self._in_clear = InClear(name, url) if transport is None else None

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

        `body` is sent as JSON, `form` as a form. `shortest_wait`: seconds at least before a repetition, where a 429
        speaks of this one object. Raises the errors of PlatformError.
        """
        # A key of the state, which nobody has made in this run, may come back in an answer too.
        self._run.redact.learn(bearer, *secrets_of(body), *secrets_of(form))
        request = self._clients.made[0].build_request(
            method,
            path,
            json=revealed(body),
            data=revealed(form),
            params=query,
            headers=headers_of(self._name, headers or {}, bearer),
        )
        if self._in_clear:
            self._in_clear.warn(self._run)
        passing = (NotExecuted, AnswerLost) if repeatable else (NotExecuted,)
        turn = self._limiter.turn(own=shortest_wait > 0)
        once = partial(self._once, turn, request, bodiless, plain)
        return repeated(once, passing, turn, self._run.clock, shortest_wait)

    def close(self) -> None:
        """Hang up."""
        for client in self._clients.made:
            client.close()

    def _once(self, turn: Turn, request: httpx.Request, bodiless: bool, plain: bool) -> Any:  # noqa: ANN401 - JSON
        what = f"{self._name}: {request.method} {request.url.copy_with(query=None)}"
        try:
            with self._limiter.sending(turn):
                answer = self._exchange(what, request)
                with turn.answered():
                    return self._read(what, answer, bodiless, plain)
        except NoneFree as error:
            failure = self._broken(what, error)
        raise failure

    def _read(self, what: str, answer: Answer, bodiless: bool, plain: bool) -> Any:  # noqa: ANN401 - JSON
        document = answer.document()
        if httpx.codes.is_success(answer.status):
            if bodiless and not answer.body:
                return None
            if plain and document is None and not answer.is_page:
                return answer.text
        return self._understood(what, answer, document)

    def _exchange(self, what: str, request: httpx.Request) -> Answer:
        self._deadline.begin()
        try:
            return self._received(what, request)
        except httpx.HTTPError as error:
            failure = self._broken(what, error)
        # Raised out here, the error holds no other one, whose request would hold the login.
        raise failure

    def _received(self, what: str, request: httpx.Request) -> Answer:
        sent = self._run.clock.now()
        with self._clients.one() as client, closing(client.send(request, stream=True)) as response:
            self.observed.see(sent, self._run.clock.now(), response.headers, response.extensions.get("network_stream"))
            body = self._body(what, response)
        return Answer(response.status_code, response.headers, body, response.extensions.get(_REDIRECT))

    def _body(self, what: str, response: httpx.Response) -> bytes:
        try:
            return whole(response.headers.get_list("Content-Encoding", split_commas=True), response.iter_bytes())
        except Unusable as why:
            raise self._problems.unusable(what, why) from None

    def _broken(self, what: str, error: httpx.HTTPError | NoneFree) -> PlatformError:
        if isinstance(error, _NEVER_SENT):
            return no_connection(f"{what}: no connection ({self._problems.clean(error)})", error, self._name)
        return self._problems.lost(what, error)

    def _understood(self, what: str, answer: Answer, document: Any) -> Any:  # noqa: ANN401 - JSON
        if answer.redirect is not None:
            raise self._problems.sent_away(what, answer.status, answer.redirect)
        said = self._read_body(document)
        if said is None and answer.status in self._gates:
            said = Said((), "", missing=False)
        if said is None:
            nothing_there = httpx.codes.is_success(answer.status) or answer.status in _NOT_SERVED
            raise self._problems.not_the_platform(what, answer, nothing_there=nothing_there)
        bad = [status for status in (answer.status, *said.statuses) if not httpx.codes.is_success(status)]
        if not bad:
            return document
        # A gateway may wrap a refused log-in into a failure of its own.
        status = 401 if 401 in bad else bad[0]  # noqa: PLR2004
        problem = f"{what} answered {status}: {self._problems.clean(said.text or answer.text)}"
        error = self._error(problem, status, said, answer)
        error.words = self._run.redact(answer.text)
        raise error

    def _error(self, problem: str, status: int, said: Said, answer: Answer) -> PlatformError:
        if status in _REFUSALS:
            return _REFUSALS[status](problem)
        if said.missing or (said.own and status == httpx.codes.NOT_FOUND):
            return NotFound(problem)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            return NotExecuted(problem, "Run the command again later", retry_after=answer.retry_after())
        if httpx.codes.is_server_error(status):
            return AnswerLost(problem, "Run the command again later", retry_after=answer.retry_after())
        if status in _NOT_SERVED:
            return NotServed(problem, f"Check the endpoint of {self._name}: nothing of that name is served there")
        return Rejected(problem)


_REDIRECT = "gpucreds.redirect"
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    NoneFree,
)
_NOT_SERVED = (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED)
_GATES: dict[int, type[PlatformError]] = {401: LoginRefused, 403: Forbidden}
_REFUSALS: dict[int, type[PlatformError]] = {**_GATES, 409: Conflict}


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


def _client(deadline: Deadline, **how: Any) -> httpx.Client:  # noqa: ANN401 - as httpx.Client takes them
    try:
        client = httpx.Client(
            follow_redirects=False,
            # A session would let what logged in first speak for whatever comes after it.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            event_hooks={"response": [_keep_redirect]},
            **how,
        )
    except (ImportError, ValueError, httpx.InvalidURL):
        pass  # not shown: the address of a proxy may hold a password
    else:
        time_connections(client, deadline)
        return client
    raise ConfigurationError(
        "the proxy that the environment names cannot be used",
        "Write HTTP_PROXY, HTTPS_PROXY and ALL_PROXY as http://host:port (SOCKS needs the package socksio), and "
        "NO_PROXY as names and addresses without brackets",
    )


def _keep_redirect(response: httpx.Response) -> None:
    # httpx builds the next request where it sees a Location, also when nobody wants it sent.
    target = response.headers.pop("Location", None)
    if response.is_redirect and target:
        response.extensions[_REDIRECT] = target
