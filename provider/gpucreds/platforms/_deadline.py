"""The end of an exchange: httpx counts the silence between two bytes, so a server that drips would hold a run."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterable
from typing import Any

import httpcore

from gpucreds.core.clock import Clock


class Deadline:
    """So many seconds for each exchange, in the thread that does it, from its first use of the network on.

    Waiting for one of our own connections does not count.
    """

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._here = threading.local()

    def begin(self) -> None:
        """Another exchange begins in this thread."""
        self._here.end = None

    def within(self, timeout: float | None, late: type[httpcore.TimeoutException]) -> float:
        """`timeout`, or what is left of the exchange if that is less. Raises `late` when nothing is left."""
        left = self._end() - self._clock.monotonic()
        if left <= 0:
            raise late(f"it took longer than {self._seconds:g} seconds")
        return left if timeout is None else min(timeout, left)

    def _end(self) -> float:
        end: float | None = getattr(self._here, "end", None)
        if end is None:
            end = self._here.end = self._clock.monotonic() + self._seconds
        return end


class TimedNetwork(httpcore.NetworkBackend):
    """A network on which everything ends with the exchange that it is for."""

    def __init__(self, network: httpcore.NetworkBackend, deadline: Deadline) -> None:
        self._network = network
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to a host."""
        timeout = self._deadline.within(timeout, httpcore.ConnectTimeout)
        stream = self._network.connect_tcp(host, port, timeout, local_address, socket_options)
        return _TimedStream(stream, self._deadline)


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.within(timeout, httpcore.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - by name
        return self._stream.get_extra_info(info)


def time_connections(client: object, deadline: Deadline) -> None:
    """Let all connections of an `httpx.Client` know the deadline, also those by way of a proxy."""
    # httpx takes no network of ours, so its pools are given one.
    for transport in (getattr(client, "_transport", None), *getattr(client, "_mounts", {}).values()):
        pool = getattr(transport, "_pool", None)
        if pool is not None:
            pool._network_backend = TimedNetwork(pool._network_backend, deadline)  # noqa: SLF001
