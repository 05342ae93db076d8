"""Somebody who works in EGS without gpucreds: sees everything, and changes it behind a stack's back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import httpx

from gpucreds.core.ownership import Mark
from gpucreds_emulator import Emulator
from gpucreds_emulator.egs.errors import Refusal
from gpucreds_emulator.egs.key import ApiKey
from gpucreds_emulator.egs.role import Role
from gpucreds_emulator.egs.store import Store
from gpucreds_emulator.egs.workspace import Workspace

KEY = "/api/v1/api-key"
KEYS = "GET /api/v1/api-key/list"
MINT = "POST /api/v1/api-key"
REVOKE = "DELETE /api/v1/api-key"
LOG_IN = "POST /api/v1/auth"

WORKSPACE = "/api/v1/slice-workspace"
WORKSPACES = "GET /api/v1/slice-workspace/list"
MAKE = "POST /api/v1/slice-workspace"
REMOVE = "DELETE /api/v1/slice-workspace"


def refusal(error: Refusal) -> httpx.Response:
    """How EGS words a refusal, for an answer in its place."""
    return httpx.Response(error.status, json=error.body)


@dataclass(frozen=True)
class Portal:
    """EGS as its operators have it before them."""

    emulator: Emulator

    @property
    def _store(self) -> Store:
        return self.emulator.egs._store

    def api_keys(self) -> list[ApiKey]:
        """All keys but the seeded one, in order of creation."""
        return [key for key in self._store.keys.values() if not key.seeded]

    def key(self) -> ApiKey:
        """The only one."""
        (only,) = self.api_keys()
        return only

    def secrets(self) -> list[str]:
        """The keys in clear."""
        return [key.secret for key in self.api_keys()]

    def generations(self) -> list[int]:
        """The generations that their marks tell."""
        return [Mark.parse(key.name).generation for key in self.api_keys()]

    def add_key(self, name: str) -> str:
        """Make an Owner key of that very name."""
        key = ApiKey(str(uuid.uuid4()), name, "admin", "", Role.OWNER, date(2027, 1, 1), "", self.emulator.clock.now())
        self._store.add_key(key)
        return key.secret

    def alter_key(self, secret: str, **changes: object) -> None:
        """Change what EGS has noted of a key."""
        self._store.keys[secret] = replace(self._store.keys[secret], **changes)

    def revoke(self, secret: str) -> None:
        """Delete a key."""
        del self._store.keys[secret]

    def workspace(self, name: str) -> Workspace | None:
        """A workspace, also while it is leaving; changing it changes what EGS has."""
        return self._store.workspaces.get(name)

    def drop_workspace(self, name: str) -> None:
        """Let a workspace be gone at once."""
        self._store.workspaces._by_name.pop(name)

    def add_workspace(
        self, name: str, clusters: Sequence[str] = ("worker-1",), namespaces: Sequence[str] = ("theirs",)
    ) -> None:
        """Make a workspace."""
        now = self.emulator.clock.now()
        self._store.workspaces.add(
            Workspace(name, [*clusters], [*namespaces], "Somebody", "else@example.com", "no-network", now)
        )
