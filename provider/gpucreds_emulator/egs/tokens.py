"""The bearer tokens that /auth gives (contract section 4 and the end of section 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gpucreds_emulator.egs.account import NAMESPACE
from gpucreds_emulator.signing import sign

if TYPE_CHECKING:
    from datetime import datetime

    from gpucreds_emulator.egs.account import Account

_ISSUER = "https://kubernetes.default.svc.cluster.local"


def issue(account: Account, uid: str, now: datetime, lifetime: int) -> str:
    """A token of that account, good from now on for `lifetime` seconds."""
    issued = int(now.timestamp())
    claims: dict[str, Any] = {
        "aud": [_ISSUER],
        "exp": issued + lifetime,
        "iat": issued,
        "iss": _ISSUER,
        "kubernetes.io": {"namespace": NAMESPACE, "serviceaccount": {"name": account.name, "uid": uid}},
        "nbf": issued,
        "sub": account.subject,
    }
    return sign(claims)
