"""One slice workspace as the server keeps it (contract section 6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from gpucreds_emulator.egs.assumptions import DEFAULT_NAMESPACE
from gpucreds_emulator.live import Live


@dataclass
class Workspace:
    """`uid` is new for each workspace made, so that the tokens of an earlier one of that name die with it."""

    name: str
    clusters: list[str]
    namespaces: list[str]
    username: str
    email: str
    network_mode: str
    created: datetime
    uid: str = field(default_factory=lambda: str(uuid4()))
    early_kubeconfig_calls: Counter[str] = field(default_factory=Counter)
    polls_left: int | None = None
    """How many polls a running delete still takes; None when there is none."""
    late_conflicts: int = 0

    @property
    def leaving(self) -> bool:
        """Whether a delete is under way."""
        return self.polls_left is not None

    @property
    def first_namespace(self) -> str:
        """The namespace that a kubeconfig is for."""
        return self.namespaces[0] if self.namespaces else DEFAULT_NAMESPACE

    def live(self, platform: str) -> Live:
        """The workspace in the census."""
        return Live(
            platform=platform,
            kind="workspace",
            id=self.name,
            name=self.name,
            owner=self.username,
            created=self.created,
            expires=None,
            expired=False,
        )
