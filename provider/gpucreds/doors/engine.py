"""The engine as a plugin sees it: it shows what the plugin tells it, and it may be gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

ASKING = 2.0
"""Seconds between two looks whether the engine is still there."""
_about: ContextVar[str] = ContextVar("about", default="")


@contextmanager
def about(urn: str) -> Iterator[None]:
    """What is told in here is about this resource."""
    token = _about.set(urn)
    try:
        yield
    finally:
        _about.reset(token)


class Engine:
    """The engine at an address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._host, _, self._port = address.rpartition(":")
        self._log = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def warn(self, text: str) -> None:
        """Let the engine show a warning, beside the resource that it is about."""
        warning = engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=text, urn=_about.get())
        self._log.Log(warning)

    async def gone(self) -> None:
        """Return when nobody listens there any more: an engine that was killed tells nobody."""
        while True:
            try:
                _, line = await asyncio.open_connection(self._host, int(self._port))
            except OSError:
                return
            line.close()
            await asyncio.sleep(ASKING)
