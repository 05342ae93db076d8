"""What every emulated platform is: a WSGI application with a log, faults, knobs and a count of what lives on it."""

from __future__ import annotations

import dataclasses
import re
from abc import ABC, abstractmethod
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from werkzeug.wrappers import Request, Response

from gpucreds_emulator.bare_response import BareResponse
from gpucreds_emulator.exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from gpucreds_emulator.clock import Clock
    from gpucreds_emulator.faults import Faults
    from gpucreds_emulator.live import Live
    from gpucreds_emulator.log import Log

K = TypeVar("K")


@dataclasses.dataclass(frozen=True)
class World:
    """What all platforms of one emulator share."""

    clock: Clock
    log: Log
    faults: Faults
    wait: Callable[[float], None]


class Platform(ABC, Generic[K]):
    """One platform, with the knobs `K`. A subclass brings its words: the routes, the data, its form of a failure."""

    name: ClassVar[str]
    """What the control API, the log and the options call it."""
    title: ClassVar[str]
    """What people call it."""

    def __init__(self, world: World, knobs: K) -> None:
        self.knobs = knobs
        self._seeded_knobs = dataclasses.asdict(knobs)  # type: ignore[call-overload]  # K is always a dataclass
        self._world = world
        # Held while a call is worked on, never while a fault waits.
        self._lock = RLock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, as any WSGI application does."""
        environ = {**environ, "PATH_INFO": re.sub("/{2,}", "/", environ["PATH_INFO"])}
        request = Request(environ)
        call = (request.method, request.path)
        entry = self._world.log.begin(self.name, *call)
        exchange = Exchange(
            work=partial(self._work, environ),
            failure=partial(self.failure, *call),
            wait=self._world.wait,
            on_socket="werkzeug.socket" in environ,
        )
        response = exchange.answer(self._world.faults.take(self.name, *call))
        entry.status = response.status_code
        return response(environ, start_response)

    def _work(self, environ: WSGIEnvironment) -> Response:
        with self._lock:
            return BareResponse.from_app(self.app, environ, buffered=True)

    def turn(self, knobs: dict[str, Any]) -> None:
        """Set knobs by their names in Python; the object stays, as a test may hold it."""
        with self._lock:
            for name, value in knobs.items():
                setattr(self.knobs, name, value)

    def reset(self) -> None:
        """Back to the state at start, data and knobs."""
        with self._lock:
            self.turn(self._seeded_knobs)
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
