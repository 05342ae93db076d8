"""What an account, access key or user may be called (contract sections 3, 5 and 6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gpucreds_emulator.runai.fields import Fields
    from gpucreds_emulator.runai.generation import Generation

_NAME = re.compile(r"[a-z][-_a-z0-9]*[a-z0-9]")
_EMAIL = re.compile(r"[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}")


def name(fields: Fields, generation: Generation) -> str:
    """The name in a body."""
    return fields.text("name", shortest=2, form=_NAME) if generation.has_patterns else fields.text("name")


def email(fields: Fields, generation: Generation) -> str:
    """The e-mail address in a body."""
    if generation.has_patterns:
        return fields.text("email", shortest=5, longest=254, form=_EMAIL)
    return fields.text("email")
