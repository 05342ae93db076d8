"""The story on the emulator, brought to the moment before a command as often as one likes, at the cost of one copy."""

from __future__ import annotations

import itertools
import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gpucreds_emulator import Emulator
from tests.engine.site import Site
from tests.faults.crash.cells import spelled
from tests.faults.crash.processes import PATIENCE
from tests.faults.crash.story import LIFE, Command, Story
from tools.program import Program


class Halt:
    """Holds a request back, so that a test can kill who waits for the answer."""

    def __init__(self) -> None:
        self.arm()

    def arm(self) -> None:
        """Be ready for the next one."""
        self._reached, self._released = threading.Event(), threading.Event()

    def __call__(self, _seconds: float) -> None:
        released = self._released
        self._reached.set()
        released.wait(PATIENCE)

    def reached(self) -> bool:
        """Whether a request is held."""
        return self._reached.is_set()

    def release(self) -> None:
        """Let it go."""
        self._released.set()


@dataclass(frozen=True)
class Moment:
    """Everything that there is before a command: the stack, the platforms, the date, the program."""

    stack: Path
    platforms: Mapping[str, Any]
    now: datetime
    edits: Mapping[str, object]


class Stage:
    """One emulator and one stack, for all tests of a process."""

    def __init__(self, emulator: Emulator, urls: Mapping[str, str], folder: Path, halt: Halt, door: str) -> None:
        self.door = door
        self.emulator = emulator
        self.halt = halt
        self._folder = folder
        self._set_knobs()
        self.story = Story(Site(emulator, urls, folder), door)
        self.program.settings["GPUCREDS_TIMEOUT"] = "5m"  # a held request is answered when the test says so
        self._moments = {LIFE[0].name: self._keep(LIFE[0])}

    @property
    def program(self) -> Program:
        """The program."""
        return self.story.program

    def bring_to(self, command: Command) -> None:
        """Let it be the moment before a command, with the user's edits for it made."""
        self._live_until(command)
        self.program.log.clear()
        self._recall(self._moments[command.name])
        self.story.turn_to(command)

    def requests(self) -> list[str]:
        """What has reached the platforms since that moment."""
        return [spelled(entry) for entry in self.emulator.log()]

    def rests(self) -> bool:
        """Whether no platform is at work."""
        return all(entry.status is not None for entry in self.emulator.log())

    def _live_until(self, command: Command) -> None:
        for now, then in itertools.pairwise(LIFE):
            if command.name in self._moments:
                return
            if then.name not in self._moments:
                self.bring_to(now)
                self.program.pulumi(*now.typed)
                self._moments[then.name] = self._keep(then)

    def _keep(self, command: Command) -> Moment:
        stack = self._folder / "moments" / command.name
        shutil.copytree(self.state, stack)
        return Moment(stack, self.emulator.save(), self.emulator.clock.now(), dict(self.story.edits))

    def _recall(self, moment: Moment) -> None:
        self.halt.arm()
        self.emulator.reset()
        self._set_knobs()
        self.emulator.restore(moment.platforms)
        self.emulator.clock.set(moment.now)
        shutil.rmtree(self.state)
        shutil.copytree(moment.stack, self.state)
        self.story.edits = dict(moment.edits)

    @property
    def state(self) -> Path:
        """The folder of the engine's file backend."""
        return self._folder / "state"

    @property
    def checkpoint(self) -> Path:
        """The file in it that is the state of the stack."""
        return self.state / ".pulumi" / "stacks" / "program" / "dev.json"

    def _set_knobs(self) -> None:
        # A provider that waits by its clock would wait for real.
        self.emulator.egs.knobs.polls_until_ready = 0
        self.emulator.egs.knobs.polls_until_gone = 0
