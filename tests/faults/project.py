"""A project of several resources, edited and run as users do: one run for all, in the order of the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from gpucreds.core.errors import Refused
from tests.lifecycle.cases import ON_PLATFORMS, Case
from tests.lifecycle.doors import DOORS, Aborted, Door, Properties
from tests.lifecycle.stack import Stack
from tests.world import World

# The second resource of a type: everything in the program that can be taken only once.
OTHER_WORDS = {"red": "blue", "team-a": "team-c", "team-b": "team-d", "Jo@": "Ann@", "researchers": "analysts"}
SLOTS = [(case.token, number) for case in ON_PLATFORMS for number in (1, 2)]
Slot = tuple[str, int]


def _worded(properties: Properties, words: dict[str, str]) -> Properties:
    text = json.dumps(properties)
    for word, other in words.items():
        text = text.replace(f'"{word}', f'"{other}')
    return json.loads(text)


@dataclass
class Part:
    """One resource of the program."""

    case: Case
    number: int
    stack: Stack
    wanted: bool = True
    clean: bool = True
    """No command has been interrupted since the last one that went through."""

    def words(self, properties: Properties) -> Properties:
        """An edit in the words of this resource."""
        return _worded(properties, OTHER_WORDS if self.number > 1 else {})

    @property
    def free(self) -> bool:
        """Whether its program may be edited or removed: what has no mark is found again by the same program only."""
        return self.clean or self.case.minted


@dataclass
class Project:
    """The program with the state that an engine keeps of it."""

    world: World
    patch: pytest.MonkeyPatch
    door: str
    parts: dict[Slot, Part] = field(default_factory=dict)

    def declare(self, slot: Slot) -> None:
        """Write a resource into the program."""
        case = next(case for case in ON_PLATFORMS if case.token == slot[0])
        stack = Stack(self.world, self.patch, self.door, case.token, {})
        part = self.parts[slot] = Part(case, slot[1], stack)
        stack.edit(**part.words(case.program(self.world)))

    def up(self) -> None:
        """Create and change in the order of the program, then delete what is no longer in it."""
        self._run(lambda part, door: part.stack.apply(door) if part.wanted else None)

    def refresh(self) -> None:
        """Look at everything."""
        door = self._open()
        for part in self.parts.values():
            part.stack.look(door)

    def destroy(self) -> None:
        """Delete everything, the program's last first."""
        for part in self.parts.values():
            part.wanted = False
        self.up()

    def changes(self) -> dict[Slot, Properties]:
        """What a preview shows."""
        door = self._open()
        planned = {slot: part.stack.plan(door) for slot, part in self.parts.items()}
        return {slot: plan for slot, plan in planned.items() if plan}

    def up_or_adopt(self) -> None:
        """An up; what a killed run left and nothing on the platform tells whose it is, is adopted as the error says."""
        try:
            self.up()
        except (Refused, Aborted) as refused:
            lost = [part for part in self.parts.values() if part.case.adopting and part.stack.kept is None]
            if not lost or "`adopt`" not in str(refused):
                raise
            self._adopt(lost)

    def _adopt(self, lost: list[Part]) -> None:
        for part in lost:
            part.stack.edit(**part.case.adopting)
        self.up()
        for part in lost:
            part.stack.edit(**dict.fromkeys(part.case.adopting))

    def _run(self, step: Callable[[Part, Door], Any]) -> None:
        door = self._open()
        for part in self.parts.values():
            step(part, door)
        for part in reversed(self.parts.values()):
            part.stack.bury(door)
            if not part.wanted:
                part.stack.remove(door)
        self.parts = {slot: part for slot, part in self.parts.items() if part.wanted}

    def _open(self) -> Door:
        return DOORS[self.door](self.world, self.patch)
