"""One emulator and the runs of a provider against it, in process: no port, no waiting, one clock for both."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import httpx

from gpucreds.core.errors import Cancelled
from gpucreds.core.hub import Hub
from gpucreds.core.planning import Ask
from gpucreds.core.resource import Run
from gpucreds.doors.run import Opened
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from gpucreds.resources import RESOURCES
from gpucreds_emulator import Clock, Emulator

STACK = "5747ac00"
"""The identity of the one stack."""
BEGIN = datetime(2026, 3, 10, 12, 0, 5, tzinfo=timezone.utc)


@dataclass
class TestClock:
    """The emulator's date for plans, and waiting that takes the emulator's time and none of ours."""

    __test__ = False
    emulator: Emulator
    waited: float = 0.0
    cancelled: bool = False

    def now(self) -> datetime:
        return self.emulator.clock.now()

    def monotonic(self) -> float:
        return self.waited

    def cancel(self) -> None:
        self.cancelled = True

    def sleep(self, seconds: float) -> None:
        if self.cancelled:
            raise Cancelled("the command was cancelled", "Run it again")
        self.waited += seconds
        self.emulator.clock.advance(timedelta(seconds=seconds))


class Line(httpx.BaseTransport):
    """The wire to the emulator: what a socket would make of a dropped connection or a time-out, without a socket."""

    def __init__(self, app: object) -> None:
        self._app = httpx.WSGITransport(app=app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with _as_on_a_socket(request):
            response = self._app.handle_request(request)
        return httpx.Response(response.status_code, headers=response.headers, stream=Body(response.stream, request))


class Body(httpx.SyncByteStream):
    """An answer's body, which may break off too."""

    def __init__(self, stream: httpx.SyncByteStream, request: httpx.Request) -> None:
        self._stream = stream
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        with _as_on_a_socket(self._request):
            yield from self._stream


@contextlib.contextmanager
def _as_on_a_socket(request: httpx.Request) -> Iterator[None]:
    try:
        yield
    except ConnectionRefusedError as error:
        raise httpx.ConnectError(str(error), request=request) from error
    except ConnectionError as error:
        raise httpx.RemoteProtocolError(str(error), request=request) from error
    except TimeoutError as error:
        raise httpx.ReadTimeout(str(error), request=request) from error


class Killed(BaseException):
    """The process of the provider is gone: nothing in it has another word."""


@dataclass
class Death:
    """The end of a provider's process at one of its requests: when the platform has done the work, or just before."""

    requests_left: int
    committed: bool
    struck: bool = False

    def strike(self, send: Callable[[], httpx.Response]) -> None:
        """Die if it is time to. `send` brings the request to the platform."""
        self.requests_left -= 1
        if self.requests_left < 0:
            self.struck = True
            if self.committed:
                send()
            raise Killed


class Lines(httpx.BaseTransport):
    """The lines to all platforms, by host, for as long as the process lives."""

    def __init__(self, platforms: Mapping[str, object], death: Death | None = None) -> None:
        self._lines = {host: Line(platform) for host, platform in platforms.items()}
        self._death = death

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        line = self._lines[request.url.host]
        if self._death:
            self._death.strike(lambda: line.handle_request(request))
        return line.handle_request(request)


@dataclass
class World:
    """Everything a test needs: the platforms, and a new run of the provider whenever it asks for one."""

    emulator: Emulator = field(default_factory=lambda: Emulator(clock=Clock(lambda: BEGIN)))
    settings: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    addresses: Callable[[], int] = field(default_factory=lambda: itertools.count(1).__next__)
    death: Death | None = None
    """What ends the runs that begin from now on."""
    asks: dict[str, Ask] = field(default_factory=dict)
    """The rotations that the operator asks for in the runs that begin from now on."""

    def __post_init__(self) -> None:
        self.clock = TestClock(self.emulator)
        self._hosts: dict[str, object] = {f"{name}.test": it for name, it in self.emulator.platforms.items()}
        for name, platform in self.emulator.platforms.items():
            self.settings = platform.environment(f"http://{name}.test") | self.settings

    def run(self) -> Hub:
        """The hub of a new run."""
        return self.open().hub

    def open(self) -> Opened:
        """A new run, as a new provider process is one: nothing is remembered but what the platforms and states hold."""
        run = Run(self.clock, self.warnings.append, asks=dict(self.asks))
        configuration = Configuration.load(lambda _: None, self.settings)
        platforms = Platforms(configuration, run, Lines(self._hosts, self.death))
        return Opened(run, platforms, Hub(run, [resource(run, platforms) for resource in RESOURCES]))

    def address(self) -> str:
        """The address of one more resource of the one stack."""
        return f"{STACK}-{self.addresses():08x}"

    def advance(self, **duration: float) -> None:
        """Let time pass."""
        self.emulator.clock.advance(timedelta(**duration))

    def requests(self) -> list[str]:
        """What reached the platforms so far: method and path."""
        return [f"{entry.method} {entry.path}" for entry in self.emulator.log()]

    def writes(self) -> list[str]:
        """What of it changed a platform: logging in and fetching a kubeconfig are no writes, though they are POST."""
        reads = ("/auth", "/kube-config", "/token", "/introspect")
        return [line for line in self.requests() if not line.startswith("GET ") and not line.endswith(reads)]

    def secrets(self) -> list[str]:
        """The logins of the provider itself."""
        return [self.emulator.egs.api_key, self.emulator.runai.client_secret, self.emulator.runai.password]

    def call(self, platform: str, method: str, path: str, **what: object) -> httpx.Response:
        """A request to a platform by somebody else than gpucreds."""
        with httpx.Client(transport=Lines(self._hosts), base_url=f"http://{platform}.test") as client:
            return client.request(method, path, **what)

    def move(self, platform: str, url: str) -> None:
        """Give a platform another address, beside the one that it has."""
        self._hosts[httpx.URL(url).host] = self.emulator.platforms[platform]

    def logs_in(self, key: str) -> bool:
        """Whether EGS takes a key."""
        return self.call("egs", "POST", "/api/v1/auth", json={"apiKey": key}).is_success
