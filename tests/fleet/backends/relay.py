"""A port before a server's Unix socket.

The kernel chooses the port, which PostgreSQL cannot let it do, and a server that is started anew is there again under
the same address. What passes can be held up on its way.
"""

from __future__ import annotations

import socket
import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

_CHUNK = 65_536


class Relay(socketserver.ThreadingTCPServer):
    """Listens on loopback."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, target: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.target = target
        self._gate: Callable[[bytes], None] = _open

    def let_pass(self, chunk: bytes) -> None:
        """Ask the gate of this moment."""
        self._gate(chunk)

    @contextmanager
    def gated(self, gate: Callable[[bytes], None]) -> Iterator[None]:
        """Until the end of the block, `gate` is called with all that is on its way to the server, and may wait."""
        self._gate = gate
        try:
            yield
        finally:
            self._gate = _open

    @property
    def address(self) -> str:
        """Host and port."""
        host, port = self.socket.getsockname()
        return f"{host}:{port}"

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Relay until the end of the block."""
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            thread.join()
            self.server_close()


class _Connection(socketserver.BaseRequestHandler):
    server: Relay

    def handle(self) -> None:
        with socket.socket(socket.AF_UNIX) as server:
            try:
                server.connect(str(self.server.target))
            except OSError:
                return  # the client sees a connection that ends at once
            back = Thread(target=_pump, args=(server, self.request, _open), daemon=True)
            back.start()
            _pump(self.request, server, self.server.let_pass)
            back.join()


def _open(_chunk: bytes) -> None:
    """Let everything pass."""


def _pump(source: socket.socket, sink: socket.socket, gate: Callable[[bytes], None]) -> None:
    with suppress(OSError):
        while chunk := source.recv(_CHUNK):
            gate(chunk)
            sink.sendall(chunk)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
