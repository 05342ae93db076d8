"""Secrets that the server makes (choice 10)."""

from __future__ import annotations

import secrets
from string import ascii_lowercase, ascii_uppercase, digits

_LETTERS_AND_DIGITS = ascii_lowercase + ascii_uppercase + digits
_MARKS = "!#%"


def client_secret() -> str:
    """32 letters and digits."""
    return "".join(secrets.choice(_LETTERS_AND_DIGITS) for _ in range(32))


def temporary_password() -> str:
    """16 characters, with upper, lower, a digit and one mark."""
    needed = [secrets.choice(kind) for kind in (ascii_uppercase, ascii_lowercase, digits, _MARKS)]
    characters = needed + [secrets.choice(_LETTERS_AND_DIGITS) for _ in range(12)]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)
