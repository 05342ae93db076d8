"""A command of the engine that runs beside the test, and what anybody on the machine could see of its processes."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from dataclasses import dataclass, field

import psutil

from tools.environment import pulumi_environment
from tools.program import Program

LONGEST_RUN = 120
PAUSE = 0.02


@dataclass(repr=False)
class Seen:
    """The command lines of all processes of a run, and their environments, by variable."""

    processes: set[int] = field(default_factory=set)
    arguments: set[str] = field(default_factory=set)
    variables: dict[str, set[str]] = field(default_factory=dict)

    def look_at(self, process: psutil.Process) -> None:
        """Take down what one process shows; one that is gone shows nothing."""
        with contextlib.suppress(psutil.Error):
            self.arguments.update(process.cmdline())
            for name, value in process.environ().items():
                self.variables.setdefault(name, set()).add(value)
            self.processes.add(process.pid)


class Watched:
    """A running command of a program's stack."""

    def __init__(self, program: Program, *arguments: str) -> None:
        self.seen = Seen()
        self._running = subprocess.Popen(
            ["pulumi", "--non-interactive", "--color=never", *arguments],
            cwd=program.folder,
            env=pulumi_environment(program.home) | program.settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # so that an interrupt reaches all of it and none of ours, as at a terminal
        )
        self._family = psutil.Process(self._running.pid)

    def printed(self) -> str:
        """All that it prints until it ends. Its processes are looked at as long as they run."""
        ends = time.monotonic() + LONGEST_RUN
        while time.monotonic() < ends:
            with contextlib.suppress(psutil.Error):
                for process in (self._family, *self._family.children(recursive=True)):
                    self.seen.look_at(process)
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self._running.communicate(timeout=PAUSE)[0]
        self.kill()
        raise TimeoutError(f"the command ran for {LONGEST_RUN} seconds")

    def interrupt(self) -> None:
        """What Ctrl-C does."""
        for process in (self._family, *self._family.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End it and all that it started, if it has not ended."""
        if self._running.returncode is None:
            with contextlib.suppress(psutil.Error):
                for process in (self._family, *self._family.children(recursive=True)):
                    process.kill()
            self._running.communicate()
