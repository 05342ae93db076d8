"""The record of an owner, which appears with the first key and stays after the last (contract sections 3.3 and 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gpucreds_emulator.nvcf import instant
from gpucreds_emulator.nvcf.status import Status

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.asked import Json
    from gpucreds_emulator.nvcf.instant import Instant


@dataclass
class Owner:
    """Suspending one leaves the keys as they are."""

    owner_id: str
    status_updated_at: Instant
    status: Status = Status.ACTIVE

    @property
    def suspended(self) -> bool:
        """Whether nothing of this owner works now."""
        return self.status is Status.SUSPENDED

    def shown(self) -> Json:
        """The record on the wire."""
        return {
            "owner_type": "USER",
            "owner_id": self.owner_id,
            "status": self.status.value,
            "status_updated_at": instant.text(self.status_updated_at),
        }
