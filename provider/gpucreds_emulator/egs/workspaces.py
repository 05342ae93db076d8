"""The workspaces that exist, and how slowly they go (contract sections 6 and 10, A22)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gpucreds_emulator.egs.workspace import Workspace


class Workspaces:
    """By name; one that is leaving stays until it was polled often enough."""

    def __init__(self) -> None:
        self._by_name: dict[str, Workspace] = {}
        self._late_conflicts: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Workspace]:
        """In order of creation."""
        return iter(list(self._by_name.values()))

    def get(self, name: str) -> Workspace | None:
        """The workspace of that name, also while it is leaving."""
        return self._by_name.get(name)

    def add(self, workspace: Workspace) -> None:
        """A new one, whose name must be free."""
        self._by_name[workspace.name] = workspace

    def delete(self, workspace: Workspace, *, polls: int, late_conflicts: int) -> None:
        """Begin the delete; again is no harm."""
        if workspace.leaving:
            return
        workspace.polls_left = polls
        workspace.late_conflicts = late_conflicts
        self._end_if_due(workspace)

    def polled(self, workspace: Workspace) -> None:
        """Count a list answer that the workspace was in, or a create that it was in the way of."""
        if workspace.polls_left is not None:
            workspace.polls_left -= 1
            self._end_if_due(workspace)

    def conflict(self, name: str) -> bool:
        """Whether a create of that name is refused now; being asked counts."""
        workspace = self.get(name)
        if workspace:
            self.polled(workspace)
            return True
        late = self._late_conflicts[name] > 0
        self._late_conflicts[name] -= late
        return late

    def _end_if_due(self, workspace: Workspace) -> None:
        if workspace.polls_left == 0:
            del self._by_name[workspace.name]
            self._late_conflicts[workspace.name] = workspace.late_conflicts
