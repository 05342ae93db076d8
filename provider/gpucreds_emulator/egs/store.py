"""All that one EGS installation knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from gpucreds_emulator.egs.assumptions import DEFAULT_DESCRIPTION, DEFAULT_USER_NAME, NO_WORKSPACE
from gpucreds_emulator.egs.key import ApiKey
from gpucreds_emulator.egs.role import Role
from gpucreds_emulator.egs.workspaces import Workspaces

if TYPE_CHECKING:
    from gpucreds_emulator.clock import Clock
    from gpucreds_emulator.egs.account import Account
    from gpucreds_emulator.egs.knobs import Knobs
    from gpucreds_emulator.egs.seed import Seed


@dataclass
class Store:
    """The data of one life, from start or reset to the next."""

    seed: Seed
    clock: Clock
    knobs: Knobs
    keys: dict[str, ApiKey] = field(default_factory=dict, repr=False)
    workspaces: Workspaces = field(default_factory=Workspaces)
    owner_uid: str = field(default_factory=lambda: str(uuid4()))
    """New in each life, so that no token outlives a reset or works on another emulator."""

    def __post_init__(self) -> None:
        self.add_key(
            ApiKey(
                secret=self.seed.api_key,
                name="root",
                user_name=DEFAULT_USER_NAME,
                description=DEFAULT_DESCRIPTION,
                role=Role.OWNER,
                validity=date(2099, 12, 31),
                workspace=NO_WORKSPACE,
                created=self.clock.now(),
                seeded=True,
            )
        )

    def add_key(self, key: ApiKey) -> None:
        """Keep a new key, behind the older ones."""
        self.keys[key.secret] = key

    def uid_of(self, account: Account) -> str | None:
        """The uid that a token of this account carries; None when its workspace is gone."""
        if account.role is Role.OWNER:
            return self.owner_uid
        workspace = self.workspaces.get(account.workspace)
        return workspace.uid if workspace else None

    def end_bearers(self) -> None:
        """Let no token work any more that an Owner key was exchanged for."""
        self.owner_uid = str(uuid4())
