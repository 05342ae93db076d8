"""Which role may make which call (contract section 8, A21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.egs.assumptions import forbidden
from gpucreds_emulator.egs.call import Call
from gpucreds_emulator.egs.role import Role

if TYPE_CHECKING:
    from gpucreds_emulator.egs.account import Account
    from gpucreds_emulator.egs.envelope import Json

_ALLOWED = {
    Role.OWNER: frozenset(Call),
    Role.EDITOR: frozenset({Call.LIST_WORKSPACES, Call.FETCH_KUBECONFIG}),
    Role.VIEWER: frozenset({Call.LIST_WORKSPACES}),
}


def check(account: Account, call: Call, body: Json) -> None:
    """E5, unless the role allows the call on the workspace that it names."""
    if call not in _ALLOWED[account.role] or not account.may_see(_named(account, body)):
        raise forbidden(call, account.subject)


def _named(account: Account, body: Json) -> str:
    # A name that is no name is not somebody else's: the check of fields comes later and has its own words for it.
    name = body.get("workspaceName")
    return name if isinstance(name, str) and name else account.workspace
