"""What an installation is made with (contract sections 3.4, 7 and 11). No owner and no key is there at start."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from gpucreds_emulator.nvcf.assumptions import REGISTRATIONS
from gpucreds_emulator.nvcf.registration import Registration

DATA_KEY_BYTES = 136


@dataclass(frozen=True)
class Seed:
    """The form of its keys, the secret behind their check part, the services and the account."""

    key_prefix: str = "nvapi-nvcf-stg-"
    data_key: bytes = field(default_factory=lambda: secrets.token_bytes(DATA_KEY_BYTES), repr=False)
    registrations: tuple[Registration, ...] = REGISTRATIONS
    nca_id: str = "nvcf-default"

    def __post_init__(self) -> None:
        if len(self.data_key) != DATA_KEY_BYTES:
            raise ValueError(f"the data key needs {DATA_KEY_BYTES} bytes")
