"""Calls of an engine over gRPC: each in a thread of its own, and its error as one line without a secret."""

from __future__ import annotations

import asyncio
import contextvars
import functools
from abc import abstractmethod
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message
from pulumi.runtime.proto.status_pb2 import Status

from gpucreds.core.waiting import for_at_most
from gpucreds.doors.engine import about
from gpucreds.doors.run import line_of

MOST = 128
"""How many calls work at a time. An engine asks as many as its `--parallel` says, and a platform has a limit too."""
OVER = grpc.StatusCode.FAILED_PRECONDITION
"""The status of every error: by some others the engine would count the object as perhaps made, for ever."""
_DETAILS = "grpc-status-details-bin"

C = TypeVar("C", bound="Calls")
Request = TypeVar("Request", bound=Message)
Answer = TypeVar("Answer", bound=Message)


class Unfinished(Exception):
    """An object is there, but nobody can use it yet. `details` tell the engine what to keep until the next update."""

    def __init__(self, reason: str, details: Message) -> None:
        super().__init__(reason)
        self.details = details


class Calls:
    """Where calls work. A subclass knows which secrets no error may show."""

    def __init__(self, *arguments: Any) -> None:  # noqa: ANN401 - of the next class
        super().__init__(*arguments)
        self._threads = ThreadPoolExecutor(MOST, "call")

    @abstractmethod
    def scrub(self, text: str) -> str:
        """`text` without any secret."""

    async def in_thread(self, work: Callable[[Any, Request], Answer], request: Request) -> Answer:
        """Work on a request beside others. What is told meanwhile is about its resource."""

        def worked() -> Answer:
            seconds = getattr(request, "timeout", 0)
            limit = timedelta(seconds=seconds) if seconds else None  # zero is what a program does not say
            with about(getattr(request, "urn", "")), for_at_most(limit):
                return work(self, request)

        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, contextvars.copy_context().run, worked)

    async def fail(self, context: Any, error: Exception) -> None:  # noqa: ANN401 - gRPC's
        """End a call with an error."""
        if isinstance(error, Unfinished):
            status = Status(code=OVER.value[0], message=self.scrub(str(error)))
            status.details.add().Pack(error.details)
            await context.abort(OVER, status.message, ((_DETAILS, status.SerializeToString()),))
        await context.abort(OVER, self.scrub(line_of(error)))


def verb(work: Callable[[C, Request], Answer]) -> Callable[[C, Request, Any], Coroutine[Any, Any, Answer]]:
    """Make a method that works on a request a call of gRPC."""

    @functools.wraps(work)
    async def called(self: C, request: Request, context: Any) -> Answer:  # noqa: ANN401 - gRPC's
        try:
            return await self.in_thread(work, request)
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not print a user's values either
            failure = error
        await self.fail(context, failure)
        raise AssertionError("a call that failed goes on")

    return called
