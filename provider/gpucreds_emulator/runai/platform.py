"""Run:ai as one of the emulator's platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from gpucreds_emulator.platform import Platform, World
from gpucreds_emulator.runai.app import answer, make_app
from gpucreds_emulator.runai.errors import oauth, refusal
from gpucreds_emulator.runai.knobs import Knobs
from gpucreds_emulator.runai.routes import TOKEN_V2
from gpucreds_emulator.runai.seed import CLIENT_ID, USERNAME
from gpucreds_emulator.runai.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.wrappers import Response

    from gpucreds_emulator.live import Live
    from gpucreds_emulator.runai.generation import Version
    from gpucreds_emulator.runai.seed import Seed

_OAUTH_CODES = {400: "invalid_request", 401: "invalid_client"}


class Runai(Platform[Knobs, Store]):
    """One control plane with one tenant: a WSGI application, with the credentials that a client can begin with."""

    name: ClassVar[str] = "runai"
    title: ClassVar[str] = "Run:ai"

    def __init__(self, world: World, seed: Seed) -> None:
        super().__init__(world, Knobs(version=seed.version, role_id_shift=seed.role_id_shift))
        self._seed = seed
        self.seed()
        self._apps: dict[Version, Flask] = {}

    @property
    def app(self) -> Flask:
        """The routes of the version that is played now."""
        version = self.knobs.version
        if version not in self._apps:  # made when first asked for: most emulators play one version or none
            self._apps[version] = make_app(version, lambda: self._store)
        return self._apps[version]

    @property
    def client_id(self) -> str:
        """The account that is there at start, and may do everything."""
        return CLIENT_ID

    @property
    def client_secret(self) -> str:
        """Its secret at start."""
        return self._seed.client_secret

    @property
    def username(self) -> str:
        """The user that is there at start, and may do everything."""
        return USERNAME

    @property
    def password(self) -> str:
        """The user's password at start."""
        return self._seed.password

    def failure(self, method: str, path: str, status: int) -> Response:  # noqa: ARG002  all methods fail alike
        """The error body; that of OAuth where the contract has it."""
        code = _OAUTH_CODES.get(status) if path == TOKEN_V2 else None
        with self.app.app_context():
            return answer(oauth(status, code, "") if code else refusal(status))

    def seed(self) -> None:
        """The seeded tenant and nothing else."""
        self._store = Store(self._seed, self._world.clock, self.knobs)

    def census(self) -> Iterator[Live]:
        """Accounts, users, access rules and access keys, each in order of creation."""
        store = self._store
        yield from (account.live(self.name) for account in store.accounts.values() if not account.seeded)
        yield from (user.live(self.name) for user in store.users.values() if not user.seeded)
        yield from (rule.live(self.name) for rule in store.live_rules() if not rule.seeded)
        yield from (key.live(self.name) for key in store.keys.values())

    def environment(self, url: str) -> dict[str, str]:
        """What a client of Run:ai reads (contract section 11)."""
        return {"RUNAI_ENDPOINT": url, "RUNAI_CLIENT_ID": self.client_id, "RUNAI_CLIENT_SECRET": self.client_secret}
