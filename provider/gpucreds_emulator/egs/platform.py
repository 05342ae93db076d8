"""EGS as one of the emulator's platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from gpucreds_emulator.egs.app import answer, make_app
from gpucreds_emulator.egs.call import Call
from gpucreds_emulator.egs.errors import backend_failure
from gpucreds_emulator.egs.knobs import Knobs
from gpucreds_emulator.egs.store import Store
from gpucreds_emulator.platform import Platform, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.wrappers import Response

    from gpucreds_emulator.egs.seed import Seed
    from gpucreds_emulator.live import Live

_FAILURES = {(call.method, call.path): call.failure for call in Call}


class Egs(Platform[Knobs, Store]):
    """One EGS installation: a WSGI application, with the secrets that a client can begin with."""

    name: ClassVar[str] = "egs"
    title: ClassVar[str] = "EGS"

    def __init__(self, world: World, seed: Seed) -> None:
        super().__init__(world, Knobs())
        self._seed = seed
        self.seed()
        self._app = make_app(lambda: self._store)

    @property
    def app(self) -> Flask:
        """The routes."""
        return self._app

    @property
    def api_key(self) -> str:
        """The Owner key that is there at start."""
        return self._seed.api_key

    @property
    def access_token(self) -> str:
        """A bearer that acts as Owner and never expires (A6)."""
        return self._seed.access_token

    def failure(self, method: str, path: str, status: int) -> Response:
        """E14, naming the call."""
        with self._app.app_context():
            return answer(backend_failure(_FAILURES.get((method, path), "Error serving request"), status))

    def seed(self) -> None:
        """The seeded Owner key and nothing else."""
        self._store = Store(self._seed, self._world.clock, self.knobs)

    def census(self) -> Iterator[Live]:
        """Keys in order of creation, then workspaces."""
        now = self._world.clock.now()
        for key in self._store.keys.values():
            if not key.seeded:
                yield key.live(self.name, now)
        for workspace in self._store.workspaces:
            yield workspace.live(self.name)

    def environment(self, url: str) -> dict[str, str]:
        """What a client of EGS reads (contract section 11, rule 1)."""
        return {"EGS_ENDPOINT": url, "EGS_API_KEY": self.api_key}
