"""NVCF as one of the emulator's platforms."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from gpucreds_emulator.nvcf import gate
from gpucreds_emulator.nvcf.app import issuer_failure, make_app, not_to_be_kept, problem
from gpucreds_emulator.nvcf.knobs import Knobs
from gpucreds_emulator.nvcf.problems import of_framework
from gpucreds_emulator.nvcf.store import Store
from gpucreds_emulator.nvcf.token_issuer import PATH
from gpucreds_emulator.platform import Platform, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.wrappers import Response

    from gpucreds_emulator.live import Live
    from gpucreds_emulator.nvcf.seed import Seed


class Nvcf(Platform[Knobs, Store]):
    """One self-hosted installation: API Keys service, admin token issuer and the gateway in front of both."""

    name: ClassVar[str] = "nvcf"
    title: ClassVar[str] = "NVCF"

    def __init__(self, world: World, seed: Seed) -> None:
        super().__init__(world, Knobs())
        self._seed = seed
        self.seed()

    @cached_property
    def app(self) -> Flask:
        """The routes, made when they are first asked for: most tests are about another platform."""
        return make_app(lambda: self._store)

    def failure(self, method: str, path: str, status: int) -> Response:
        """An error that is not the service's own (E5); the token issuer has another form for it (E12)."""
        with self.app.app_context():
            if (method, path) == ("POST", PATH):
                return not_to_be_kept(issuer_failure(status))
            return not_to_be_kept(problem(of_framework(status), path, self.knobs))

    def seed(self) -> None:
        """No owner and no key."""
        self._store = Store(self._seed, self._world.clock, self.knobs)

    def census(self) -> Iterator[Live]:
        """Keys in order of creation, expired ones too."""
        self._store.purge()
        for key in self._store.keys:
            yield key.live(self.name, self._store.now)

    def environment(self, url: str) -> dict[str, str]:
        """What a client of NVCF reads (contract section 12.1)."""
        variables = {"NVCF_API_KEYS_URL": url, "NVCF_OWNER_ID": "gpucreds-emulator"}
        if self.knobs.domain:
            variables["NVCF_API_KEYS_HOST"] = gate.host(self.knobs.domain)
        return variables
