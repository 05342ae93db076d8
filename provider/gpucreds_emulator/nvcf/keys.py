"""The keys that exist, in the orders in which they are listed (contract section 3.2). A deleted one leaves no trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gpucreds_emulator.nvcf.instant import Instant
    from gpucreds_emulator.nvcf.key import Key


class Keys:
    """Found by id or by hash."""

    def __init__(self) -> None:
        self._by_id: dict[str, Key] = {}

    def __iter__(self) -> Iterator[Key]:
        """In order of creation."""
        return iter(list(self._by_id.values()))

    def add(self, key: Key) -> None:
        """Keep a new one."""
        self._by_id[key.id] = key

    def remove(self, key: Key) -> None:
        """Forget one."""
        del self._by_id[key.id]

    def purge(self, until: Instant) -> None:
        """Forget all that expired until then."""
        self._by_id = {key.id: key for key in self if key.expires_at > until}

    def get(self, owner_id: str, issuer_id: str, key_id: str) -> Key | None:
        """The key of that id, if it is of this owner and issuer."""
        key = self._by_id.get(key_id)
        return key if key and (key.owner_id, key.issuer_service_id) == (owner_id, issuer_id) else None

    def with_hash(self, hash_: str) -> Key | None:
        """The key of that hash."""
        return next((key for key in self if key.hash == hash_), None)

    def under(self, owner_id: str, issuer_id: str) -> list[Key]:
        """Those of an owner and an issuer, by id."""
        return [key for key in self.of_owner(owner_id) if key.issuer_service_id == issuer_id]

    def of_owner(self, owner_id: str) -> list[Key]:
        """Those of an owner, by issuer and id."""
        return sorted(
            (key for key in self if key.owner_id == owner_id), key=lambda key: (key.issuer_service_id, key.id)
        )
