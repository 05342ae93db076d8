"""Everything that can happen to a project, for hypothesis to try in any order: a state machine and its invariants."""

from __future__ import annotations

import contextlib
from collections import Counter

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gpucreds.core.errors import GpucredsError
from gpucreds.core.ownership import Mark
from tests.faults.interruptions import INTERRUPTIONS
from tests.faults.ledger import FAULTS, LEDGER, holds, ran
from tests.faults.project import SLOTS, Part, Project
from tests.faults.strangers import Strangers
from tests.lifecycle.doors import Aborted
from tests.world import Killed, World

SLOT = some.sampled_from(SLOTS)
NUMBER = some.integers(0, 7)
DAYS = some.sampled_from([0.01, 1, 3, 20, 80, 100, 400])
REQUEST = some.integers(0, 8)


class Life(RuleBasedStateMachine):
    """The life of a project at one door."""

    door: str

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.patch = pytest.MonkeyPatch()
        self.project = Project(self.world, self.patch, self.door)
        self.strangers = Strangers(self.world.emulator)
        self.edits = 0
        self.drifted = False

    @initialize(slots=some.sets(SLOT, min_size=1, max_size=4))
    def begin(self, slots: set) -> None:
        """A program is written."""
        for slot in sorted(slots):
            self.project.declare(slot)

    @rule(slot=SLOT)
    def declare(self, slot: tuple) -> None:
        """A resource is added to the program, or comes back before it was deleted."""
        if slot in self.project.parts:
            self.project.parts[slot].wanted = True
        else:
            self.project.declare(slot)

    @rule(slot=SLOT)
    def undeclare(self, slot: tuple) -> None:
        """A resource is taken out of the program."""
        part = self.project.parts.get(slot)
        if part and (part.clean or (part.case.minted and part.stack.kept)):
            part.wanted = False

    @rule(slot=SLOT, edit=some.sampled_from(["replacing", "in_place", "rotating"]))
    def edit(self, slot: tuple, edit: str) -> None:
        """A property is edited; a trigger gets a value that it never had."""
        part = self.project.parts.get(slot)
        if part and part.free:
            self.edits += 1
            changes = part.words(getattr(part.case, edit))
            part.stack.edit(**_with_new_trigger(changes, f"t{self.edits}"))

    @rule(slot=SLOT)
    def take_back(self, slot: tuple) -> None:
        """What was edited is taken back, all but the trigger: one that is taken back after a fault is a known limit."""
        part = self.project.parts.get(slot)
        if part and part.free:
            original = part.words(part.case.program(self.world))
            kept = {name: part.stack.program.get(name) for name in ("rotation", "passwordReset", "address")}
            part.stack.program = original | {name: value for name, value in kept.items() if value}

    @rule(days=DAYS)
    def let_time_pass(self, days: float) -> None:
        """Days go by."""
        self.world.advance(days=days)

    @rule(number=NUMBER)
    def somebody_deletes(self, number: int) -> None:
        """An object of ours is deleted behind our back."""
        ours = self.strangers.ours()
        if ours:
            self.strangers.delete(ours[number % len(ours)])
            self.drifted = True

    @rule(number=NUMBER)
    def somebody_renames(self, number: int) -> None:
        """A key of ours gets another name."""
        if all(part.clean for part in self.project.parts.values()):
            self.strangers.rename_a_key(number)

    @rule(number=NUMBER)
    def somebody_disables(self, number: int) -> None:
        """An account of ours is switched off."""
        self.strangers.disable_an_account(number)
        self.drifted = True

    @rule(
        command=some.sampled_from(["up", "refresh"]),
        what=some.sampled_from(sorted(INTERRUPTIONS)),
        request=REQUEST,
        lasting=some.booleans(),
    )
    def interrupted(self, command: str, what: str, request: int, lasting: bool) -> None:
        """A command is interrupted."""
        interruption = INTERRUPTIONS[what]
        interruption.begin(self.world, request, interruption.counts[-1] if lasting else 1)
        with contextlib.suppress(GpucredsError, Aborted, Killed):
            getattr(self.project, command)()
        happened = interruption.end(self.world)
        LEDGER[FAULTS] += happened
        ran(self.door)
        if happened:
            for part in self.project.parts.values():
                part.clean = False

    @rule()
    def preview(self) -> None:
        """A preview sends nothing."""
        before = self.world.requests()
        with contextlib.suppress(GpucredsError, Aborted):
            self.project.changes()
        holds("a preview sends nothing", self.world.requests() == before)

    @rule(look_first=some.booleans())
    def settle(self, look_first: bool) -> None:
        """A run without a fault repairs everything, and the next one has nothing to do."""
        if look_first or self.drifted:
            self._read_only()
        self.project.up_or_adopt()
        self.project.up()
        for part in self.project.parts.values():
            part.clean = True
        self.drifted = False
        self._settled()

    def _read_only(self) -> None:
        before = self.world.writes()
        self.project.refresh()
        holds("a refresh writes nothing", self.world.writes() == before)

    def _settled(self) -> None:
        parts = list(self.project.parts.values())
        holds("a settled project has nothing to do", self.project.changes() == {})
        holds("nothing is pending", not any(part.stack.kept.state.get("pending") for part in parts))
        objects = sum(part.case.objects(part.stack.kept.state) for part in parts)
        holds("the platforms have what the states say", len(self.strangers.ours()) == objects)
        marks = Counter(Mark.parse(live.name) for live in self.strangers.ours())
        holds("each generation lives once", all(count == 1 for mark, count in marks.items() if mark))
        for part in parts:
            self._secrets_work(part)

    def _secrets_work(self, part: Part) -> None:
        state = part.stack.kept.state
        for secret in part.case.secrets(state):
            holds("a secret in the state works", part.case.opens(self.world, state, secret))
            holds("no secret is in a warning", secret not in repr(self.world.warnings))

    @invariant()
    def what_belongs_to_others_is_untouched(self) -> None:
        """Always, whatever happened."""
        holds("what belongs to others is untouched", self.strangers.untouched())

    def teardown(self) -> None:
        """Every project can be ended, and leaves what was there before it."""
        try:
            self.settle(look_first=False)
            self.project.destroy()
            holds("a destroy leaves nothing", self.strangers.ours() == [])
            holds("what belongs to others is untouched", self.strangers.untouched())
        finally:
            self.patch.undo()


def _with_new_trigger(changes: dict, trigger: str) -> dict:
    fresh = {"passwordReset": trigger} if "passwordReset" in changes else {}
    rotation = {"rotation": changes["rotation"] | {"trigger": trigger}} if "rotation" in changes else {}
    return changes | fresh | rotation


def life_at(door: str) -> type[Life]:
    """The machine for one door."""
    return type(f"LifeAt{door.title()}", (Life,), {"door": door})
