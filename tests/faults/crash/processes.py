"""A run of the engine that a test kills: its processes, and how to know that nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import psutil

from tests.faults.crash.cells import Victim
from tools.environment import pulumi_environment
from tools.program import Program

PATIENCE = 120
"""Seconds after which something that never comes is a failure."""
PROVIDERS = {"pulumi.dynamic", "pulumi-resource-gpucreds"}
"""What a provider's command line has in it, at either door."""
_POLL = 0.02
_MOMENT = 0.25


def wait_until(what: str, is_so: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"waited {PATIENCE} s for this: {what}"
        time.sleep(_POLL)


class EngineRun:
    """One `pulumi` command and the processes that it starts; they share a session, so none can hide."""

    def __init__(self, program: Program, arguments: Sequence[str], within: Sequence[str] = ()) -> None:
        self._printed = program.home / "printed.txt"
        with self._printed.open("wb") as file:
            self._started = subprocess.Popen(
                [*within, "pulumi", "--non-interactive", "--color=never", *arguments],
                cwd=program.folder,
                env=pulumi_environment(program.home) | program.settings,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The command's own process."""
        return self._started.pid

    def kill(self, victim: Victim) -> None:
        """`kill -9`."""
        for process in self._victims(victim):
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def _victims(self, victim: Victim) -> list[psutil.Process]:
        if victim == "engine":
            return [psutil.Process(self.pid)]
        if victim == "provider":
            return self.providers()
        return self.alive()

    def signal(self, what: signal.Signals) -> None:
        """What Ctrl-C, or a CI system, sends to the command."""
        self._started.send_signal(what)

    def ended(self) -> int:
        """Wait for the command's own process; gives its exit code."""
        return self._started.wait(PATIENCE)

    def is_over(self) -> bool:
        """Whether the command's own process has ended."""
        return self._started.poll() is not None

    def alive(self) -> list[psutil.Process]:
        """What is left of this run."""
        return list(_of_session(self.pid))

    def providers(self) -> list[psutil.Process]:
        """The processes that talk to the platforms."""
        return [process for process in self.alive() if PROVIDERS.intersection(map(_last_part, _words(process)))]

    def rests(self) -> bool:
        """Whether what is left has computed nothing for a moment: a provider without an engine waits for ever."""
        before = [process.cpu_times() for process in self.providers()]
        time.sleep(_MOMENT)
        return before == [process.cpu_times() for process in self.providers()]

    def clear(self) -> None:
        """End what is left, and wait until it is gone."""
        self.kill("both")
        self.ended()
        wait_until("no process of the run is left", lambda: not self.alive())

    def printed(self) -> str:
        """What the command has printed so far."""
        return self._printed.read_text(errors="replace")


def _of_session(session: int) -> Iterator[psutil.Process]:
    for pid in psutil.pids():
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            process = psutil.Process(pid)
            if os.getsid(pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                yield process


def _words(process: psutil.Process) -> list[str]:
    with suppress(psutil.NoSuchProcess):
        return process.cmdline()
    return []


def _last_part(word: str) -> str:
    return word.rpartition("/")[2]


@contextmanager
def engine_run(program: Program, arguments: Sequence[str], within: Sequence[str] = ()) -> Iterator[EngineRun]:
    """Start a command, with `within` before it if need be, and leave no process of it behind."""
    run = EngineRun(program, arguments, within)
    try:
        yield run
    finally:
        run.clear()
        program.log.append(run.printed())
