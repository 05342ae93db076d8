"""One call as it reaches its verb, past the checks of content type and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.fields import Fields

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Who calls is only what the two headers say; None when one is not there."""

    owner_id: str | None
    issuer_id: str | None
    path: dict[str, str]
    """The values of the variable parts of the path."""
    fields: Fields
