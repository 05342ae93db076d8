"""Run one command, and tell what it and the processes under it cost."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

LOOK_SECONDS = 0.25
"""How often the processes are looked at. What one computes after the last look counts in the whole only."""
PROVIDERS = ("pulumi.dynamic", "pulumi-resource-", "terraform-provider-")
"""What stands in the command line of a provider."""
ENGINES = ("pulumi", "terraform", "tofu")


@dataclass(frozen=True)
class Cost:
    """What a command cost: seconds of the wall and of the processors, and the provider's memory at most, in bytes."""

    seconds: float
    cpu: float
    engine_cpu: float
    provider_cpu: float
    provider_peak: int


class CommandFailed(Exception):
    """The command ended otherwise than it should; the text is the end of what it printed."""


@dataclass
class _Watch:
    """Looks at the processes under one, now and then, and keeps the last that it saw of each."""

    root: psutil.Process
    cpu: dict[int, tuple[str, float]] = field(default_factory=dict)
    peak: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.done.wait(LOOK_SECONDS):
            with suppress(psutil.Error):
                for process in [self.root, *self.root.children(recursive=True)]:
                    self._look(process)

    def _look(self, process: psutil.Process) -> None:
        with suppress(psutil.Error, OSError):
            part, times = part_of(process.name(), process.cmdline()), process.cpu_times()
            self.cpu[process.pid] = (part, times.user + times.system)
            if part == "provider":
                self.peak = max(self.peak, peak_of(Path(f"/proc/{process.pid}/status").read_text()))

    def by_part(self) -> Mapping[str, float]:
        seconds: dict[str, float] = defaultdict(float)
        for part, used in self.cpu.values():
            seconds[part] += used
        return seconds


def part_of(name: str, command: Sequence[str]) -> str:
    """What a process is in a run: the engine, a provider or something else."""
    if any(mark in " ".join(command[:6]) for mark in PROVIDERS):
        return "provider"
    return "engine" if name in ENGINES else "other"


def peak_of(status: str) -> int:
    """The most memory that a process had at a time, in bytes, by its `/proc/<pid>/status`; 0 where that does not say.

    A process that has ended, and waits to be asked how, has none.
    """
    found = [line.split() for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(found[0][1]) * 1024 if found else 0


def metered(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command to its end. Raises CommandFailed when it fails."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        begun = time.monotonic()
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        watch = _Watch(psutil.Process(process.pid))
        watcher = threading.Thread(target=watch.run)
        watcher.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            watch.done.set()
            watcher.join()
        seconds = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            raise CommandFailed(output.read()[-20_000:])
    parts = watch.by_part()
    cpu = used.ru_utime + used.ru_stime
    return Cost(seconds, max(cpu, sum(parts.values())), parts.get("engine", 0), parts.get("provider", 0), watch.peak)
