"""Who calls, as far as the two headers say: steps 1 to 4 of contract section 4."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gpucreds_emulator.nvcf.problems import bad_request, forbidden

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.asked import Asked
    from gpucreds_emulator.nvcf.registration import Registration
    from gpucreds_emulator.nvcf.store import Store


class Caller(NamedTuple):
    """An owner and the service that issues for it."""

    owner_id: str
    issuer: Registration


def user(store: Store, asked: Asked) -> Caller:
    """Steps 1 to 4; a header without any text is set."""
    if asked.owner_id is None:
        raise bad_request("Key-Owner-Id is not set")
    issuer = service(store, asked)
    owner = store.owners.get(asked.owner_id)
    if owner and owner.suspended:
        raise forbidden("Key owner suspended.")
    return Caller(asked.owner_id, issuer)


def service(store: Store, asked: Asked) -> Registration:
    """Steps 2 and 3."""
    if asked.issuer_id is None:
        raise bad_request("Key-Issuer-Id is not set")
    registration = store.registration(asked.issuer_id)
    if not registration:
        raise bad_request("Caller service not registered")
    return registration
