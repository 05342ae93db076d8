"""What an engine does with one resource, step by step: check, diff, create, replace, update, refresh, delete.

It keeps what an engine keeps (id, inputs, outputs), and opens the door anew for each command, as an engine does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from gpucreds.core.unknown import UNKNOWN
from tests.lifecycle.doors import DOORS, Door, PartlyMade, Properties
from tests.world import World


@dataclass
class Kept:
    """A resource in the state."""

    id: str
    inputs: Properties
    state: Properties


@dataclass
class Stack:
    """A stack with one resource. `program` is what the program says of it, empty when it says nothing."""

    world: World
    patch: pytest.MonkeyPatch
    door: str
    token: str
    program: Properties
    kept: Kept | None = None
    condemned: list[Kept] = field(default_factory=list)
    """Replaced, and to be deleted at the end of a run."""
    missed: Kept | None = None
    """Deleted to be replaced, while the replacement is not made yet: the engine goes on comparing with it."""

    def preview(self) -> Properties:
        """The plan: the inputs that differ, with their new values. Empty means no change."""
        return self.plan(self._open())

    def plan(self, door: Door) -> Properties:
        """The same, in a run that has begun."""
        inputs = self._check(door)
        if self.kept is None:
            return inputs
        found = door.diff(self.token, self.kept.id, self.kept.state, inputs)
        changed = {name: value for name, value in inputs.items() if self.kept.inputs.get(name) != value}
        gone = dict.fromkeys(self.kept.inputs.keys() - inputs.keys())
        return changed | gone | ({"pending": True} if found.forced else {})

    def up(self, **changes: object) -> Properties:
        """Bring the platform to what the program says; the state afterwards. `changes` edit the program first."""
        self.edit(**changes)
        door = self._open()
        self.apply(door)
        self.bury(door)
        return self.kept.state

    def edit(self, **changes: object) -> None:
        """Edit the program; None takes a property away."""
        self.program = {name: value for name, value in (self.program | changes).items() if value is not None}

    def apply(self, door: Door) -> None:
        """Create, update or replace."""
        inputs = self._check(door)
        assert UNKNOWN not in [value for value in inputs.values() if value is UNKNOWN]
        if self.missed:
            door.diff(self.token, self.missed.id, self.missed.state, inputs)
            self._create(door, door.check(self.token, self.program, None))
        elif self.kept is None:
            self._create(door, inputs)
        else:
            self._change(door, inputs)

    def bury(self, door: Door) -> None:
        """Delete what has been replaced, as an engine does at the end of a run."""
        while self.condemned:
            door.delete(self.token, self.condemned[0].id, self.condemned[0].state)
            self.condemned.pop(0)

    def remove(self, door: Door) -> None:
        """Delete what the program no longer says."""
        if self.kept:
            door.delete(self.token, self.kept.id, self.kept.state)
        self.kept = self.missed = None

    def refresh(self) -> Properties | None:
        """Look at the platform; the state afterwards."""
        self.look(self._open())
        return self.kept and self.kept.state

    def look(self, door: Door) -> None:
        """Take over what the platform says, if there is anything in the state."""
        found = door.read(self.token, self.kept.id, self.kept.state) if self.kept else None
        self.kept = Kept(self.kept.id, found[1], found[0]) if found else None

    def destroy(self) -> None:
        """Delete whatever the state holds."""
        door = self._open()
        self.bury(door)
        self.remove(door)

    def _open(self) -> Door:
        return DOORS[self.door](self.world, self.patch)

    def _check(self, door: Door) -> Properties:
        old = self.kept or self.missed
        return door.check(self.token, self.program, old and old.inputs)

    def _create(self, door: Door, inputs: Properties) -> None:
        try:
            object_id, state = door.create(self.token, inputs)
        except PartlyMade as made:
            self.kept, self.missed = Kept(made.id, inputs, made.state), None
            raise
        self.kept, self.missed = Kept(object_id, inputs, state), None

    def _change(self, door: Door, inputs: Properties) -> None:
        found = door.diff(self.token, self.kept.id, self.kept.state, inputs)
        if found.replaces:
            self._replace(door, delete_first=found.delete_before_replace)
        elif found.forced or inputs != self.kept.inputs:
            self._update(door, inputs)

    def _update(self, door: Door, inputs: Properties) -> None:
        try:
            state = door.update(self.token, self.kept.id, self.kept.state, inputs)
        except PartlyMade as made:
            self.kept = Kept(made.id, inputs, made.state)
            raise
        self.kept = Kept(self.kept.id, inputs, state)

    def _replace(self, door: Door, *, delete_first: bool) -> None:
        inputs = door.check(self.token, self.program, None)
        old = self.kept
        if delete_first:
            door.delete(self.token, old.id, old.state)
            self.kept, self.missed = None, old
        self._create(door, inputs)
        if not delete_first:
            self.condemned.append(old)
