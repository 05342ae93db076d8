"""What the tokens stand for that a sign-in gave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from gpucreds_emulator.runai.access_key import AccessKey
from gpucreds_emulator.runai.account import Account
from gpucreds_emulator.runai.caller import Caller
from gpucreds_emulator.runai.user import User

Holder: TypeAlias = Account | AccessKey | User
"""What has a secret to sign in with."""


@dataclass(frozen=True)
class Session:
    """What one access token stands for."""

    caller: Caller
    holder: Holder
    secret: str = field(repr=False)
    """The secret that the token was got with, which may be gone since (A8)."""


@dataclass(frozen=True)
class Refresh:
    """What one refresh token stands for."""

    user_id: str
    client_id: str
    expires: datetime
