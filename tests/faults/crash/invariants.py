"""What holds when a killed run has been repaired. Every check goes through `holds`, which the numbers come from."""

from __future__ import annotations

from typing import Any

from gpucreds.core.ownership import Mark
from tests.faults.crash.stage import Stage
from tests.faults.crash.story import Command
from tests.faults.ledger import holds
from tests.lifecycle.cases import ON_PLATFORMS
from tests.world import World

ONCE = ("SliceWorkspace", "Application", "LocalUser", "AccessRule")


class Outputs(dict[str, dict[str, Any]]):
    """What the stack gives to its users. It does not show itself: a failure prints the arguments of functions."""

    def __repr__(self) -> str:
        return "<outputs>"

    @property
    def pending(self) -> bool:
        """Whether a resource says that the next update has something to finish."""
        return any(state.get("pending") for state in self.values())


def all_is_as_the_program_says(stage: Stage, command: Command, outputs: Outputs) -> None:
    """One object for each thing that the program declares, and secrets that work."""
    each_generation_lives_once(stage)
    objects = len(ONCE) + 2 * command.generations
    holds("the platforms hold what the program says, and no more", len(stage.emulator.live()) == objects)
    every_secret_works(stage, outputs)


def each_generation_lives_once(stage: Stage) -> None:
    """No two of one mark, and one incarnation of each resource."""
    names = [(live.kind, live.name) for live in stage.emulator.live() if live.kind in ("api-key", "key")]
    marks = [(kind, Mark.parse(name)) for kind, name in names]
    holds("every credential carries a mark", all(mark for _, mark in marks))
    holds("each generation lives once", len(marks) == len(set(marks)))
    incarnations = {(kind, mark.incarnation) for kind, mark in marks if mark}
    holds("each resource has one incarnation", len(incarnations) == len({kind for kind, _ in incarnations}))


def every_secret_works(stage: Stage, outputs: Outputs) -> None:
    """What the stack gives to its users is taken by the platforms."""
    world = World(emulator=stage.emulator)
    for case in ON_PLATFORMS:
        state = outputs[case.token]
        for secret in case.secrets(state):
            holds(f"a secret of {case.token} works", case.opens(world, state, secret))


def nothing_is_left(stage: Stage) -> None:
    """After a destroy."""
    holds("a destroy leaves nothing", stage.emulator.live() == [])
