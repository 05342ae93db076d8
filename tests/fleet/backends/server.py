"""A server in a process of its own, with a folder of its own, that dies with the tests."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from tests.faults.crash.processes import wait_until
from tests.fleet.backends.backend import Backend
from tests.fleet.backends.relay import Relay

# The pipe ends with whoever holds its other end, also when that is killed.
_TETHERED = '"$@" < /dev/null & echo $!; read -r _; kill -QUIT $! 2> /dev/null; wait'


class Server(ABC):
    """One server; `new` makes an empty place for states in it."""

    run_as: Mapping[str, Any] = {}
    """Who runs it, for `subprocess`: nobody else, unless a server says so."""
    socket: str
    """The name of its Unix socket in `folder`."""

    def __init__(self) -> None:
        # Not below pytest's own folder: a path of a Unix socket is short, and another user may have to get there.
        self.folder = Path(tempfile.mkdtemp(prefix="gpucreds-"))
        self.relay = Relay(self.folder / self.socket)

    @abstractmethod
    def prepare(self) -> None:
        """Fill the empty `folder` with what it needs for its first start."""

    @abstractmethod
    def new(self, name: str) -> Backend:
        """An empty place for states."""

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """What starts it in `folder`."""

    @abstractmethod
    def environment(self) -> Mapping[str, str]:
        """Its whole environment, with its log-in."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether it answers."""

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Run until the end of the block, and leave nothing."""
        try:
            self.prepare()
            with self.relay.at_work():
                self.start()
                try:
                    yield
                finally:
                    self._end()
        finally:
            shutil.rmtree(self.folder)

    def start(self) -> None:
        """Start it on what its folder has, and wait until it answers."""
        (self.folder / self.socket).unlink(missing_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self._tether = subprocess.Popen(
                ["/bin/sh", "-c", _TETHERED, "sh", *self.command()],
                cwd=self.folder,
                env=dict(self.environment()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                **self.run_as,
            )
        assert self._tether.stdout is not None
        self._process = psutil.Process(int(self._tether.stdout.readline()))
        wait_until("the server answers", lambda: self._has_ended() or self.is_ready())
        assert not self._has_ended(), (self.folder / "server.log").read_text()

    def kill(self) -> None:
        """`kill -9`, of the server and all that it has started."""
        for process in [self._process, *self._process.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._end()

    def _has_ended(self) -> bool:
        return not self._process.is_running() or self._process.status() == psutil.STATUS_ZOMBIE

    def _end(self) -> None:
        """Let go of the tether."""
        for pipe in (self._tether.stdin, self._tether.stdout):
            if pipe is not None:
                pipe.close()
        self._tether.wait()
