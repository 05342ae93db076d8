"""What is there at start (contract section 10, "Knobs"): one Owner key, and one access token that works as a bearer."""

from __future__ import annotations

from dataclasses import dataclass, field

from gpucreds_emulator.egs.account import NAMESPACE
from gpucreds_emulator.signing import sign


def _long_lived_token() -> str:
    subject = f"system:serviceaccount:{NAMESPACE}:kubeslice-rbac-rw-admin"
    return sign({"iss": "kubernetes/serviceaccount", "sub": subject})


@dataclass(frozen=True)
class Seed:
    """The two secrets a client can begin with; neither is shown anywhere."""

    api_key: str = field(default="00000000-0000-4000-8000-000000000001", repr=False)
    access_token: str = field(default_factory=_long_lived_token, repr=False)
