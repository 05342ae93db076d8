"""One call as it reaches its verb, past the checks that are the same for all (contract section 10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gpucreds_emulator.egs.account import Account
    from gpucreds_emulator.egs.call import Call
    from gpucreds_emulator.egs.fields import Fields


@dataclass(frozen=True)
class Asked:
    """Which call, by whom, with what."""

    call: Call
    account: Account
    fields: Fields
    workspace_filter: str
    """The query value `workspaceName`; empty when there is none."""
