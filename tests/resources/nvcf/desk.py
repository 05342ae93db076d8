"""Somebody who works with NVCF without gpucreds: sees every key, and changes it behind a stack's back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gpucreds.core.ownership import Mark
from gpucreds_emulator import Emulator
from gpucreds_emulator.nvcf import instant
from gpucreds_emulator.nvcf.instant import DAY, Instant
from gpucreds_emulator.nvcf.key import Key
from gpucreds_emulator.nvcf.status import Status
from gpucreds_emulator.nvcf.store import Store

FUNCTIONS = "nvidia-cloud-functions-ncp-service-id-aketm"
TASKS = "nvidia-cloud-tasks-ncp-service-id-nvcttasks"
EVENTS = "nvidia-event-ledger-ncp-service-id-ckozoh6f"
NAMESPACES = {FUNCTIONS: "nvcf", TASKS: "nvct", EVENTS: "event-ledger"}
OWNER = "gpucreds-emulator"

KEYS = "/v1/keys"
LIST = f"GET {KEYS}"
MINT = f"POST {KEYS}"
SERVICES = "GET /v1/services"


def revoke(key_id: str) -> str:
    """The request that deletes a key."""
    return f"DELETE {KEYS}/{key_id}"


def rewrite(key_id: str) -> str:
    """The request that changes what a key opens."""
    return f"PUT {KEYS}/{key_id}/authorizations"


@dataclass(frozen=True)
class Desk:
    """NVCF as its operators have it before them."""

    emulator: Emulator

    @property
    def _store(self) -> Store:
        return self.emulator.nvcf._store

    def all_keys(self) -> list[Key]:
        """All keys in order of creation."""
        return list(self._store.keys)

    def key(self) -> Key:
        """The only one."""
        (only,) = self.all_keys()
        return only

    def ids(self) -> list[str]:
        """Their ids."""
        return [key.id for key in self.all_keys()]

    def generations(self) -> list[int]:
        """The generations that their marks tell."""
        return [Mark.parse(key.description).generation for key in self.all_keys()]

    def add(self, description: str, *, days: float = 30, owner: str = OWNER, issuer: str = FUNCTIONS) -> str:
        """Make a key of that very description, which lives so long; its id."""
        now, value = self._store.now, self._store.key_format.new()
        key = Key(
            hash=self._store.key_format.hash_of(value),
            mask=self._store.key_format.mask(value),
            owner_id=owner,
            issuer_service_id=issuer,
            audience_service_ids=(issuer,),
            description=description,
            created_at=now,
            expires_at=Instant(now + int(days * DAY)),
            authorizations={},
            written_at=now,
        )
        self._store.add_key(key)
        return key.id

    def make(self, description: str, *, days: float = 30, scopes: Sequence[str] = ("invoke_function",)) -> list[str]:
        """Make a key that opens all functions, as anybody may; its id and its value."""
        policy = {
            "aud": FUNCTIONS,
            "auds": [FUNCTIONS],
            "product": "nv-cloud-functions",
            "resources": [{"id": "*", "type": "account-functions"}],
            "scopes": list(scopes),
        }
        body = {
            "description": description,
            "expires_at": instant.text(Instant(self._store.now + int(days * DAY))),
            "audience_service_ids": [FUNCTIONS],
            "authorizations": {"policies": [policy]},
        }
        headers = {"Key-Owner-Id": OWNER, "Key-Issuer-Id": FUNCTIONS}
        # Not through the emulator's log, which is about gpucreds.
        made: dict[str, Any] = self.emulator.nvcf.app.test_client().post(KEYS, headers=headers, json=body).json
        return [made["id"], made["value"]]

    def change(self, key_id: str, **changes: object) -> None:
        """Change what NVCF has noted of a key."""
        key = self.by_id(key_id)
        for name, value in changes.items():
            setattr(key, name, value)

    def suspend(self, key_id: str) -> None:
        """Suspend a key."""
        self.change(key_id, kept_status=Status.SUSPENDED)

    def delete(self, key_id: str) -> None:
        """Delete a key."""
        self._store.keys.remove(self.by_id(key_id))

    def by_id(self, key_id: str) -> Key:
        """The key of that id."""
        (found,) = [key for key in self.all_keys() if key.id == key_id]
        return found

    def lives_until(self, key_id: str) -> str:
        """When a key ends."""
        return instant.text(self.by_id(key_id).expires_at)

    def opens(self, value: str, issuer: str = FUNCTIONS) -> tuple[set[str], set[tuple[str, str]]] | None:
        """What an API learns of a key: scopes and resources; None where it refuses the key."""
        self.emulator.nvcf.knobs.introspect_cache_seconds = 0
        path = f"/v1/namespaces/{NAMESPACES[issuer]}/evaluations/apikey.allow"
        # Not through the emulator's log, which is about gpucreds.
        answer: dict[str, Any] = self.emulator.nvcf.app.test_client().post(path, json={"input": {"apiKey": value}}).json
        if not answer["result"]["allowed"]:
            return None
        policy = answer["result"]["policy"]
        return set(policy["scopes"]), {(item["type"], item["id"]) for item in policy["resources"]}
