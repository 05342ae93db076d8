"""All that one installation knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gpucreds_emulator.nvcf import instant
from gpucreds_emulator.nvcf.admin_tokens import AdminTokens
from gpucreds_emulator.nvcf.assumptions import PURGED_AFTER_DAYS
from gpucreds_emulator.nvcf.cache import Cache
from gpucreds_emulator.nvcf.instant import DAY, SECOND, Instant
from gpucreds_emulator.nvcf.key_format import KeyFormat
from gpucreds_emulator.nvcf.keys import Keys
from gpucreds_emulator.nvcf.owner import Owner
from gpucreds_emulator.nvcf.registration import OLDER_EVENTS, Registration
from gpucreds_emulator.nvcf.status import Status

if TYPE_CHECKING:
    from gpucreds_emulator.clock import Clock
    from gpucreds_emulator.nvcf.key import Key
    from gpucreds_emulator.nvcf.knobs import Knobs
    from gpucreds_emulator.nvcf.seed import Seed


@dataclass
class Store:
    """The data of one life, from start or reset to the next."""

    seed: Seed
    clock: Clock
    knobs: Knobs
    keys: Keys = field(default_factory=Keys)
    owners: dict[str, Owner] = field(default_factory=dict)
    introspections: Cache = field(default_factory=Cache)
    admin_tokens: AdminTokens = field(default_factory=AdminTokens)

    @property
    def now(self) -> Instant:
        """What the emulator's clock says."""
        return instant.of(self.clock.now())

    @property
    def key_format(self) -> KeyFormat:
        """What the keys look like."""
        return KeyFormat(self.seed.key_prefix, self.seed.data_key)

    @property
    def registrations(self) -> list[Registration]:
        """The services, as registered (E14)."""
        older = self.knobs.older_events_service
        return [
            OLDER_EVENTS if older and one.service_name == OLDER_EVENTS.service_name else one
            for one in self.seed.registrations
        ]

    def registration(self, service_id: str) -> Registration | None:
        """The service of that id."""
        return next((one for one in self.registrations if one.service_id == service_id), None)

    def status(self, key: Key) -> Status:
        """How a key stands now (E15)."""
        return Status.REVOKED if key.id in self.knobs.revoked_keys else key.status(self.now)

    def add_key(self, key: Key) -> None:
        """Keep a new key, and the owner's record with the first one."""
        self.keys.add(key)
        self.owners.setdefault(key.owner_id, Owner(key.owner_id, instant.cut(key.created_at, SECOND)))

    def purge(self) -> None:
        """Forget what expired long ago, where that is done (E11)."""
        if self.knobs.expired_keys_purged:
            self.keys.purge(Instant(self.now - PURGED_AFTER_DAYS * DAY))

    def end_bearers(self) -> None:
        """Let no admin token work any more."""
        self.admin_tokens = AdminTokens()
