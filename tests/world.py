"""One emulator and the runs of a provider against it, in process: no port, no waiting, one clock for both."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import httpx

from gpucreds.core.hub import Hub
from gpucreds.core.resource import Run
from gpucreds.platforms import Platforms
from gpucreds.platforms.configuration import Configuration
from gpucreds.resources import RESOURCES
from gpucreds_emulator import Clock, Emulator

BEGIN = datetime(2026, 3, 10, 12, 0, tzinfo=timezone.utc)


@dataclass
class TestClock:
    """The emulator's date for plans, and waiting that takes no time."""

    __test__ = False
    emulator: Emulator
    waited: float = 0.0

    def now(self) -> datetime:
        return self.emulator.clock.now()

    def monotonic(self) -> float:
        return self.waited

    def sleep(self, seconds: float) -> None:
        self.waited += seconds


class Line(httpx.BaseTransport):
    """The wire to the emulator: what a socket would make of a dropped connection or a time-out, without a socket."""

    def __init__(self, app: object) -> None:
        self._app = httpx.WSGITransport(app=app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._app.handle_request(request)
        except ConnectionError as error:
            raise httpx.RemoteProtocolError(str(error), request=request) from error
        except TimeoutError as error:
            raise httpx.ReadTimeout(str(error), request=request) from error


@dataclass
class World:
    """Everything a test needs: the platforms, and a new run of the provider whenever it asks for one."""

    emulator: Emulator = field(default_factory=lambda: Emulator(clock=Clock(lambda: BEGIN)))
    settings: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    addresses: Callable[[], int] = field(default_factory=lambda: itertools.count(1).__next__)

    def __post_init__(self) -> None:
        self.clock = TestClock(self.emulator)
        self.settings |= {"EGS_ENDPOINT": "http://egs.test", "EGS_API_KEY": self.emulator.egs.api_key}

    def run(self) -> Hub:
        """A new run, as a new provider process is one: nothing is remembered but what the platforms and states hold."""
        run = Run(self.clock, self.warnings.append)
        configuration = Configuration.load(lambda _: None, self.settings)
        platforms = Platforms(configuration, run, Line(self.emulator.egs))
        return Hub(run, [resource(run, platforms) for resource in RESOURCES])

    def address(self) -> str:
        """The address of one more resource of the one stack."""
        return f"5747ac00-{self.addresses():08x}"

    def advance(self, **duration: float) -> None:
        """Let time pass."""
        self.emulator.clock.advance(timedelta(**duration))

    def requests(self) -> list[str]:
        """What reached the platforms so far: method and path."""
        return [f"{entry.method} {entry.path}" for entry in self.emulator.log()]

    def writes(self) -> list[str]:
        """What of it changed a platform: logging in and fetching a kubeconfig are no writes, though they are POST."""
        reads = ("/auth", "/kube-config")
        return [line for line in self.requests() if not line.startswith("GET ") and not line.endswith(reads)]

    def logs_in(self, key: str) -> bool:
        """Whether EGS takes a key."""
        with httpx.Client(transport=Line(self.emulator.egs), base_url="http://egs.test") as client:
            return client.post("/api/v1/auth", json={"apiKey": key}).is_success
