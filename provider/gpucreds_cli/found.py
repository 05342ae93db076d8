"""What is found on a platform, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gpucreds.core.ownership import Mark
from gpucreds_cli.findings import Platform


@dataclass(frozen=True)
class Found:
    """One credential on a platform. `properties` are those of its resource, as far as the list shows them."""

    platform: Platform
    kind: str
    name: str
    id: str | None = None
    owner: str | None = None
    created_at: datetime | None = None
    expires_at: datetime | None = None
    last_used: datetime | None = None
    login: bool = False
    properties: Mapping[str, Any] = field(default_factory=dict)
    revoke: Callable[[], None] | None = field(default=None, repr=False, compare=False)
    """Removes it, and it alone; None where the platform does not show what that takes."""

    @property
    def type(self) -> str:
        """The type of its resource."""
        return f"{self.platform}:{self.kind}"

    @property
    def mark(self) -> Mark | None:
        """Whose it is, if it says so."""
        return Mark.parse(self.name)

    @property
    def place(self) -> tuple[str, str]:
        """What tells it from others on its platform; on EGS a name, which two may have."""
        return self.kind, self.id or self.name

    @property
    def unique(self) -> bool:
        """Whether no other platform can have one of this place."""
        return bool(self.id or self.mark)


@dataclass(frozen=True)
class Holding:
    """What one platform holds, as far as it tells."""

    platform: Platform
    endpoints: Sequence[str] = ()
    """The base URLs under which it is reached, the first one, and was; none where the settings lead nowhere."""
    found: Sequence[Found] = ()
    trouble: str | None = None
    """Why it does not tell all."""

    @property
    def note(self) -> str | None:
        """The trouble, and where."""
        return self.trouble and f"{[*self.endpoints, self.platform][0]}: {self.trouble}"
