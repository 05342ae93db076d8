"""A fleet in shares, for machines that work side by side: a team is always in the same one of so many."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_FORM = re.compile(r"(?P<number>[1-9]\d{0,5})/(?P<of>[1-9]\d{0,5})", re.ASCII)


@dataclass(frozen=True)
class Share:
    """The `number`th of `of` shares, from 1."""

    number: int
    of: int

    @classmethod
    def read(cls, text: str) -> Share:
        """The share that `3/16` means. Raises ValueError."""
        found = _FORM.fullmatch(text)
        share = cls(int(found["number"]), int(found["of"])) if found else None
        if share is None or share.number > share.of:
            raise ValueError(f"{text!r} is no share: write for example 1/16 for the first of sixteen")
        return share

    def has(self, team: str) -> bool:
        """Whether a team is in it: a digest of its name says so, so another team moves none."""
        drawn = int.from_bytes(hashlib.sha256(team.encode()).digest()[:8], "big")
        return drawn % self.of == self.number - 1
