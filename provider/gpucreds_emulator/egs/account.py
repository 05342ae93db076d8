"""The Kubernetes service accounts behind the roles (contract section 4), which is what a token names."""

from __future__ import annotations

from dataclasses import dataclass

from gpucreds_emulator.egs.assumptions import NO_WORKSPACE
from gpucreds_emulator.egs.role import Role

NAMESPACE = "kubeslice-avesha"
_OWNER = "kubeslice-rbac-rw-external-apis"
_PREFIXES = {Role.EDITOR: "kubeslice-rbac-rw-slice-", Role.VIEWER: "kubeslice-rbac-ro-slice-"}


@dataclass(frozen=True)
class Account:
    """Who calls: a role, and for Editor and Viewer the one workspace it is about."""

    role: Role
    workspace: str = NO_WORKSPACE

    @property
    def name(self) -> str:
        """The name of the service account."""
        return _OWNER if self.role is Role.OWNER else _PREFIXES[self.role] + self.workspace

    @property
    def subject(self) -> str:
        """The user that Kubernetes sees, which is `sub` in a token."""
        return f"system:serviceaccount:{NAMESPACE}:{self.name}"

    def may_see(self, workspace: str) -> bool:
        """Whether the workspace is within reach; an Owner reaches all."""
        return self.role is Role.OWNER or workspace == self.workspace


def of_name(name: str) -> Account | None:
    """The account of that name, if it is one that /auth gives tokens for."""
    if name == _OWNER:
        return Account(Role.OWNER)
    for role, prefix in _PREFIXES.items():
        if name.startswith(prefix):
            return Account(role, name.removeprefix(prefix))
    return None
