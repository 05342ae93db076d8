"""The engines of a fleet: each in a session of its own, what it prints in a file, and told when to end.

The Automation API's own `Stack.up` will not do for many at once: it keeps what is printed in memory, decrypts all
outputs after each update, and listens to events on a port. An engine that loses that listener dies in mid-update, so
whoever kills the command would cut off each update that is under way. What writes into files outlives it, and ends in
order.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from pulumi.automation import CommandError, CommandResult
from pulumi.automation.errors import create_command_error

from gpucreds.core.errors import GpucredsError
from gpucreds_cli import engine
from gpucreds_cli.console import err

_SETTINGS = {
    "PULUMI_AUTOMATION_API": "true",
    "PULUMI_DEBUG_COMMANDS": "true",  # else the CLI does not know --event-log
    "PULUMI_SKIP_UPDATE_CHECK": "true",
}
_TOLD = {
    1: "no further team is begun; those that are under way end what they have begun. Once more ends them at once",
    2: "ending at once",
}


class Engines:
    """The commands of the engine that are under way."""

    def __init__(self) -> None:
        self.signals: list[signal.Signals] = []
        """What has told the command to end."""
        self._running: set[subprocess.Popen[bytes]] = set()
        # A handler of signals runs in the main thread, which may hold it.
        self._lock = threading.RLock()

    @property
    def ending(self) -> bool:
        """Whether no further one is to begin."""
        return bool(self.signals)

    @property
    def exit_code(self) -> int:
        """What a shell takes for the end of a command by the first of these signals."""
        return 128 + self.signals[0]

    def run(self, folder: Path, arguments: Sequence[str], printed: Path) -> bool:
        """Run one to its end, which prints into a file; False where none is to begin any more. Raises CommandError."""
        with printed.open("ab") as output, self._lock:
            if self.ending:
                return False
            process = self._start(folder, arguments, output.fileno())
            self._running.add(process)
        try:
            code = process.wait()
        finally:
            with self._lock:
                self._running.discard(process)
        if code:
            raise failure(printed, code)
        return True

    def _start(self, folder: Path, arguments: Sequence[str], output: int) -> subprocess.Popen[bytes]:
        # In a session of its own a terminal's Ctrl-C reaches it through us alone, and a closed terminal not at all.
        return subprocess.Popen(  # noqa: S603 - the pulumi on PATH, without a shell
            [engine.command().command, "--non-interactive", "--color=never", *arguments],
            cwd=folder,
            env={**os.environ, **_SETTINGS},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    def end(self, number: int) -> None:
        """Let no further one begin, and interrupt those that run: the engine then ends what it has begun."""
        with self._lock:
            self.signals.append(signal.Signals(number))
            for process in self._running:
                process.send_signal(signal.SIGINT)

    @contextmanager
    def heeding(self) -> Iterator[None]:
        """End on SIGINT and SIGTERM, unless whoever started the command has them ignored."""

        def heed(number: int, _: FrameType | None) -> None:
            self.end(number)
            err.print(f"interrupted: {_TOLD[min(len(self.signals), 2)]}", soft_wrap=True)

        wanted = [one for one in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(one) != signal.SIG_IGN]
        before = {one: signal.signal(one, heed) for one in wanted}
        try:
            yield
        except GpucredsError:
            # Ctrl-C on a terminal ends those that only read, too, and then nothing is known.
            if self.ending:
                raise SystemExit(self.exit_code) from None
            raise
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def failure(printed: Path, code: int) -> CommandError:
    """The error of a command that has printed into a file, as the Automation API tells errors apart."""
    error: CommandError = create_command_error(CommandResult("", printed.read_text(errors="replace"), code))
    return error
