"""What every emulated platform is: a WSGI application with a log, faults, knobs, limits and a count of what lives."""

from __future__ import annotations

import dataclasses
import re
from abc import ABC, abstractmethod
from copy import deepcopy
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from werkzeug.http import http_date
from werkzeug.wrappers import Request, Response

from gpucreds_emulator.admission import Admission
from gpucreds_emulator.bare_response import BareResponse
from gpucreds_emulator.exchange import Exchange
from gpucreds_emulator.handed_out import seeded
from gpucreds_emulator.proxy_page import proxy_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from gpucreds_emulator.clock import Clock
    from gpucreds_emulator.faults import Faults
    from gpucreds_emulator.handed_out import HandedOut
    from gpucreds_emulator.live import Live
    from gpucreds_emulator.log import Log

K = TypeVar("K")


@dataclasses.dataclass(frozen=True)
class World:
    """What all platforms of one emulator share."""

    clock: Clock
    log: Log
    faults: Faults
    handed_out: HandedOut
    wait: Callable[[float], None]


class Store(Protocol):
    """The data of one platform, from start or reset to the next."""

    @property
    def seed(self) -> object:
        """What it began with."""

    def end_bearers(self) -> None:
        """Let no bearer work any more that somebody has logged in for."""


S = TypeVar("S", bound=Store)


class Platform(ABC, Generic[K, S]):
    """One platform, with the knobs `K` and the data `S`.

    A subclass brings its words: the routes, the data, its form of a failure.
    """

    name: ClassVar[str]
    """What the control API, the log and the options call it."""
    title: ClassVar[str]
    """What people call it."""
    _store: S

    def __init__(self, world: World, knobs: K) -> None:
        self.knobs = knobs
        self._seeded_knobs = dataclasses.asdict(knobs)  # type: ignore[call-overload]  # K is always a dataclass
        self._world = world
        self.admission = Admission(world.clock)
        # Held while a call is worked on, never while a fault waits.
        self._lock = RLock()
        self._former: S | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, as any WSGI application does."""
        environ = {**environ, "PATH_INFO": re.sub("/{2,}", "/", environ["PATH_INFO"])}
        request = Request(environ)
        call = (request.method, request.path)
        entry = self._world.log.begin(self.name, *call)
        exchange = Exchange(
            work=partial(self._work, environ),
            former=partial(self._former_work, environ),
            end_bearers=self._end_bearers,
            failure=partial(self.failure, *call),
            wait=self._world.wait,
            on_socket="werkzeug.socket" in environ,
        )
        with self.admission.enter() as admitted:
            if admitted and self.admission.limits.latency:
                self._world.wait(self.admission.limits.latency)
            response = self._exchanged(exchange, *call) if admitted else self._turned_away(*call)
        entry.status = response.status_code
        response.headers["Date"] = http_date(self._world.clock.now())
        return response(environ, start_response)

    def _exchanged(self, exchange: Exchange, method: str, path: str) -> Response:
        can_be_stale = method == "GET" and self._former is not None
        return exchange.answer(self._world.faults.take(self.name, method, path, can_be_stale=can_be_stale))

    def _turned_away(self, method: str, path: str) -> Response:
        limits = self.admission.limits
        response = proxy_page(429) if limits.page else self.failure(method, path, 429)
        if limits.retry_after is not None:
            response.headers["Retry-After"] = str(limits.retry_after)
        return response

    def _work(self, environ: WSGIEnvironment) -> Response:
        with self._lock:
            before = (self.save(), self.live()) if self._world.faults.staling(self.name) else None
            response = self._answered(environ)
            if before and before[1] != self.live():
                self._former = before[0]
            return response

    def _former_work(self, environ: WSGIEnvironment) -> Response:
        with self._lock:
            present = self._store
            self._store = self._former or present
            try:
                return self._answered(environ)
            finally:
                self._store = present

    def _answered(self, environ: WSGIEnvironment) -> Response:
        # All answers of the platform's own pass here, before a fault may keep one from the caller.
        response = BareResponse.from_app(self.app, environ, buffered=True)
        self._world.handed_out.learn(self.name, response)
        return response

    def logins(self) -> dict[str, str]:
        """The secrets that a client can begin with, with what they are called."""
        return seeded(self.name, self._store.seed)

    def _end_bearers(self) -> None:
        with self._lock:
            self._store.end_bearers()

    def save(self) -> S:
        """A copy of the data, for `restore`; clock and knobs are no part of it."""
        with self._lock:
            return deepcopy(self._store, {id(shared): shared for shared in (self._world.clock, self.knobs)})

    def restore(self, saved: S) -> None:
        """Go back to what was saved, as often as one likes."""
        with self._lock:
            self._store = saved
            self._store = self.save()

    def turn(self, knobs: dict[str, Any]) -> None:
        """Set knobs by their names in Python; the object stays, as a test may hold it."""
        with self._lock:
            for name, value in knobs.items():
                setattr(self.knobs, name, value)

    def reset(self) -> None:
        """Back to the state at start: data, knobs and limits."""
        self.admission.reset()
        with self._lock:
            self.turn(self._seeded_knobs)
            self._former = None
            self.seed()

    def live(self) -> list[Live]:
        """All that exists now, except what was seeded."""
        with self._lock:
            return list(self.census())

    @property
    @abstractmethod
    def app(self) -> WSGIApplication:
        """The platform without log and faults."""

    @abstractmethod
    def failure(self, method: str, path: str, status: int) -> Response:
        """How this platform words a failure of its own, for a call that a fault keeps from its work."""

    @abstractmethod
    def seed(self) -> None:
        """Forget all data and begin with the seeded."""

    @abstractmethod
    def census(self) -> Iterable[Live]:
        """All that exists now, except what was seeded; called with the platform's lock held."""

    @abstractmethod
    def environment(self, url: str) -> dict[str, str]:
        """The variables with which a client reaches this platform at `url`."""
